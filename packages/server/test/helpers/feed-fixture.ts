/** A store with chats that change, and short ways to read its feed. Used by the conformance suites of feed and digests. */
import { afterEach, beforeEach } from 'vitest';
import type { StoredChat } from '../../src/chat-log/codec/stored-chat.ts';
import type { ImportChat } from '../../src/chat-log/input/import-chat.ts';
import type { ChatSelection } from '../../src/chat-log/query/chat-selection.ts';
import type { FeedPosition } from '../../src/chat-log/query/feed-position.ts';
import type { ProjectScope } from '../../src/model/ids.ts';
import { chatId, projectId, tenantId } from '../../src/model/ids.ts';
import { instant } from '../../src/model/instant.ts';
import { Zone } from '../../src/model/zone.ts';
import type { ChangedKey, ChangePage, ChatChange, ChatStore, ProjectStore } from '../../src/store/chat-store.ts';
import { makeProject, openProject } from './open-project.ts';
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
  { feed }: ProjectStore,
  after: FeedPosition | null,
  { limit = 1_000, selection = {} as ChatSelection } = {},
): Promise<ChangePage> {
  const page = await feed.readPage({ selection, after, limit });
  if (page === 'expired') throw new TypeError('the position has expired');
  return page;
}

/** Everything behind `after`, page by page; waits for a watermark that is behind. */
export async function drain(
  project: ProjectStore,
  after: FeedPosition | null,
  options: Parameters<typeof readPage>[2] = {},
): Promise<Drained> {
  const [changes, keys]: [ChatChange[], ChangedKey[]] = [[], []];
  let end = after;
  for (let pages = 1; ; pages += 1) {
    const page = await readPage(project, end, options);
    keys.push(...page.keys);
    for await (const batch of project.feed.readChanges(page.keys)) changes.push(...batch);
    end = page.next;
    if (page.isEnd && (page.watermarkLagMs ?? 0) === 0) return { changes, keys, end, pages };
  }
}

export async function readAll({ chats }: ProjectStore, selection: ChatSelection = {}): Promise<StoredChat[]> {
  using reader = await chats.openSnapshot();
  const window = { selection, direction: 'ASC', from: null, to: null, offset: 0, limit: 1_000_000 } as const;
  return (await Array.fromAsync(reader.readChats(window))).flat();
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
export async function startChats({ chats }: ProjectStore, count: number, first = 0): Promise<void> {
  for (let at = 0; at < count; at += 1) await chats.append(startRequest(eventsOf(first + at), 1));
}

export function appendNext({ chats }: ProjectStore, id: number, seed: number, seq: number) {
  return chats.append({ chatId: chatId(id), events: eventsOf(seed).slice(seq - 1, seq) });
}

interface OpenedStore {
  readonly store: ChatStore;
  readonly project: ProjectStore;
  readonly other: ProjectStore;
}

/** A store of two projects, new for each test; the test sets its clock. */
export interface FeedFixture extends OpenedStore {
  nowMs: number;
  /** The same store as another process has it. */
  openTool(): Promise<ChatStore>;
  close(): Promise<void>;
  /** Opens the store after it was closed. */
  reopen(): Promise<void>;
  erase(id: number): ReturnType<ProjectStore['privacy']['eraseChat']>;
}

/** Call it inside `describe`: what it returns is good inside the tests only. */
export function useFeedFixture(make: () => Promise<StoreUnderTest>): FeedFixture {
  let installation: StoreUnderTest;
  let opened: OpenedStore | null = null;
  const current = () => {
    if (opened === null) throw new TypeError('the store is made before each test');
    return opened;
  };
  const open = (mode: 'serve' | 'tool') => installation.open(mode, () => fixture.nowMs);
  const fixture: FeedFixture = {
    nowMs: AT,
    get store() {
      return current().store;
    },
    get project() {
      return current().project;
    },
    get other() {
      return current().other;
    },
    openTool: () => open('tool'),
    async close() {
      await current().store[Symbol.asyncDispose]();
    },
    async reopen() {
      const store = await open('serve');
      opened = { store, project: await openProject(store, SCOPE), other: await openProject(store, OTHER) };
    },
    erase: (id) => fixture.project.privacy.eraseChat(chatId(id), instant(fixture.nowMs), 'operator'),
  };
  beforeEach(async () => {
    fixture.nowMs = AT;
    installation = await make();
    const store = await open('serve');
    const settings = { name: 'Support', zone: ZONE, createdAt: AT };
    const project = await makeProject(store, { ...SCOPE, ...settings });
    opened = { store, project, other: await makeProject(store, { ...OTHER, ...settings }) };
  });
  afterEach(async () => {
    await opened?.store[Symbol.asyncDispose]();
    await installation[Symbol.asyncDispose]();
  });
  return fixture;
}
