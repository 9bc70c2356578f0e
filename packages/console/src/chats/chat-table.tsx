/** The windowed table: only what is visible is in the page, and readers are told of the rest. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type RefObject, useEffect } from 'react';
import { useText } from '../language/language-context.ts';
import type { ChatColumn } from './chat-columns.tsx';
import { ChatRow, rowId, WaitingRow } from './chat-row.tsx';
import classes from './chat-table.module.css';
import { ListEnd, type MoreRows } from './list-end.tsx';
import { isNearEnd } from './list-keys.ts';
import type { RowShape } from './row-shape.ts';
import { TableHead } from './table-head.tsx';
import type { PagedRows } from './use-paged-rows.ts';

const END_HEIGHT = 56;

interface ChatTableProps {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly shape: RowShape;
  readonly projectId: string;
  readonly columns: readonly ChatColumn[];
  readonly rows: PagedRows;
  /** All rows of the filter; null while it is not known. */
  readonly total: number | null;
  readonly active: number | null;
  readonly openChatId: string | null;
  readonly onOpen: (index: number) => void;
  readonly more: MoreRows;
}

export function ChatTable({ scroller, shape, columns, rows, total, active, more, ...table }: ChatTableProps) {
  const text = useText();
  const virtual = useVirtualizer({
    count: rows.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => shape.height,
    overscan: 12,
    scrollPaddingStart: shape.headHeight,
  });
  const visible = virtual.getVirtualItems();
  const [firstVisible, lastVisible] = [visible[0]?.index ?? 0, visible.at(-1)?.index ?? 0];
  const wantsMore = more.hasMore && !more.isFetching && more.error === null && isNearEnd(lastVisible, rows.count);
  useEffect(() => {
    if (wantsMore) more.fetch();
  }, [wantsMore, more.fetch]);
  const { show } = rows;
  useEffect(() => show(firstVisible, lastVisible), [show, firstVisible, lastVisible]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows keep the height that they were measured with
  useEffect(() => virtual.measure(), [virtual, shape.height]);
  useEffect(() => {
    if (active !== null) virtual.scrollToIndex(active, { align: 'auto' });
  }, [active, virtual]);
  const activeId = visible.some(({ index }) => index === active) && active !== null ? rowId(active) : undefined;
  return (
    <div
      ref={scroller}
      className={classes.scroller}
      style={styleOf(shape, columns)}
      data-narrow={shape.isNarrow}
      role="grid"
      tabIndex={0}
      aria-label={text('chats.title')}
      aria-rowcount={total === null ? -1 : total + 1}
      aria-activedescendant={activeId}
    >
      <TableHead columns={columns} />
      <div role="rowgroup" className={classes.body} style={{ height: virtual.getTotalSize() + END_HEIGHT }}>
        {visible.map(({ index, start, key }) => {
          const chat = rows.at(index);
          if (chat === null) return <WaitingRow key={key} index={index} offset={start} />;
          return (
            <ChatRow
              key={key}
              chat={chat}
              columns={columns}
              projectId={table.projectId}
              index={index}
              offset={start}
              isActive={index === active}
              isOpen={String(chat.chatId) === table.openChatId}
              onOpen={table.onOpen}
            />
          );
        })}
        <ListEnd offset={virtual.getTotalSize()} shown={rows.count} more={more} />
      </div>
    </div>
  );
}

const GAP_REM = 0.75;
const SIDES_REM = 2;

function styleOf({ height }: RowShape, columns: readonly ChatColumn[]): CSSProperties {
  const leastRem = columns.reduce((sum, column) => sum + column.leastRem + GAP_REM, SIDES_REM - GAP_REM);
  return {
    '--row-height': `${height}px`,
    '--tracks': columns.map(({ width }) => width).join(' '),
    '--least-width': `${leastRem}rem`,
  } as CSSProperties;
}
