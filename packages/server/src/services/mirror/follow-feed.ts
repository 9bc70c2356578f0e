/**
 * Follows the change feed of another Parley: late closes and edits replace the local chats, and chats erased there are
 * erased here. Used after the first load of a source that has such a feed.
 */
import { isRecord } from '../../chat-log/input/row-shape.ts';
import { chatId } from '../../model/ids.ts';
import { instant } from '../../model/instant.ts';
import type { Clock } from '../../platform/clock.ts';
import type { ProjectStore } from '../../store/chat-store.ts';
import { parseRecord } from './adapt-row.ts';
import type { RowStore, SourceRow } from './apply-rows.ts';
import type { RowSink } from './attempt-request.ts';
import { MirrorError } from './mirror-error.ts';
import type { MirrorRejects } from './mirror-rejects.ts';
import { sourceUrl } from './mirror-source.ts';
import type { MirrorTotals } from './mirror-totals.ts';
import type { SourceClient } from './source-client.ts';

export interface FeedOptions {
  readonly client: SourceClient;
  readonly store: RowStore;
  /** The local one. */
  readonly project: Pick<ProjectStore, 'chats' | 'privacy'>;
  readonly clock: Clock;
  readonly rejects: MirrorRejects;
  readonly totals: MirrorTotals;
  readonly pageRows: number;
  readonly cursor: string;
  /** Called with the next cursor when everything before it is stored. */
  readonly onStep: (cursor: string) => void;
}

/** `drained`: every change so far is stored. `expired`: the cursor is no longer valid. `refused`: the key may not read it. */
export type FeedEnd = 'drained' | 'expired' | 'refused';

interface FeedElement extends SourceRow {
  /** null for a chat as it is now. */
  readonly erasedId: number | null;
}

/** @throws MirrorError, StoreError */
export async function followFeed(options: FeedOptions): Promise<FeedEnd> {
  for (let cursor = options.cursor; ; ) {
    const query = { cursor, limit: options.pageRows };
    const sink = new FeedSink(options.client.source.projectId);
    let headers: Headers;
    try {
      headers = await options.client.read('/changes', query, sink);
    } catch (error) {
      if (!(error instanceof MirrorError)) throw error;
      if (error.status === 400 || error.status === 410) return 'expired';
      if (error.status === 403 || error.status === 404) return 'refused';
      throw error;
    }
    const next = headers.get('parley-next-cursor');
    const isEnd = headers.get('parley-end-of-stream') === 'true';
    if (next === null || (!isEnd && next === cursor)) {
      throw new MirrorError('wrong', 'the change feed of the source does not say where it goes on');
    }
    const { pathname } = new URL(sourceUrl(options.client.source, '/changes', {}));
    await applyElements(options, sink.elements, pathname);
    cursor = next;
    options.onStep(cursor);
    if (isEnd) return 'drained';
  }
}

async function applyElements(options: FeedOptions, elements: readonly FeedElement[], request: string): Promise<void> {
  const rows = elements.filter(({ erasedId }) => erasedId === null);
  await options.store.apply(rows, { request, hasExt: true });
  for (const element of elements) {
    if (element.erasedId !== null) await eraseHere(options, element, element.erasedId, request);
  }
}

/** Erases only chats from the source, never those that Parley captured here itself. */
async function eraseHere(options: FeedOptions, element: FeedElement, erasedId: number, request: string): Promise<void> {
  const { project, clock, rejects, totals } = options;
  totals.read += 1;
  const id = chatId(erasedId);
  const chat = await project.chats.read(id);
  if (chat !== null && !chat.isImported) {
    const reason = `${id} was erased at the source, but here it is a chat that Parley captured itself`;
    const isNew = rejects.add({ request, row: element.place, field: 'chatId', reason }, element.bytes);
    if (isNew) totals.rejected += 1;
  } else if (chat !== null) {
    const erased = await project.privacy.eraseChat(id, instant(clock.nowMs()), 'operator');
    if (erased !== null) totals.erased += 1;
  }
}

class FeedSink implements RowSink {
  elements: FeedElement[] = [];
  readonly #projectId: number;

  constructor(projectId: number) {
    this.#projectId = projectId;
  }

  restart(): void {
    this.elements = [];
  }

  async add(rows: readonly Uint8Array[]): Promise<void> {
    for (const bytes of rows) {
      const place = this.elements.length + 1;
      this.elements.push({ bytes, place, erasedId: this.#readErasedId(bytes) });
    }
  }

  #readErasedId(bytes: Uint8Array): number | null {
    const row = parseRecord(bytes);
    if (row === null || !isRecord(row.ext) || row.ext.deleted !== true) return null;
    const { chatId: id } = row;
    if (row.projectId === this.#projectId && typeof id === 'number' && Number.isSafeInteger(id) && id >= 0) return id;
    throw new MirrorError('wrong', 'the change feed of the source tells of an erased chat without saying which');
  }
}
