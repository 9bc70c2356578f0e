/**
 * Reads the log for one request: a page as one snapshot, anything larger as a stream up to an end fixed at its beginning.
 * Yields the reply in parts, without knowing how they are encoded or sent.
 */

import type { LogFrame } from '../../chat-log/formats/log-frame.ts';
import type { ChatLogQuery } from '../../chat-log/query/chat-log-query.ts';
import type { ChatWindow } from '../../chat-log/query/chat-selection.ts';
import { isWhole } from '../../chat-log/view/chat-view.ts';
import type { ChatId } from '../../model/ids.ts';
import type { LogReader, ProjectChats } from '../../store/chat-store.ts';
import {
  type ComposeDeps,
  compose,
  frameFor,
  type LogPart,
  type LogRequest,
  type LogTally,
  type RowBatch,
  Tally,
  viewBatch,
} from './compose-log.ts';

export interface LogReading {
  readonly contentType: string;
  /** Id of this page's last chat when more follow; null at the end, and where no page was asked for. */
  readonly lastOfPage: ChatId | null;
  /** Whether all of it is read already, so that nothing can fail while it is sent. */
  readonly isComplete: boolean;
  /** Whether the parts hold stored chats, which go into gzip unopened. */
  readonly hasChunks: boolean;
  readonly parts: AsyncIterable<LogPart>;
  /** What has gone into the parts so far. */
  readonly tally: LogTally;
}

/** A page up to this length is one snapshot of the store. */
export const SNAPSHOT_ROWS = 1_000;
/** Above this a page is sent while it is read, its snapshot held so long. */
const BUFFERED_BYTES = 32_000_000;

export interface ReadChatLogDeps extends ComposeDeps {
  /** Of the project whose log is read. */
  readonly chats: ProjectChats;
}

/** @throws StoreError `busy` when too many large reads run at once. */
export async function readChatLog(deps: ReadChatLogDeps, request: LogRequest): Promise<LogReading> {
  const { query } = request;
  const isPage = query.limit !== null && query.limit <= SNAPSHOT_ROWS;
  return isPage ? readPage(deps, request, query.limit) : readStream(deps, request);
}

/** What a page's `Link` would say, without reading the page: for HEAD. */
export async function findPageEnd(chats: ProjectChats, { query }: LogRequest): Promise<ChatId | null> {
  if (query.limit === null || query.limit > SNAPSHOT_ROWS) return null;
  const window = windowOf(query, query.limit);
  using reader = await chats.openSnapshot();
  return findLastOfPage(reader, window);
}

async function readPage(deps: ReadChatLogDeps, request: LogRequest, limit: number): Promise<LogReading> {
  const window = windowOf(request.query, limit);
  const reader = await deps.chats.openSnapshot();
  const frame = frameFor(request);
  try {
    const source = readBatches(reader, request, window, frame)[Symbol.asyncIterator]();
    const { batches, isDone } = await buffer(source);
    const lastOfPage = isDone ? await findMore(reader, window, batches) : await findLastOfPage(reader, window);
    if (isDone) reader[Symbol.dispose]();
    const tally = new Tally();
    const parts = isDone
      ? compose(deps, request, tally, batches)
      : compose(deps, request, tally, continueWith(batches, source), endOf(source, reader));
    return {
      contentType: frame.contentType,
      lastOfPage,
      isComplete: isDone,
      hasChunks: hasChunks(request, frame),
      parts,
      tally,
    };
  } catch (error) {
    reader[Symbol.dispose]();
    throw error;
  }
}

async function readStream(deps: ReadChatLogDeps, request: LogRequest): Promise<LogReading> {
  const { query } = request;
  const reader = deps.chats.openLiveReader();
  const everything: ChatWindow = { selection: {}, direction: 'ASC', from: null, to: null, offset: 0, limit: 0 };
  const reversed = query.direction === 'ASC' ? 'DESC' : 'ASC';
  const to = await reader.findIdAt({ ...everything, direction: reversed }, 0);
  const window = { ...windowOf(query, query.limit ?? Number.MAX_SAFE_INTEGER), to };
  const frame = frameFor(request);
  const batches = to === null ? [] : readBatches(reader, request, window, frame);
  const tally = new Tally();
  const parts = compose(deps, request, tally, batches);
  const { contentType } = frame;
  return { contentType, lastOfPage: null, isComplete: false, hasChunks: hasChunks(request, frame), parts, tally };
}

function windowOf({ selection, direction, from, offset }: ChatLogQuery, limit: number): ChatWindow {
  return { selection, direction, from, to: null, offset, limit };
}

function hasChunks(request: LogRequest, frame: LogFrame): boolean {
  return frame.separator !== '' && isWhole(request.view);
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
async function findMore(reader: LogReader, window: ChatWindow, batches: readonly RowBatch[]): Promise<ChatId | null> {
  const last = batches.at(-1)?.lastChatId ?? null;
  const count = batches.reduce((sum, batch) => sum + batch.count, 0);
  if (last === null || count < window.limit) return null;
  const rest = { ...window, from: { chatId: last, isInclusive: false }, offset: 0 };
  return (await reader.findIdAt(rest, 0)) === null ? null : last;
}

async function findLastOfPage(reader: LogReader, window: ChatWindow): Promise<ChatId | null> {
  const beyond = await reader.findIdAt(window, window.offset + window.limit);
  return beyond === null ? null : reader.findIdAt(window, window.offset + window.limit - 1);
}

async function* readBatches(
  reader: LogReader,
  request: LogRequest,
  window: ChatWindow,
  frame: LogFrame,
): AsyncGenerator<RowBatch> {
  if (hasChunks(request, frame)) {
    for await (const chunk of reader.readChunks(window, frame.separator === ',')) {
      yield { ...chunk, part: { chunk }, bytes: chunk.segments.length };
    }
    return;
  }
  for await (const chats of reader.readChats(window)) yield viewBatch(chats, request);
}
