/** A store with chats that change, and short ways to read its feed. Used by the conformance suites of feed and digests. */
import { afterEach, beforeEach } from 'vitest';
import type { StoredChat } from '../../src/chat-log/codec/stored-chat.ts';
import type { ChatSelection } from '../../src/chat-log/query/chat-selection.ts';
import { chatId, projectId, tenantId } from '../../src/model/ids.ts';
import { instant } from '../../src/model/instant.ts';
import { Zone } from '../../src/model/zone.ts';
import type {
  ChangedKey,
  ChangePage,
  ChatChange,
  FeedPosition,
  ImportChat,
  Journal,
  ProjectScope,
} from '../../src/store/chat-store.ts';
import { importChat, sampleEvents, startRequest } from './sample-import.ts';
import type { StoreUnderTest } from './store-under-test.ts';

export const ZONE = new Zone('Europe/Budapest');
export const AT = instant(Date.UTC(2026, 0, 1));
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
const TENANT = tenantId('acme');
if (TENANT === null) throw new TypeError('acme is a tenant name');
export const SCOPE: ProjectScope = { tenantId: TENANT, projectId: projectId(822) };
export const OTHER: ProjectScope = { tenantId: TENANT, projectId: projectId(823) };

export interface Drained {
  readonly changes: readonly ChatChange[];
  readonly keys: readonly ChangedKey[];
  readonly end: FeedPosition;
  readonly pages: number;
}

export async function readPage(
  journal: Journal,
  after: FeedPosition | null,
  { limit = 1_000, selection = {} as ChatSelection, scope = SCOPE } = {},
): Promise<ChangePage> {
  const page = await journal.readChangePage(scope, { selection, after, limit });
  if (page === 'expired') throw new TypeError('the position has expired');
  return page;
}

/** Everything behind `after`, page by page; waits for a watermark that is behind. */
export async function drain(
  journal: Journal,
  after: FeedPosition | null,
  options: Parameters<typeof readPage>[2] = {},
): Promise<Drained> {
  const [changes, keys]: [ChatChange[], ChangedKey[]] = [[], []];
  let end = after;
  for (let pages = 1; ; pages += 1) {
    const page = await readPage(journal, end, options);
    keys.push(...page.keys);
    for await (const batch of journal.readChanges(options.scope ?? SCOPE, page.keys)) changes.push(...batch);
    end = page.next;
    if (page.isEnd && (page.watermarkLagMs ?? 0) === 0) return { changes, keys, end, pages };
  }
}

export async function readAll(journal: Journal, selection: ChatSelection = {}): Promise<StoredChat[]> {
  using reader = await journal.openSnapshot();
  const window = { selection, direction: 'ASC', from: null, to: null, offset: 0, limit: 1_000_000 } as const;
  return (await Array.fromAsync(reader.readChats(SCOPE, window))).flat();
}

/** `id` and `kind` of each change, for example `3 changed`. */
export function tell(changes: readonly ChatChange[]): readonly string[] {
  return changes.map((change) => `${change.kind === 'changed' ? change.chat.chatId : change.chatId} ${change.kind}`);
}

/** A reader's copy, kept by the one rule that the documentation gives. */
export class Copy {
  readonly chats = new Map<number, StoredChat>();
  readonly #revisions = new Map<number, number>();

  apply(changes: Iterable<ChatChange>): void {
    for (const change of changes) {
      const { chatId, revision } = change.kind === 'changed' ? change.chat : change;
      if (revision < (this.#revisions.get(chatId) ?? 0)) continue;
      this.#revisions.set(chatId, revision);
      if (change.kind === 'changed') this.chats.set(chatId, change.chat);
      else this.chats.delete(chatId);
    }
  }

  rows(): readonly StoredChat[] {
    return [...this.chats.values()].sort((a, b) => a.chatId - b.chatId);
  }
}

const SAMPLES = sampleEvents(12, 31);
export const eventsOf = (seed: number) => SAMPLES[seed % SAMPLES.length] ?? [];

export function imported(id: number, seed: number): ImportChat {
  return importChat(id, eventsOf(seed), SCOPE.projectId, ZONE);
}

/** Captured chats that have begun: their first event only. */
export async function startChats(journal: Journal, count: number, first = 0): Promise<void> {
  for (let at = 0; at < count; at += 1) await journal.append(SCOPE, startRequest(eventsOf(first + at), 1));
}

export function appendNext(journal: Journal, id: number, seed: number, seq: number) {
  return journal.append(SCOPE, { chatId: chatId(id), events: eventsOf(seed).slice(seq - 1, seq) });
}

/** A store with two projects, made anew for each test; the test sets its clock. */
export interface FeedStore {
  journal: Journal;
  nowMs: number;
  open(mode: 'serve' | 'tool'): Promise<Journal>;
  erase(id: number): ReturnType<Journal['eraseChat']>;
}

/** Call it inside `describe`: what it answers is good inside the tests only. */
export function useFeedStore(make: () => Promise<StoreUnderTest>): FeedStore {
  let store: StoreUnderTest;
  let journal: Journal | null = null;
  const feed: FeedStore = {
    nowMs: AT,
    get journal() {
      if (journal === null) throw new TypeError('the store is made before each test');
      return journal;
    },
    set journal(other) {
      journal = other;
    },
    open: (mode) => store.open(mode, () => feed.nowMs),
    erase: (id) => feed.journal.eraseChat(SCOPE, chatId(id), instant(feed.nowMs), 'operator'),
  };
  beforeEach(async () => {
    feed.nowMs = AT;
    store = await make();
    journal = await feed.open('serve');
    for (const scope of [SCOPE, OTHER]) {
      await journal.createProject({ ...scope, name: 'Support', zone: ZONE, createdAt: AT });
    }
  });
  afterEach(async () => {
    await journal?.[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
  });
  return feed;
}
