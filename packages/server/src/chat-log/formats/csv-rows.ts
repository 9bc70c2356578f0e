/**
 * Rows as CSV (RFC 4180): UTF-8 without BOM, CRLF, arrays and objects as JSON text, null as nothing. Unless raw cells are
 * asked for, a cell that a spreadsheet would take for a formula gets an apostrophe in front.
 */
import { stringify } from 'csv-stringify/sync';
import type { ViewedRow } from '../view/chat-view.ts';

/** The message table: one row a message, joined to the chats by `chatId`, counted from 1 in `messageNo`. */
export const MESSAGE_COLUMNS = [
  'chatId',
  'messageNo',
  'id',
  'date',
  'name',
  'message',
  'pageUrl',
  'pageTitle',
  'attachments',
] as const;
export const MESSAGE_EXT_COLUMNS = ['sender', 'senderId', 'seq', 'editedAt', 'redacted'] as const;

export function csvHeader(columns: readonly string[]): string {
  return `${columns.join(',')}\r\n`;
}

/** One row for the chat, its columns in the order of its keys. */
export function chatCsv(row: ViewedRow, isRaw: boolean): string {
  return csvRows([Object.values(row)], isRaw);
}

/** One row for each message of the chat, "" for a chat without messages. */
export function messagesCsv(chatId: number, row: ViewedRow, withExt: boolean, isRaw: boolean): string {
  const rows = (row.transcript ?? []).map((message, at) => {
    const { id, date, name, message: text, pageUrl, pageTitle, attachments, ext } = message;
    const cells: unknown[] = [chatId, at + 1, id, date, name, text, pageUrl, pageTitle, attachments];
    if (withExt) cells.push(ext?.sender, ext?.senderId, ext?.seq, ext?.editedAt, ext?.redacted);
    return cells;
  });
  return csvRows(rows, isRaw);
}

function csvRows(rows: readonly (readonly unknown[])[], isRaw: boolean): string {
  return stringify(
    rows.map((cells) => cells.map(cellOf)),
    { record_delimiter: '\r\n', escape_formulas: !isRaw },
  );
}

function cellOf(value: unknown): string | number {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string' || typeof value === 'number') return value;
  return JSON.stringify(value);
}
