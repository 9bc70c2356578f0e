/** The list of chats with its filters, and beside it the open chat. */
import { VisuallyHidden } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { Outlet, useParams } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { keepProject } from '../frame/recall-project.ts';
import { useText } from '../language/language-context.ts';
import { knownParameters } from '../search/known-parameters.ts';
import { useSearchTexts } from '../search/use-search-texts.ts';
import { ChatTable } from './chat-table.tsx';
import classes from './chats-page.module.css';
import { FilterBar } from './filter-bar.tsx';
import { ListNotice } from './list-notice.tsx';
import { rowShape } from './row-shape.ts';
import { useChatList } from './use-chat-list.ts';
import { useListKeys } from './use-list-keys.ts';
import { useOpenChat } from './use-open-chat.ts';

export function ChatsPage() {
  const text = useText();
  const { projectId = '' } = useParams({ strict: false });
  const search = useSearchTexts();
  const log = useMemo(() => ({ projectId, parameters: knownParameters(search) }), [projectId, search]);
  const list = useChatList(log);
  const scroller = useRef<HTMLDivElement>(null);
  const searchBox = useRef<HTMLInputElement>(null);
  const { ref: section, width } = useElementSize();
  const shape = useMemo(() => rowShape(width), [width]);
  const [isFilterMenuOpen, setFilterMenuOpen] = useState(false);
  const { openChatId, active, openRow, moveTo, closeChat } = useActiveRow(projectId, list.chats);
  useEffect(() => keepProject(projectId), [projectId]);
  useListKeys({
    scroller,
    rowHeight: shape.height,
    rowCount: list.chats.length,
    active,
    onMove: moveTo,
    onOpen: openRow,
    onClose: closeChat,
    onSearch: () => (searchBox.current === null ? setFilterMenuOpen(true) : searchBox.current.focus()),
    onFilter: () => setFilterMenuOpen(true),
  });
  return (
    <main className={classes.page} data-open={openChatId !== null}>
      <VisuallyHidden component="h1">{text('chats.title')}</VisuallyHidden>
      <section ref={section} className={classes.list} aria-label={text('chats.title')}>
        <FilterBar
          log={log}
          list={list}
          parameters={search}
          isMenuOpen={isFilterMenuOpen}
          onMenuChange={setFilterMenuOpen}
          searchRef={searchBox}
          ref={scroller}
        />
        {list.chats.length === 0 ? (
          <ListNotice list={list} />
        ) : (
          <ChatTable
            scroller={scroller}
            shape={shape}
            projectId={projectId}
            chats={list.chats}
            total={list.total}
            active={active}
            openChatId={openChatId}
            onOpen={openRow}
            more={list.more}
          />
        )}
      </section>
      <Outlet />
    </main>
  );
}

/** The row that keys act on: the open chat's as long as it is loaded. */
function useActiveRow(projectId: string, chats: readonly { readonly chatId: number }[]) {
  const { openChatId, openChat, closeChat } = useOpenChat(projectId);
  const [chosen, setChosen] = useState<number | null>(null);
  const openIndex = useMemo(
    () => (openChatId === null ? -1 : chats.findIndex(({ chatId }) => String(chatId) === openChatId)),
    [openChatId, chats],
  );
  const openRow = useCallback(
    (index: number) => {
      const chat = chats[index];
      setChosen(index);
      if (chat !== undefined) openChat(String(chat.chatId));
    },
    [chats, openChat],
  );
  const moveTo = (index: number) => (openChatId === null ? setChosen(index) : openRow(index));
  const active = openIndex >= 0 ? openIndex : chosen !== null && chosen < chats.length ? chosen : null;
  const close = useCallback(() => {
    if (openChatId === null) return;
    if (openIndex >= 0) setChosen(openIndex);
    closeChat();
  }, [openChatId, openIndex, closeChat]);
  return { openChatId, active, openRow, moveTo, closeChat: close };
}
