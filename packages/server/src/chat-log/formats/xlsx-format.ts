/** `format=xlsx`: a workbook with the chats, their messages, and what it holds. Written while the chats are read. */
import type { PrintedChat } from '../codec/long-chat.ts';
import type { ViewedChat } from '../view/chat-view.ts';
import type { EncoderOptions, EncoderTools, LogBatch, LogFormatDefinition, LogPart } from './log-format.ts';
import { XlsxBook } from './xlsx-book.ts';
import { sheetRow } from './xlsx-cells.ts';
import { type ChatColumn, chatColumns, type MessageColumn, messageColumns } from './xlsx-columns.ts';
import { XLSX_MEDIA_TYPE } from './xlsx-parts.ts';

/** Text is compressed in pieces of this size, so that nobody waits for long. */
const PIECE_LENGTH = 65_536;
const LINE_FEED = 10;

export const FORMAT: LogFormatDefinition = {
  name: 'xlsx',
  summary: 'an Excel workbook of chats and messages',
  contentType: XLSX_MEDIA_TYPE,
  accept: XLSX_MEDIA_TYPE,
  rank: 7,
  body: {
    description: 'An Excel workbook: a sheet of chats, one of their messages, and one that says what it holds.',
    example: 'PK',
    isBinary: true,
  },
  fileName: (projectId) => `chats-${projectId}.xlsx`,
  isCompressed: true,
  takesFields: true,
  readsFacts: true,
  escapesFormulas: false,
  isForCopies: false,
  normalizesTimes: true,
  wants: { kind: 'rows' },
  printOne: (chat, options) => {
    const { row, messages, cutCells } = rowsOf(chat, columnsOf(options));
    return [row, cutCells, ...messages].join('\n');
  },
  runOrder: () => null,
  encode,
};

interface Columns {
  readonly chat: readonly ChatColumn[];
  readonly message: readonly MessageColumn[] | null;
}

function columnsOf(options: EncoderOptions): Columns {
  return { chat: chatColumns(options), message: messageColumns(options) };
}

async function* encode(
  batches: AsyncIterable<LogBatch>,
  options: EncoderOptions,
  { newLaterText, pause }: EncoderTools,
): AsyncGenerator<LogPart> {
  const columns = columnsOf(options);
  const titlesOf = (all: readonly { readonly title: string }[]) => all.map(({ title }) => title);
  await using book = new XlsxBook({
    chatTitles: titlesOf(columns.chat),
    messageTitles: columns.message === null ? null : titlesOf(columns.message),
    timeZone: options.timeZone,
    newLaterText,
  });
  // Immediately, as in every other format, so that a client sees the reply begin.
  yield* piecesOf(book);
  for await (const batch of batches) {
    for await (const _ of addBatch(book, columns, batch)) {
      yield* piecesOf(book);
      await pause();
    }
  }
  for await (const _ of book.finish()) {
    yield* piecesOf(book);
    await pause();
  }
  yield* piecesOf(book);
}

function* piecesOf(book: XlsxBook): Generator<LogPart> {
  const bytes = book.take();
  if (bytes.length > 0) yield { kind: 'bytes', bytes };
}

/** Stops after each piece. */
async function* addBatch(book: XlsxBook, columns: Columns, batch: LogBatch): AsyncGenerator<void> {
  if (batch.kind === 'printed') for (const chat of batch.chats) yield* addPrinted(book, chat);
  if (batch.kind !== 'viewed') return;
  let length = 0;
  for (const chat of batch.chats) {
    const { row, messages, cutCells } = rowsOf(chat, columns);
    book.addChat(row, cutCells);
    await book.addMessages(messages);
    length += row.length;
    if (length < PIECE_LENGTH) continue;
    length = 0;
    yield;
  }
  yield;
}

/** What `printOne` gave: lines, the row of the chat, the number of cut cells, then a row for each message. */
async function* addPrinted(book: XlsxBook, { body }: PrintedChat): AsyncGenerator<void> {
  if (!(body instanceof Uint8Array)) throw new TypeError('a chat was printed as a table for a format of text');
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
  const rowEnd = bytes.indexOf(LINE_FEED);
  const countEnd = [bytes.indexOf(LINE_FEED, rowEnd + 1), bytes.length].find((at) => at >= 0) ?? bytes.length;
  book.addChat(bytes.toString('utf8', 0, rowEnd), Number(bytes.toString('utf8', rowEnd + 1, countEnd)));
  for (let at = countEnd + 1; at < bytes.length; ) {
    const found = bytes.indexOf(LINE_FEED, Math.min(at + PIECE_LENGTH, bytes.length - 1));
    const end = found < 0 ? bytes.length : found;
    await book.addMessages(bytes.toString('utf8', at, end).split('\n'));
    at = end + 1;
    yield;
  }
}

interface ChatRows {
  readonly row: string;
  readonly messages: readonly string[];
  readonly cutCells: number;
}

function rowsOf(chat: ViewedChat, columns: Columns): ChatRows {
  const row = sheetRow(columns.chat.map(({ kind, cellOf }) => ({ kind, value: cellOf(chat) })));
  const { message: messageColumns } = columns;
  if (messageColumns === null) return { row: row.xml, messages: [], cutCells: row.cutCells };
  const messages = (chat.row.transcript ?? []).map((message, at) => {
    const numbered = { chatId: chat.chatId, messageNo: at + 1, message };
    return sheetRow(messageColumns.map(({ kind, cellOf }) => ({ kind, value: cellOf(numbered) })));
  });
  return {
    row: row.xml,
    messages: messages.map(({ xml }) => xml),
    cutCells: messages.reduce((sum, { cutCells }) => sum + cutCells, row.cutCells),
  };
}
