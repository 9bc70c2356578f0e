/** The windowed table: only what is visible is in the page, and readers are told of the rest. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type RefObject, useEffect } from 'react';
import type { ListedChat } from '../api/chats.ts';
import { useText } from '../language/language-context.ts';
import { CHAT_COLUMNS } from './chat-columns.tsx';
import { ChatRow, rowId } from './chat-row.tsx';
import classes from './chat-table.module.css';
import { ListEnd, type MoreRows } from './list-end.tsx';
import { isNearEnd } from './list-keys.ts';
import type { RowShape } from './row-shape.ts';

const END_HEIGHT = 56;

interface ChatTableProps {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly shape: RowShape;
  readonly projectId: string;
  readonly chats: readonly ListedChat[];
  /** All rows of the filter; null while it is not known. */
  readonly total: number | null;
  readonly active: number | null;
  readonly openChatId: string | null;
  readonly onOpen: (index: number) => void;
  readonly more: MoreRows;
}

export function ChatTable({ scroller, shape, chats, total, active, more, ...table }: ChatTableProps) {
  const text = useText();
  const virtual = useVirtualizer({
    count: chats.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => shape.height,
    overscan: 12,
    scrollPaddingStart: shape.headHeight,
    getItemKey: (index) => chats[index]?.chatId ?? index,
  });
  const rows = virtual.getVirtualItems();
  const lastVisible = rows.at(-1)?.index ?? 0;
  const wantsMore = more.hasMore && !more.isFetching && more.error === null && isNearEnd(lastVisible, chats.length);
  useEffect(() => {
    if (wantsMore) more.fetch();
  }, [wantsMore, more.fetch]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows keep the height that they were measured with
  useEffect(() => virtual.measure(), [virtual, shape.height]);
  useEffect(() => {
    if (active !== null) virtual.scrollToIndex(active, { align: 'auto' });
  }, [active, virtual]);
  const activeId = rows.some(({ index }) => index === active) && active !== null ? rowId(active) : undefined;
  return (
    <div
      ref={scroller}
      className={classes.scroller}
      style={{ '--row-height': `${shape.height}px` } as CSSProperties}
      data-narrow={shape.isNarrow}
      role="grid"
      tabIndex={0}
      aria-label={text('chats.title')}
      aria-rowcount={total === null ? -1 : total + 1}
      aria-activedescendant={activeId}
    >
      <TableHead />
      <div role="rowgroup" className={classes.body} style={{ height: virtual.getTotalSize() + END_HEIGHT }}>
        {rows.map(({ index, start, key }) => {
          const chat = chats[index];
          if (chat === undefined) return null;
          return (
            <ChatRow
              key={key}
              chat={chat}
              projectId={table.projectId}
              index={index}
              offset={start}
              isActive={index === active}
              isOpen={String(chat.chatId) === table.openChatId}
              onOpen={table.onOpen}
            />
          );
        })}
        <ListEnd offset={virtual.getTotalSize()} shown={chats.length} more={more} />
      </div>
    </div>
  );
}

function TableHead() {
  const text = useText();
  return (
    <div role="rowgroup" className={classes.head}>
      <div role="row" aria-rowindex={1} className={`${classes.row} ${classes.head}`}>
        {CHAT_COLUMNS.map(({ name, label, hint, className }) => (
          <div key={name} role="columnheader" title={text(hint)} className={`${classes.cell} ${className}`}>
            {text(label)}
          </div>
        ))}
      </div>
    </div>
  );
}
