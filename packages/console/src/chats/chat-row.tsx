/** One row of the list. */
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import type { ListedChat } from '../api/chats.ts';
import type { ChatColumn } from './chat-columns.tsx';
import classes from './chat-table.module.css';
import { FIXED_COLUMN } from './column-choice.ts';

interface ChatRowProps {
  readonly chat: ListedChat;
  readonly columns: readonly ChatColumn[];
  readonly projectId: string;
  readonly index: number;
  readonly isActive: boolean;
  readonly isOpen: boolean;
  /** Distance from the first row in pixels. */
  readonly offset: number;
  readonly onOpen: (index: number) => void;
}

/** The header is the first row for those who hear the table. */
const FIRST_ROW = 2;

export function rowId(index: number): string {
  return `chat-row-${index}`;
}

export const ChatRow = memo(function ChatRow({ chat, columns, index, offset, onOpen, ...row }: ChatRowProps) {
  return (
    // The keys of the list are handled for the whole page.
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter opens the active row, see use-list-keys
    <div
      role="row"
      id={rowId(index)}
      aria-rowindex={index + FIRST_ROW}
      aria-selected={row.isOpen}
      data-active={row.isActive}
      className={`${classes.row} ${classes.line}`}
      style={{ transform: `translateY(${offset}px)` }}
      onClick={(event) => {
        if (event.defaultPrevented || event.ctrlKey || event.metaKey) return;
        onOpen(index);
      }}
    >
      {columns.map((column) => (
        <Cell key={column.name} column={column} chat={chat} projectId={row.projectId} />
      ))}
    </div>
  );
});

/** A row whose page is not there yet, or not any more. */
export function WaitingRow({ index, offset }: { readonly index: number; readonly offset: number }) {
  return (
    <div
      role="row"
      aria-rowindex={index + FIRST_ROW}
      aria-busy="true"
      className={`${classes.row} ${classes.line} ${classes.waiting}`}
      style={{ transform: `translateY(${offset}px)` }}
    >
      <div role="gridcell" className={classes.cell}>
        …
      </div>
    </div>
  );
}

interface CellProps {
  readonly column: ChatColumn;
  readonly chat: ListedChat;
  readonly projectId: string;
}

function Cell({ column, chat, projectId }: CellProps) {
  const content = column.render(chat);
  return (
    <div role="gridcell" className={`${classes.cell} ${column.className}`}>
      {column.name === FIXED_COLUMN ? (
        <Link
          to="/projects/$projectId/chats/$chatId"
          params={{ projectId, chatId: String(chat.chatId) }}
          search
          tabIndex={-1}
        >
          {content}
        </Link>
      ) : (
        content
      )}
    </div>
  );
}
