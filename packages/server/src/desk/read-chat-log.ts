/**
 * Reads the log for one request: a page as one snapshot, anything larger as a stream up to an end fixed at its beginning.
 * Yields the reply in parts, without knowing how they are encoded or sent.
 */
import type { Journal, LogReader, ProjectScope } from '../journal/journal.ts';
import type { ChatLogQuery } from '../log/chat-log-query.ts';
import type { ChatWindow } from '../log/chat-selection.ts';
import { type ChatView, isWhole, viewChat } from '../log/chat-view.ts';
import { chatCsv, messagesCsv } from '../log/csv-rows.ts';
import { frameOf, type LogFrame, type ServedFormat } from '../log/log-frame.ts';
import type { ChatChunk, StoredChat } from '../log/stored-chat.ts';
import type { ChatId } from '../model/ids.ts';
import type { Spool } from '../platform/spool.ts';

export interface LogRequest {
  readonly scope: ProjectScope;
  readonly query: ChatLogQuery;
  readonly format: ServedFormat;
  readonly view: ChatView;
}

/** A piece of the reply: text, or whole chats as stored, the first of the reply without its separator. */
export type LogPart =
  | { readonly kind: 'text'; readonly text: string | Uint8Array }
  | { readonly kind: 'chunk'; readonly chunk: ChatChunk; readonly isFirst: boolean; readonly separator: string };

export interface LogReading {
  readonly contentType: string;
  /** Id of this page's last chat when more follow; null at the end, and where no page was asked for. */
  readonly lastOfPage: ChatId | null;
  /** Whether all of it is read already, so that nothing can fail while it is sent. */
  readonly isComplete: boolean;
  /** Whether the parts hold stored chats, which go into gzip unopened. */
  readonly hasChunks: boolean;
  readonly parts: AsyncIterable<LogPart>;
}

/** A page up to this length is one snapshot of the store. */
export const SNAPSHOT_ROWS = 1_000;
/** Above this a page is sent while it is read, its snapshot held so long. */
const BUFFERED_BYTES = 32_000_000;

interface RowBatch {
  readonly part: { readonly chunk: ChatChunk } | { readonly rows: readonly string[] };
  readonly count: number;
  readonly lastChatId: ChatId | null;
  readonly bytes: number;
  readonly sumResponseTimeSeconds: number;
  readonly transfersJson: string;
  readonly transferCount: number;
}

export interface ReadChatLogDeps {
  readonly journal: Journal;
  readonly newSpool: () => Spool;
}

/** @throws StoreError `busy` when too many large reads run at once. */
export async function readChatLog(deps: ReadChatLogDeps, request: LogRequest): Promise<LogReading> {
  const { query } = request;
  const isPage = query.limit !== null && query.limit <= SNAPSHOT_ROWS;
  return isPage ? readPage(deps, request, query.limit) : readStream(deps, request);
}

/** What a page's `Link` would say, without reading the page: for HEAD. */
export async function findPageEnd(journal: Journal, { scope, query }: LogRequest): Promise<ChatId | null> {
  if (query.limit === null || query.limit > SNAPSHOT_ROWS) return null;
  const window = windowOf(query, query.limit);
  using reader = await journal.openSnapshot();
  return findLastOfPage(reader, scope, window);
}

async function readPage(deps: ReadChatLogDeps, request: LogRequest, limit: number): Promise<LogReading> {
  const window = windowOf(request.query, limit);
  const reader = await deps.journal.openSnapshot();
  const frame = frameFor(request);
  try {
    const source = readBatches(reader, request, window, frame)[Symbol.asyncIterator]();
    const { batches, isDone } = await buffer(source);
    const lastOfPage = isDone
      ? await findMore(reader, request.scope, window, batches)
      : await findLastOfPage(reader, request.scope, window);
    if (isDone) reader[Symbol.dispose]();
    const parts = isDone
      ? compose(deps, frame, batches)
      : compose(deps, frame, continueWith(batches, source), endOf(source, reader));
    return {
      contentType: frame.contentType,
      lastOfPage,
      isComplete: isDone,
      hasChunks: hasChunks(request, frame),
      parts,
    };
  } catch (error) {
    reader[Symbol.dispose]();
    throw error;
  }
}

async function readStream(deps: ReadChatLogDeps, request: LogRequest): Promise<LogReading> {
  const { query, scope } = request;
  const reader = deps.journal.openLiveReader();
  const everything: ChatWindow = { selection: {}, direction: 'ASC', from: null, to: null, offset: 0, limit: 0 };
  const reversed = query.direction === 'ASC' ? 'DESC' : 'ASC';
  const to = await reader.findIdAt(scope, { ...everything, direction: reversed }, 0);
  const window = { ...windowOf(query, query.limit ?? Number.MAX_SAFE_INTEGER), to };
  const frame = frameFor(request);
  const batches = to === null ? [] : readBatches(reader, request, window, frame);
  const parts = compose(deps, frame, batches);
  const { contentType } = frame;
  return { contentType, lastOfPage: null, isComplete: false, hasChunks: hasChunks(request, frame), parts };
}

function windowOf({ selection, direction, from, offset }: ChatLogQuery, limit: number): ChatWindow {
  return { selection, direction, from, to: null, offset, limit };
}

function hasChunks(request: LogRequest, frame: LogFrame): boolean {
  return frame.separator !== '' && isWhole(request.view);
}

function frameFor({ format, query }: LogRequest): LogFrame {
  return frameOf(format, { fields: query.fields, withExt: query.withExt, withEnd: query.withEnd });
}

async function buffer(source: AsyncIterator<RowBatch>) {
  const batches: RowBatch[] = [];
  let bytes = 0;
  while (bytes <= BUFFERED_BYTES) {
    const next = await source.next();
    if (next.done === true) return { batches, isDone: true };
    batches.push(next.value);
    bytes += next.value.bytes;
  }
  return { batches, isDone: false };
}

async function* continueWith(batches: readonly RowBatch[], source: AsyncIterator<RowBatch>): AsyncGenerator<RowBatch> {
  yield* batches;
  for (;;) {
    const next = await source.next();
    if (next.done === true) return;
    yield next.value;
  }
}

/** Ends a read that may be at any point of it, and gives its snapshot back. */
function endOf(source: AsyncIterator<RowBatch>, reader: LogReader): AsyncDisposable {
  return {
    async [Symbol.asyncDispose]() {
      await source.return?.();
      reader[Symbol.dispose]();
    },
  };
}

/** The last id of what was read, when one more chat of the selection follows it. */
async function findMore(
  reader: LogReader,
  scope: ProjectScope,
  window: ChatWindow,
  batches: readonly RowBatch[],
): Promise<ChatId | null> {
  const last = batches.at(-1)?.lastChatId ?? null;
  const count = batches.reduce((sum, batch) => sum + batch.count, 0);
  if (last === null || count < window.limit) return null;
  const rest = { ...window, from: { chatId: last, isInclusive: false }, offset: 0 };
  return (await reader.findIdAt(scope, rest, 0)) === null ? null : last;
}

async function findLastOfPage(reader: LogReader, scope: ProjectScope, window: ChatWindow): Promise<ChatId | null> {
  const beyond = await reader.findIdAt(scope, window, window.offset + window.limit);
  return beyond === null ? null : reader.findIdAt(scope, window, window.offset + window.limit - 1);
}

async function* readBatches(
  reader: LogReader,
  request: LogRequest,
  window: ChatWindow,
  frame: LogFrame,
): AsyncGenerator<RowBatch> {
  if (hasChunks(request, frame)) {
    for await (const chunk of reader.readChunks(request.scope, window, frame.separator === ',')) {
      yield { ...chunk, part: { chunk }, bytes: chunk.segments.length };
    }
    return;
  }
  for await (const chats of reader.readChats(request.scope, window)) yield viewBatch(chats, request);
}

function viewBatch(chats: readonly StoredChat[], request: LogRequest): RowBatch {
  const rows: string[] = [];
  const transfers: string[] = [];
  let sumResponseTimeSeconds = 0;
  let bytes = 0;
  for (const stored of chats) {
    const viewed = viewChat(stored, request.view);
    const row = printRow(viewed.row, stored, request);
    rows.push(row);
    bytes += row.length;
    sumResponseTimeSeconds += viewed.sumResponseTimeSeconds;
    for (const transfer of viewed.transfers) transfers.push(JSON.stringify(transfer));
  }
  return {
    part: { rows },
    count: chats.length,
    lastChatId: chats.at(-1)?.chatId ?? null,
    bytes,
    sumResponseTimeSeconds,
    transfersJson: transfers.join(','),
    transferCount: transfers.length,
  };
}

function printRow(row: ReturnType<typeof viewChat>['row'], stored: StoredChat, { format, query }: LogRequest): string {
  if (format === 'csv') return chatCsv(row, query.isRawCsv);
  if (format === 'csv-messages') return messagesCsv(stored.chatId, row, query.withExt, query.isRawCsv);
  return JSON.stringify(row);
}

/** The whole reply, from its head to its tail, around the batches. */
async function* compose(
  { newSpool }: ReadChatLogDeps,
  frame: LogFrame,
  batches: Iterable<RowBatch> | AsyncIterable<RowBatch>,
  end: AsyncDisposable | null = null,
): AsyncGenerator<LogPart> {
  // Here and not behind the batches: a client may leave before the first of them is asked for.
  await using _end = end;
  await using transfers = newSpool();
  const totals = { rows: 0, sumResponseTimeSeconds: 0, transferCount: 0 };
  if (frame.head !== '') yield { kind: 'text', text: frame.head };
  for await (const batch of batches) {
    const isFirst = totals.rows === 0;
    if (frame.repeatsTransfers && batch.transferCount > 0) {
      await transfers.add(`${totals.transferCount === 0 ? '' : ','}${batch.transfersJson}`);
    }
    totals.rows += batch.count;
    totals.sumResponseTimeSeconds += batch.sumResponseTimeSeconds;
    totals.transferCount += batch.transferCount;
    if ('chunk' in batch.part) yield { kind: 'chunk', chunk: batch.part.chunk, isFirst, separator: frame.separator };
    else yield { kind: 'text', text: (isFirst ? '' : frame.separator) + batch.part.rows.join(frame.separator) };
  }
  const before = frame.beforeTransfers(totals);
  if (before !== '') yield { kind: 'text', text: before };
  for await (const text of transfers.read()) yield { kind: 'text', text };
  const after = frame.afterTransfers(totals);
  if (after !== '') yield { kind: 'text', text: after };
}
