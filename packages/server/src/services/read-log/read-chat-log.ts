/** Reads the log for one request: a page as one snapshot, anything larger as a stream whose end is fixed at the start. */
import type { StoredBatch } from '../../chat-log/codec/stored-chat.ts';
import type { ChatLogQuery } from '../../chat-log/query/chat-log-query.ts';
import type { ChatWindow } from '../../chat-log/query/chat-selection.ts';
import { printPlace, type SortedWindow } from '../../chat-log/query/sort-order.ts';
import { isBrief } from '../../chat-log/view/chat-view.ts';
import type { ChatId } from '../../model/ids.ts';
import type { LogReader, ProjectChats } from '../../store/chat-store.ts';
import type { ContentEncoding } from './encode-parts.ts';
import { copiedAs, formatOf, type LogRequest, type PrintedLog, printLog, runOf } from './print-log.ts';
import type { PrintThreads } from './print-threads.ts';
import { findLastPlace, readSorted, readSortedPage, sortedWindow } from './read-sorted.ts';
import { bytesOf, lastOf, rowsOf } from './stored-batch.ts';

export interface LogReading extends PrintedLog {
  /** The `after` of the next page when more follow; null at the end, and without a limit. */
  readonly nextAfter: string | null;
  /** Whether everything is already read, so that sending cannot fail. */
  readonly isComplete: boolean;
}

/** A page up to this length is one snapshot of the store. */
export const SNAPSHOT_ROWS = 1_000;
/** A page with longer documents than this, uncompressed, is sent while it is read, and holds its snapshot meanwhile. */
const BUFFERED_BYTES = 32_000_000;

export interface LogPrinting {
  readonly encoding?: ContentEncoding;
  /** Where long tables are printed; null is here. */
  readonly threads?: PrintThreads | null;
}

/** @throws StoreError `busy` when too many large reads run at once. */
export function readChatLog(
  chats: ProjectChats,
  request: LogRequest,
  { encoding = 'identity', threads = null }: LogPrinting = {},
): Promise<LogReading> {
  const { limit } = request.query;
  const isPage = limit !== null && limit <= SNAPSHOT_ROWS;
  const printing = { encoding, threads };
  return isPage ? readPage(chats, request, limit, printing) : readStream(chats, request, printing);
}

async function readPage(
  chats: ProjectChats,
  request: LogRequest,
  limit: number,
  { encoding, threads }: Required<LogPrinting>,
): Promise<LogReading> {
  const window = windowOf(request.query, limit);
  const sorted = sortedWindow(request, limit);
  const reader = await chats.openSnapshot(limit);
  try {
    const page = sorted === null ? null : await readSortedPage(reader, request, sorted);
    const rest = (page?.batches ?? readStored(reader, request, window, encoding))[Symbol.asyncIterator]();
    // All is read before anything is decompressed: the snapshot ends sooner, and less memory is held at the same time.
    const { begun, isComplete } = await buffer(rest);
    const nextAfter = page === null ? await findNext(reader, window, begun, isComplete) : page.nextAfter;
    const printed = printLog(request, encoding, goOn(begun, rest), threads);
    if (!isComplete) return { ...printed, pieces: holding(reader, rest, printed.pieces), nextAfter, isComplete };
    reader[Symbol.dispose]();
    return { ...printed, nextAfter, isComplete };
  } catch (error) {
    reader[Symbol.dispose]();
    throw error;
  }
}

async function readStream(
  chats: ProjectChats,
  request: LogRequest,
  printing: Required<LogPrinting>,
): Promise<LogReading> {
  const { encoding, threads } = printing;
  const { query } = request;
  const reader = chats.openLiveReader(query.limit ?? Number.MAX_SAFE_INTEGER);
  const to = await findHighest(reader, query);
  // An empty log stays empty: chats that arrive meanwhile are not read.
  const limit = to === null ? 0 : (query.limit ?? Number.MAX_SAFE_INTEGER);
  const sorted = sortedWindow(request, limit);
  if (sorted !== null) return streamSorted(reader, request, { ...sorted, highestChatId: to }, printing);
  const window = { ...windowOf(query, limit), to };
  const lastOfPage = query.limit === null ? null : await findLastOfPage(reader, window);
  const batches =
    lastOfPage === null
      ? readStored(reader, request, window, encoding)
      : refuseOutgrown(readStored(reader, request, { ...window, to: lastOfPage }, encoding), limit, lastOfPage);
  const nextAfter = lastOfPage === null ? null : String(lastOfPage);
  return { ...printLog(request, encoding, batches, threads), nextAfter, isComplete: false };
}

async function streamSorted(
  reader: LogReader,
  request: LogRequest,
  window: SortedWindow,
  { encoding, threads }: Required<LogPrinting>,
): Promise<LogReading> {
  const last = request.query.limit === null ? null : await findLastPlace(reader, window);
  const batches =
    last === null
      ? readSorted(reader, request, window)
      : refuseOutgrown(readSorted(reader, request, { ...window, to: last }), window.limit, last.chatId);
  const nextAfter = last === null ? null : printPlace(last);
  return { ...printLog(request, encoding, batches, threads), nextAfter, isComplete: false };
}

/** The last chat in the direction of the query, of a sorted list the newest; null when the log is empty. */
function findHighest(reader: LogReader, { direction, sorted }: ChatLogQuery): Promise<ChatId | null> {
  const reversed = direction === 'ASC' || sorted !== null ? 'DESC' : 'ASC';
  return reader.findIdAt({ selection: {}, direction: reversed, from: null, to: null, offset: 0, limit: 0 }, 0);
}

/** The `Link` of a page without reading the page: for HEAD. */
export async function findPageEnd(chats: ProjectChats, request: LogRequest): Promise<string | null> {
  const { query } = request;
  if (query.limit === null) return null;
  using reader = query.limit > SNAPSHOT_ROWS ? chats.openLiveReader() : await chats.openSnapshot();
  const sorted = sortedWindow(request, query.limit);
  if (sorted !== null) {
    const place = await findLastPlace(reader, sorted);
    return place === null ? null : printPlace(place);
  }
  const last = await findLastOfPage(reader, windowOf(query, query.limit));
  return last === null ? null : String(last);
}

function windowOf({ selection, direction, from, offset }: ChatLogQuery, limit: number): ChatWindow {
  return { selection, direction, from, to: null, offset, limit };
}

async function* readStored(
  reader: LogReader,
  request: LogRequest,
  window: ChatWindow,
  encoding: ContentEncoding,
): AsyncGenerator<StoredBatch> {
  const copied = copiedAs(request);
  if (isBrief(request.view) && !formatOf(request).readsFacts) {
    for await (const chats of reader.readBriefs(window)) yield { kind: 'opened', chats };
    return;
  }
  if (copied?.form === 'full-row') {
    yield* reader.readFullRows(window);
    return;
  }
  if (copied === null && runOf(request) === null) {
    for await (const chats of reader.readChats(window)) yield { kind: 'opened', chats };
    return;
  }
  // Joined documents have commas between them; another separator needs decompressed ones.
  const mayJoin = copied === null || copied.separator === ',' || encoding === 'identity';
  for await (const chunk of reader.readChunks(window, mayJoin)) yield { kind: 'stored', chunk };
}

/**
 * Cuts the reply off when chats came into a page while it was sent: the page would be full before `lastOfPage`, and those
 * between would be on no page.
 */
async function* refuseOutgrown(
  batches: AsyncIterable<StoredBatch>,
  limit: number,
  lastOfPage: ChatId,
): AsyncGenerator<StoredBatch> {
  let [rows, last]: [number, ChatId | null] = [0, null];
  for await (const batch of batches) {
    rows += rowsOf(batch);
    last = lastOf(batch) ?? last;
    yield batch;
  }
  if (rows >= limit && last !== lastOfPage) throw new PageOutgrown();
}

class PageOutgrown extends Error {
  constructor() {
    super('chats came into the page while it was sent');
  }
}

async function buffer(batches: AsyncIterator<StoredBatch>) {
  const begun: StoredBatch[] = [];
  let bytes = 0;
  while (bytes <= BUFFERED_BYTES) {
    const next = await batches.next();
    if (next.done === true) return { begun, isComplete: true };
    begun.push(next.value);
    bytes += bytesOf(next.value);
  }
  return { begun, isComplete: false };
}

async function* goOn(begun: readonly StoredBatch[], rest: AsyncIterator<StoredBatch>): AsyncGenerator<StoredBatch> {
  yield* begun;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

/**
 * Releases the snapshot at the end, and when the reader stops early: at the first piece too, for which no batch was
 * needed yet.
 */
async function* holding(
  reader: LogReader,
  batches: AsyncIterator<StoredBatch>,
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  using _snapshot = reader;
  try {
    yield* pieces;
  } finally {
    await batches.return?.();
  }
}

async function findLastOfPage(reader: LogReader, window: ChatWindow): Promise<ChatId | null> {
  const beyond = await reader.findIdAt(window, window.offset + window.limit);
  return beyond === null ? null : reader.findIdAt(window, window.offset + window.limit - 1);
}

async function findNext(
  reader: LogReader,
  window: ChatWindow,
  begun: readonly StoredBatch[],
  isComplete: boolean,
): Promise<string | null> {
  const last = isComplete ? await findMore(reader, window, begun) : await findLastOfPage(reader, window);
  return last === null ? null : String(last);
}

/** The last id that was read, when at least one more chat of the selection follows. */
async function findMore(
  reader: LogReader,
  window: ChatWindow,
  batches: readonly StoredBatch[],
): Promise<ChatId | null> {
  const last = batches.findLast((batch) => lastOf(batch) !== null);
  const lastChatId = last === undefined ? null : lastOf(last);
  const rows = batches.reduce((sum, batch) => sum + rowsOf(batch), 0);
  if (lastChatId === null || rows < window.limit) return null;
  const rest = { ...window, from: { chatId: lastChatId, isInclusive: false }, offset: 0 };
  return (await reader.hasChats(rest)) ? lastChatId : null;
}
