/** Reads the log for one request: a page as one snapshot, anything larger as a stream whose end is fixed at the start. */
import { type LogBatch, totalsOf } from '../../chat-log/formats/log-format.ts';
import type { ChatLogQuery } from '../../chat-log/query/chat-log-query.ts';
import type { ChatWindow } from '../../chat-log/query/chat-selection.ts';
import type { ChatId } from '../../model/ids.ts';
import type { LogReader, ProjectChats } from '../../store/chat-store.ts';
import type { ContentEncoding } from './encode-parts.ts';
import { type LogRequest, type LogTally, type PrintedLog, printLog, viewAll, wantsDocuments } from './print-log.ts';

export interface LogReading extends PrintedLog {
  /** Id of this page's last chat when more follow; null at the end, and without a limit. */
  readonly lastOfPage: ChatId | null;
  /** Whether everything is already read, so that sending cannot fail. */
  readonly isComplete: boolean;
}

/** A page up to this length is one snapshot of the store. */
export const SNAPSHOT_ROWS = 1_000;
/** A longer page is sent while it is read, and holds its snapshot meanwhile. */
const BUFFERED_BYTES = 32_000_000;

/** @throws StoreError `busy` when too many large reads run at once. */
export function readChatLog(
  chats: ProjectChats,
  request: LogRequest,
  encoding: ContentEncoding = 'identity',
): Promise<LogReading> {
  const { limit } = request.query;
  const isPage = limit !== null && limit <= SNAPSHOT_ROWS;
  return isPage ? readPage(chats, request, limit, encoding) : readStream(chats, request, encoding);
}

async function readPage(
  chats: ProjectChats,
  request: LogRequest,
  limit: number,
  encoding: ContentEncoding,
): Promise<LogReading> {
  const window = windowOf(request.query, limit);
  const reader = await chats.openSnapshot();
  try {
    const { pieces, tally } = printLog(request, encoding, readBatches(reader, request, window, encoding));
    const rest = pieces[Symbol.asyncIterator]();
    const { begun, isComplete } = await buffer(rest);
    if (!isComplete) {
      const lastOfPage = await findLastOfPage(reader, window);
      return { lastOfPage, isComplete, pieces: goOn(begun, rest, reader), tally };
    }
    const lastOfPage = await findMore(reader, window, tally);
    reader[Symbol.dispose]();
    return { lastOfPage, isComplete, pieces: asyncOf(begun), tally };
  } catch (error) {
    reader[Symbol.dispose]();
    throw error;
  }
}

async function readStream(chats: ProjectChats, request: LogRequest, encoding: ContentEncoding): Promise<LogReading> {
  const { query } = request;
  const reader = chats.openLiveReader();
  const to = await findHighest(reader, query);
  // An empty log stays empty: chats that arrive meanwhile are not read.
  const limit = to === null ? 0 : (query.limit ?? Number.MAX_SAFE_INTEGER);
  const window = { ...windowOf(query, limit), to };
  const lastOfPage = query.limit === null ? null : await findLastOfPage(reader, window);
  const batches =
    lastOfPage === null
      ? readBatches(reader, request, window, encoding)
      : refuseOutgrown(readBatches(reader, request, { ...window, to: lastOfPage }, encoding), limit, lastOfPage);
  return { ...printLog(request, encoding, batches), lastOfPage, isComplete: false };
}

/** The last chat in the direction of the query; null when the log is empty. */
function findHighest(reader: LogReader, { direction }: ChatLogQuery): Promise<ChatId | null> {
  const reversed = direction === 'ASC' ? 'DESC' : 'ASC';
  return reader.findIdAt({ selection: {}, direction: reversed, from: null, to: null, offset: 0, limit: 0 }, 0);
}

/** The `Link` of a page without reading the page: for HEAD. */
export async function findPageEnd(chats: ProjectChats, { query }: LogRequest): Promise<ChatId | null> {
  if (query.limit === null) return null;
  using reader = query.limit > SNAPSHOT_ROWS ? chats.openLiveReader() : await chats.openSnapshot();
  return await findLastOfPage(reader, windowOf(query, query.limit));
}

function windowOf({ selection, direction, from, offset }: ChatLogQuery, limit: number): ChatWindow {
  return { selection, direction, from, to: null, offset, limit };
}

async function* readBatches(
  reader: LogReader,
  request: LogRequest,
  window: ChatWindow,
  encoding: ContentEncoding,
): AsyncGenerator<LogBatch> {
  const separator = wantsDocuments(request);
  if (separator === null) {
    yield* viewAll(reader.readChats(window), request.view);
    return;
  }
  // Joined documents have commas between them; another separator needs decompressed ones.
  const mayJoin = separator === ',' || encoding === 'identity';
  for await (const chunk of reader.readChunks(window, mayJoin)) yield { kind: 'stored', chunk };
}

/**
 * Cuts the reply off when chats came into a page while it was sent: the page would be full before `lastOfPage`, and those
 * between would be on no page.
 */
async function* refuseOutgrown(
  batches: AsyncIterable<LogBatch>,
  limit: number,
  lastOfPage: ChatId,
): AsyncGenerator<LogBatch> {
  let [rows, last]: [number, ChatId | null] = [0, null];
  for await (const batch of batches) {
    const totals = totalsOf(batch);
    rows += totals.rows;
    last = totals.lastChatId ?? last;
    yield batch;
  }
  if (rows >= limit && last !== lastOfPage) throw new PageOutgrown();
}

class PageOutgrown extends Error {
  constructor() {
    super('chats came into the page while it was sent');
  }
}

async function buffer(pieces: AsyncIterator<Uint8Array>) {
  const begun: Uint8Array[] = [];
  let bytes = 0;
  while (bytes <= BUFFERED_BYTES) {
    const next = await pieces.next();
    if (next.done === true) return { begun, isComplete: true };
    begun.push(next.value);
    bytes += next.value.length;
  }
  return { begun, isComplete: false };
}

async function* asyncOf<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

/** Releases the snapshot at the end, and when the reader stops early. */
async function* goOn(
  begun: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
  reader: LogReader,
): AsyncGenerator<Uint8Array> {
  using _snapshot = reader;
  try {
    yield* begun;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

async function findLastOfPage(reader: LogReader, window: ChatWindow): Promise<ChatId | null> {
  const beyond = await reader.findIdAt(window, window.offset + window.limit);
  return beyond === null ? null : reader.findIdAt(window, window.offset + window.limit - 1);
}

/** The last id that was read, when at least one more chat of the selection follows. */
async function findMore(reader: LogReader, window: ChatWindow, { rows, lastChatId }: LogTally): Promise<ChatId | null> {
  if (lastChatId === null || rows < window.limit) return null;
  const rest = { ...window, from: { chatId: lastChatId, isInclusive: false }, offset: 0 };
  return (await reader.findIdAt(rest, 0)) === null ? null : lastChatId;
}
