/** `format=csv-messages`: one row per message, joined to the chats by `chatId` and counted from 1 in `messageNo`. */
import type { ViewedChat } from '../view/chat-view.ts';
import { csvHeader, csvRows } from './csv-rows.ts';
import {
  type EncoderOptions,
  type LogBatch,
  type LogFormatDefinition,
  type LogPart,
  printedParts,
  textPart,
} from './log-format.ts';

/** Who wrote it comes last, so that it is where `include=ext` has always had it. */
const COLUMNS = [
  'chatId',
  'messageNo',
  'id',
  'date',
  'name',
  'message',
  'pageUrl',
  'pageTitle',
  'attachments',
  'sender',
];
const EXT_COLUMNS = ['senderId', 'seq', 'editedAt', 'redacted'];

export const FORMAT: LogFormatDefinition = {
  name: 'csv-messages',
  summary: 'one CSV row per message',
  contentType: 'text/csv; charset=utf-8; header=present',
  accept: null,
  rank: 4,
  body: {
    description: 'As the CSV of chats; one row per message, in the order of sending.',
    example: 'chatId,messageNo,id\r\n1,1,c6d9fa93-3156-4179-9910-ecf39579c387\r\n',
    isBinary: false,
  },
  fileName: (projectId) => `messages-${projectId}.csv`,
  isCompressed: false,
  takesFields: false,
  readsFacts: true,
  escapesFormulas: true,
  isForCopies: false,
  normalizesTimes: false,
  wants: { kind: 'rows' },
  printOne: (chat, { withExt, csv }) => csvRows(messageRows(chat, withExt), csv),
  runOrder: () => null,
  encode,
};

async function* encode(batches: AsyncIterable<LogBatch>, { withExt, csv }: EncoderOptions): AsyncGenerator<LogPart> {
  yield textPart(csvHeader([...COLUMNS, ...(withExt ? EXT_COLUMNS : [])], csv));
  for await (const batch of batches) {
    if (batch.kind === 'printed') yield* printedParts(batch.chats);
    if (batch.kind !== 'viewed') continue;
    const rows = batch.chats.flatMap((chat) => messageRows(chat, withExt));
    if (rows.length > 0) yield textPart(csvRows(rows, csv));
  }
}

function messageRows({ chatId, row, facts }: ViewedChat, withExt: boolean): readonly (readonly unknown[])[] {
  return (row.transcript ?? []).map(({ id, date, name, message, pageUrl, pageTitle, attachments, ext }, at) => {
    const cells: unknown[] = [chatId, at + 1, id, date, name, message, pageUrl, pageTitle, attachments];
    cells.push(facts?.messages[at]?.sender);
    if (withExt) cells.push(ext?.senderId, ext?.seq, ext?.editedAt, ext?.redacted);
    return cells;
  });
}
