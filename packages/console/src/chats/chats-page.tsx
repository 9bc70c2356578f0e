/** The list of chats with its filters, and beside it the open chat. */
import { VisuallyHidden } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { Outlet, useParams } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { keepProject } from '../frame/recall-project.ts';
import { useText } from '../language/language-context.ts';
import { useSearchTexts } from '../search/use-search-texts.ts';
import { ChatTable } from './chat-table.tsx';
import classes from './chats-page.module.css';
import { FilterBar } from './filter-bar.tsx';
import { ListNotice } from './list-notice.tsx';
import { rowShape } from './row-shape.ts';
import { useChatList } from './use-chat-list.ts';
import { useColumns } from './use-columns.ts';
import { useListKeys } from './use-list-keys.ts';
import { useOpenChat } from './use-open-chat.ts';
import type { PagedRows } from './use-paged-rows.ts';
import { useUsableLog } from './use-usable-log.ts';
import { useZone } from './use-zone.ts';

export function ChatsPage() {
  const text = useText();
  const { projectId = '' } = useParams({ strict: false });
  const search = useSearchTexts();
  const { log, refused, refuse } = useUsableLog(projectId, search);
  const scroller = useRef<HTMLDivElement>(null);
  const searchBox = useRef<HTMLInputElement>(null);
  const { ref: section, width } = useElementSize();
  const shape = useMemo(() => rowShape(width), [width]);
  const columns = useColumns(shape, width);
  const list = useChatList(log, columns.view);
  const zones = useZone(projectId, !refused.some(({ name }) => name === 'tz'));
  const [isFilterMenuOpen, setFilterMenuOpen] = useState(false);
  const { openChatId, active, openRow, moveTo, closeChat } = useActiveRow(projectId, list.rows);
  const { error } = list;
  useEffect(() => {
    if (error !== null) refuse(error);
  }, [error, refuse]);
  useEffect(() => keepProject(projectId), [projectId]);
  useListKeys({
    scroller,
    rowHeight: shape.height,
    rowCount: list.rows.count,
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
          refused={refused}
          zones={zones}
          columns={columns}
          isMenuOpen={isFilterMenuOpen}
          onMenuChange={setFilterMenuOpen}
          searchRef={searchBox}
          ref={scroller}
        />
        {list.rows.count === 0 ? (
          <ListNotice list={list} />
        ) : (
          <ChatTable
            scroller={scroller}
            shape={shape}
            projectId={projectId}
            columns={columns.shown}
            rows={list.rows}
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
function useActiveRow(projectId: string, rows: PagedRows) {
  const { openChatId, openChat, closeChat } = useOpenChat(projectId);
  const [chosen, setChosen] = useState<number | null>(null);
  const openIndex = openChatId === null ? -1 : rows.indexOf(openChatId);
  const openRow = useCallback(
    (index: number) => {
      const chat = rows.at(index);
      setChosen(index);
      if (chat !== null) openChat(String(chat.chatId));
    },
    [rows, openChat],
  );
  const moveTo = (index: number) => (openChatId === null ? setChosen(index) : openRow(index));
  const active = openIndex >= 0 ? openIndex : chosen !== null && chosen < rows.count ? chosen : null;
  const close = useCallback(() => {
    if (openChatId === null) return;
    if (openIndex >= 0) setChosen(openIndex);
    closeChat();
  }, [openChatId, openIndex, closeChat]);
  return { openChatId, active, openRow, moveTo, closeChat: close };
}
