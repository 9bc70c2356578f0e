/**
 * Reads a page of the change feed for one request: where it begins, which chats are in it, whether it is the last, and then
 * the elements one by one. Knows nothing of how they are sent.
 */
import type { Refusal } from '@parley/contract';
import type { ChatChunk } from '../../chat-log/codec/stored-chat.ts';
import { erasedElement, leftElement } from '../../chat-log/formats/change-elements.ts';
import type { ChangeQuery } from '../../chat-log/query/change-query.ts';
import type { FeedPosition } from '../../chat-log/query/feed-position.ts';
import type { CursorProblem } from '../../chat-log/query/sync-cursor.ts';
import { type ChatView, storedForm } from '../../chat-log/view/chat-view.ts';
import { unreachable } from '../../model/unreachable.ts';
import type { ChangePage, ChatChange, StoreIdentity } from '../../store/chat-store.ts';
import { printJson } from '../read-log/print-json.ts';
import { type FeedView, makeCursor, readCursor } from './feed-cursor.ts';

export interface ChangesRequest {
  readonly feed: FeedView;
  readonly query: ChangeQuery;
  readonly view: ChatView;
  /** Ends waiting for the next change. */
  readonly signal: AbortSignal;
}

export interface ChangesReading {
  readonly nextCursor: string;
  readonly isEnd: boolean;
  /** Milliseconds; null when unknown. */
  readonly watermarkLagMs: number | null;
  /** How many elements there are. */
  readonly changes: number;
  /** Some at a time, in the order of the commits. */
  readonly elements: AsyncIterable<FeedElements>;
  /** Whether they come as they are stored wherever they can. */
  readonly areStored: boolean;
}

/** Elements as stored, or as JSON. */
export type FeedElements =
  | { readonly kind: 'stored'; readonly chunk: ChatChunk }
  | { readonly kind: 'printed'; readonly elements: readonly string[] };

/** @throws StoreError `busy` when too many large reads run at once. */
export async function readChanges(
  identity: StoreIdentity,
  request: ChangesRequest,
): Promise<ChangesReading | { readonly refused: Refusal }> {
  const start = await findStart(identity, request);
  if ('refused' in start) return start;
  const page = await readPageOrWait(request, start.after);
  if (page === 'expired')
    return { refused: refuseExpired('the changes after it are no longer kept, or it is not from this store') };
  return {
    nextCursor: makeCursor(identity, request.feed, page.next),
    isEnd: page.isEnd,
    watermarkLagMs: page.watermarkLagMs,
    changes: page.keys.length,
    elements: printElements(request, page),
    areStored: areStored(request),
  };
}

async function findStart(
  identity: StoreIdentity,
  { feed, query }: ChangesRequest,
): Promise<{ readonly after: FeedPosition | null } | { readonly refused: Refusal }> {
  if (query.since !== null) return { after: await feed.project.feed.findPosition(query.since) };
  if (query.cursor === null) return { after: null };
  const read = readCursor(identity, feed, query.cursor);
  return 'problem' in read ? { refused: refuseCursor(read.problem) } : { after: read.position };
}

function refuseCursor(problem: CursorProblem): Refusal {
  switch (problem) {
    case 'malformed':
      return refuseInvalid('was not issued by this server, or it was changed');
    case 'project':
      return refuseInvalid('belongs to another project');
    case 'scope':
      return refuseInvalid('was issued to a key of another scope');
    case 'selection':
      return refuseInvalid('was issued for other filters');
    case 'epoch':
      return refuseExpired('it is from another history of the store');
    case 'zone':
      return refuseExpired('it is from before the time zone of the project was changed');
    default:
      return unreachable(problem);
  }
}

function refuseInvalid(reason: string): Refusal {
  return { error: 'invalidCursor', property: 'cursor', slots: { reason } };
}

function refuseExpired(reason: string): Refusal {
  return { error: 'cursorExpired', property: 'cursor', slots: { reason } };
}

/** How long the end of the stream waits for what is committed and cannot be delivered yet. */
const HELD_BACK_MS = 1_000;

/** Reads again while there are no changes and the request may wait. */
async function readPageOrWait(
  { feed: { project, selection }, query, signal }: ChangesRequest,
  after: FeedPosition | null,
): Promise<ChangePage | 'expired'> {
  const { limit, waitSeconds } = query;
  let page = await project.feed.readPage({ selection, after, limit });
  if (page !== 'expired' && page.isEnd && page.isHeldBack) {
    // Mostly a commit of this server that takes some milliseconds more.
    await project.feed.waitForWatermark(AbortSignal.any([signal, AbortSignal.timeout(HELD_BACK_MS)]));
    page = await project.feed.readPage({ selection, after, limit });
  }
  if (waitSeconds === 0 || page === 'expired' || page.keys.length > 0) return page;
  const end = AbortSignal.any([signal, AbortSignal.timeout(waitSeconds * 1_000)]);
  while (page !== 'expired' && page.keys.length === 0 && !end.aborted) {
    await project.feed.waitForChange(page.next, end);
    page = await project.feed.readPage({ selection, after: page.next, limit });
  }
  return page;
}

function areStored({ view }: ChangesRequest): boolean {
  return storedForm(view) === 'full-row';
}

async function* printElements(request: ChangesRequest, { keys }: ChangePage): AsyncGenerator<FeedElements> {
  const { feed } = request.feed.project;
  if (!areStored(request)) {
    for await (const changes of feed.readChanges(keys)) yield await printChanges(request, changes);
    return;
  }
  for await (const rows of feed.readRows(keys)) {
    yield rows.kind === 'stored' ? rows : await printChanges(request, rows.changes);
  }
}

async function printChanges({ feed, view }: ChangesRequest, changes: readonly ChatChange[]): Promise<FeedElements> {
  const elements: string[] = [];
  for (const change of changes) elements.push(await printElement(change, feed, view));
  return { kind: 'printed', elements };
}

async function printElement(change: ChatChange, { project }: FeedView, view: ChatView): Promise<string> {
  switch (change.kind) {
    case 'changed': {
      const printed = await printJson(change.chat, view);
      return typeof printed === 'string'
        ? printed
        : Buffer.from(printed.buffer, printed.byteOffset, printed.byteLength).toString();
    }
    case 'left':
      return JSON.stringify(leftElement(project.projectId, change));
    case 'erased':
      return JSON.stringify(erasedElement(project.projectId, change));
    default:
      return unreachable(change);
  }
}
