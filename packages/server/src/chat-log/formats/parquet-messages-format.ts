/**
 * `format=parquet-messages`: a table with one row per message, joined to the chats by `chatId` and counted from 1 in
 * `messageNo`. The rows and columns of `csv-messages`, with types, and the times of `date` beside its text.
 */
import type { MessageWithExt } from '../view/add-ext.ts';
import type { ViewedChat } from '../view/chat-view.ts';
import {
  BOOLEAN,
  type ColumnType,
  cellOfValue,
  INSTANT,
  INTEGER,
  JSON_TEXT,
  TEXT,
  WALL_TIME_OF_DATE,
} from './column-types.ts';
import type { EncoderOptions, LogFormatDefinition } from './log-format.ts';
import { encodeTable, PARQUET_MEDIA_TYPE, packChats, type TableRows } from './parquet-table.ts';
import { plainColumn } from './table-column.ts';

export const FORMAT: LogFormatDefinition = {
  name: 'parquet-messages',
  summary: 'a Parquet table of messages',
  contentType: PARQUET_MEDIA_TYPE,
  accept: null,
  rank: 6,
  body: {
    description: 'A Parquet file, one row per message: typed columns, see docs/spec/exports.md.',
    example: 'PAR1',
    isBinary: true,
  },
  fileName: (projectId) => `messages-${projectId}.parquet`,
  isCompressed: true,
  takesFields: false,
  readsFacts: true,
  escapesFormulas: false,
  isForCopies: false,
  normalizesTimes: false,
  wants: { kind: 'rows' },
  printOne: (chat, options) => packChats([chat], rowsIn(options), options),
  runOrder: () => null,
  encode: (batches, options, tools) => encodeTable(batches, rowsIn(options), options, tools),
};

interface PlacedMessage {
  readonly chat: ViewedChat;
  /** Place in the transcript, from 0. */
  readonly at: number;
  readonly message: MessageWithExt;
}

type MessageColumn = readonly [name: string, type: ColumnType, valueIn: (placed: PlacedMessage) => unknown];

const COLUMNS: readonly MessageColumn[] = [
  ['chatId', INTEGER, ({ chat }) => chat.chatId],
  ['messageNo', INTEGER, ({ at }) => at + 1],
  ['id', TEXT, ({ message }) => message.id],
  ['date', TEXT, ({ message }) => message.date],
  ['sentTime', WALL_TIME_OF_DATE, ({ message }) => message.date],
  ['sentTimeUtc', INSTANT, ({ message }) => message.date],
  ['name', TEXT, ({ message }) => message.name],
  ['message', TEXT, ({ message }) => message.message],
  ['pageUrl', TEXT, ({ message }) => message.pageUrl],
  ['pageTitle', TEXT, ({ message }) => message.pageTitle],
  ['attachments', JSON_TEXT, ({ message }) => message.attachments],
  ['sender', TEXT, ({ chat, at }) => chat.facts?.messages[at]?.sender],
];
const UTC_COLUMN = 'sentTimeUtc';
/** In an export folder. */
const CHANGE_COLUMN: MessageColumn = ['changeNo', INTEGER, ({ chat }) => chat.row.changeNo];
/** With `include=ext`. */
const EXT_COLUMNS: readonly MessageColumn[] = [
  ['senderId', INTEGER, ({ message }) => message.ext?.senderId],
  ['seq', INTEGER, ({ message }) => message.ext?.seq],
  ['editedAt', INSTANT, ({ message }) => message.ext?.editedAt],
  ['redacted', BOOLEAN, ({ message }) => message.ext?.redacted],
];

function rowsIn({ withExt, withChangeNo, parquet }: EncoderOptions): TableRows {
  const all = [...COLUMNS, ...(withExt ? EXT_COLUMNS : []), ...(withChangeNo ? [CHANGE_COLUMN] : [])];
  const shown = all.filter(([name]) => parquet.withUtc || name !== UTC_COLUMN);
  return {
    columns: shown.map(([name, type]) => plainColumn(name, type)),
    rowsOf: (chat) =>
      (chat.row.transcript ?? []).map((message, at) =>
        shown.map(([, type, valueIn]) => cellOfValue(type, valueIn({ chat, at, message }))),
      ),
  };
}
