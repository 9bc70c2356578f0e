/** What every implementation of `Journal` must do about the change feed and the digests. Part of `journal-conformance.ts`. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type {
  ChangedKey,
  ChangePage,
  ChatChange,
  FeedPosition,
  ImportChat,
  Journal,
  ProjectScope,
} from '../../src/journal/journal.ts';
import type { ChatSelection } from '../../src/log/chat-selection.ts';
import type { StoredExt } from '../../src/log/folded-chat.ts';
import type { StoredChat } from '../../src/log/stored-chat.ts';
import { type AgentId, chatId, projectId, type QueueId, tenantId } from '../../src/model/ids.ts';
import { type Instant, instant } from '../../src/model/instant.ts';
import { Zone } from '../../src/model/zone.ts';
import type { StoreUnderTest } from './journal-conformance.ts';
import { importChat, sampleEvents, startRequest } from './sample-import.ts';

const ZONE = new Zone('Europe/Budapest');
const AT = instant(Date.UTC(2026, 0, 1));
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const TENANT = tenantId('acme');
if (TENANT === null) throw new TypeError('acme is a tenant name');
const SCOPE: ProjectScope = { tenantId: TENANT, projectId: projectId(822) };
const OTHER: ProjectScope = { tenantId: TENANT, projectId: projectId(823) };

interface Drained {
  readonly changes: readonly ChatChange[];
  readonly keys: readonly ChangedKey[];
  readonly end: FeedPosition;
  readonly pages: number;
}

async function readPage(
  journal: Journal,
  after: FeedPosition | null,
  { limit = 1_000, selection = {} as ChatSelection, scope = SCOPE } = {},
): Promise<ChangePage> {
  const page = await journal.readChangePage(scope, { selection, after, limit });
  if (page === 'expired') throw new TypeError('the position has expired');
  return page;
}

/** Everything behind `after`, page by page; waits for a watermark that is behind. */
async function drain(
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

async function readAll(journal: Journal, selection: ChatSelection = {}): Promise<StoredChat[]> {
  using reader = await journal.openSnapshot();
  const window = { selection, direction: 'ASC', from: null, to: null, offset: 0, limit: 1_000_000 } as const;
  return (await Array.fromAsync(reader.readChats(SCOPE, window))).flat();
}

/** `id` and `kind` of each change, for example `3 changed`. */
function tell(changes: readonly ChatChange[]): readonly string[] {
  return changes.map((change) => `${change.kind === 'changed' ? change.chat.chatId : change.chatId} ${change.kind}`);
}

/** A reader's copy, kept by the one rule that the documentation gives. */
class Copy {
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
const eventsOf = (seed: number) => SAMPLES[seed % SAMPLES.length] ?? [];

function imported(id: number, seed: number): ImportChat {
  return importChat(id, eventsOf(seed), SCOPE.projectId, ZONE);
}

/** Captured chats that have begun: their first event only. */
async function startChats(journal: Journal, count: number, first = 0): Promise<void> {
  for (let at = 0; at < count; at += 1) await journal.append(SCOPE, startRequest(eventsOf(first + at), 1));
}

function appendNext(journal: Journal, id: number, seed: number, seq: number) {
  return journal.append(SCOPE, { chatId: chatId(id), events: eventsOf(seed).slice(seq - 1, seq) });
}

function sumDigests(chats: readonly StoredChat[]): readonly string[] {
  return chats.map(({ chatId, chatJson, extJson }) => {
    const { times } = (JSON.parse(extJson) as StoredExt).chat;
    const digest = createHash('sha256').update(chatJson).digest().readBigUInt64BE();
    return `${chatId} ${Date.parse(times.sessionStart ?? '')} ${digest}`;
  });
}

async function readDigests(journal: Journal, selection: ChatSelection) {
  const { end, batches } = await journal.readDigests(SCOPE, selection);
  const digests = (await Array.fromAsync(batches)).flat();
  return { end, digests: digests.map(({ chatId, startedAt, digest }) => `${chatId} ${startedAt} ${digest}`) };
}

export function describeFeed(name: string, make: () => Promise<StoreUnderTest>): void {
  let store: StoreUnderTest;
  let journal: Journal;
  let nowMs: number;

  beforeEach(async () => {
    nowMs = AT;
    store = await make();
    journal = await store.open('serve', () => nowMs);
    for (const scope of [SCOPE, OTHER]) {
      await journal.createProject({ ...scope, name: 'Support', zone: ZONE, createdAt: AT });
    }
  });
  afterEach(async () => {
    await journal[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
  });
  const erase = (id: number) => journal.eraseChat(SCOPE, chatId(id), instant(nowMs), 'operator');

  describe(`${name}: change feed`, () => {
    test('each changed chat comes once, at its latest state, in the order of the commits', async () => {
      await startChats(journal, 3);
      await appendNext(journal, 1, 0, 2);
      await journal.importChats(SCOPE, [imported(12, 4), imported(10, 5)], AT);
      await erase(2);
      const expected = ['3 changed', '1 changed', '12 changed', '10 changed', '2 erased'];
      for (const limit of [1, 2, 3, 5, 1_000]) {
        const { changes, keys } = await drain(journal, null, { limit });
        expect(tell(changes)).toEqual(expected);
        expect(keys.map(({ chatId, kind }) => `${chatId} ${kind}`)).toEqual(expected);
        const rows = changes.flatMap((change) => (change.kind === 'changed' ? [change.chat] : []));
        expect(rows.sort((a, b) => a.chatId - b.chatId)).toEqual(await readAll(journal));
        expect(changes.at(-1)).toEqual({ kind: 'erased', chatId: 2, revision: 2, deletedAt: AT });
      }
    });

    test('a page says whether it is the last, also when it is exactly full; chats are opened a few at a time', async () => {
      await journal.importChats(
        SCOPE,
        Array.from({ length: 1_100 }, (_, at) => imported(at + 1, at)),
        AT,
      );
      await drain(journal, null);
      const ends = await Promise.all(
        [1_099, 1_100, 1_101].map(async (limit) => (await readPage(journal, null, { limit })).isEnd),
      );
      expect(ends).toEqual([false, true, true]);
      const { keys } = await readPage(journal, null, { limit: 60 });
      const batches = await Array.fromAsync(journal.readChanges(SCOPE, keys));
      expect(Math.max(...batches.map((batch) => batch.length))).toBeLessThanOrEqual(20);
      expect(tell(batches.flat())).toEqual(Array.from({ length: 60 }, (_, at) => `${at + 1} changed`));
    });

    test('a reader who stops before the end has no copy of the log: the page says so', async () => {
      await startChats(journal, 5);
      const copy = new Copy();
      const { keys, isEnd } = await readPage(journal, null, { limit: 3 });
      for await (const batch of journal.readChanges(SCOPE, keys)) copy.apply(batch);
      expect(isEnd).toBe(false);
      expect(copy.rows()).not.toEqual(await readAll(journal));
    });

    test('behind the end comes what is committed from then on, and nothing of other projects', async () => {
      await startChats(journal, 2);
      const { end } = await drain(journal, null);
      expect((await drain(journal, end)).changes).toEqual([]);
      await journal.append(OTHER, startRequest(eventsOf(0)));
      const before = (await journal.readMoment(SCOPE)).end;
      await startChats(journal, 1, 7);
      expect(tell((await drain(journal, before)).changes)).toEqual(['3 changed']);
      expect(tell((await drain(journal, end)).changes)).toEqual(['3 changed']);
      expect((await drain(journal, null, { scope: OTHER })).changes).toHaveLength(1);
    });

    test('a copy that is kept from the feed is the log, whatever happens between the pages', async () => {
      const step = fc.record({
        kind: fc.constantFrom('start', 'append', 'import', 'erase', 'read'),
        id: fc.integer({ min: 1, max: 8 }),
        seed: fc.integer({ min: 0, max: 11 }),
        limit: fc.integer({ min: 1, max: 4 }),
      });
      let nothingNew = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
          const copy = new Copy();
          let position: FeedPosition | null = null;
          for (const { kind, id, seed, limit } of steps) {
            if (kind === 'start') await startChats(journal, 1, seed);
            if (kind === 'append') await appendNext(journal, id, seed, 2);
            if (kind === 'import') await journal.importChats(SCOPE, [imported(100 + id, seed)], AT);
            if (kind === 'erase') await erase(seed % 2 === 0 ? id : 100 + id);
            if (kind !== 'read') continue;
            const page = await readPage(journal, position, { limit });
            position = page.next;
            // Changed between choosing and reading: it comes as it is by then.
            if (seed % 3 === 0) await erase(id);
            if (seed % 3 === 1) await appendNext(journal, id, seed, 2);
            for await (const batch of journal.readChanges(SCOPE, page.keys)) copy.apply(batch);
          }
          const { changes } = await drain(journal, position, { limit: 3 });
          nothingNew += changes.length === 0 ? 1 : 0;
          copy.apply(changes);
          expect(copy.rows()).toEqual(await readAll(journal));
        }),
        { numRuns: 12, seed: 11 },
      );
      expect(nothingNew).toBeLessThan(12);
    });

    test('with a selection every changed chat comes, as changed where it matches now and as left where it does not', async () => {
      const chats = sampleEvents(60, 5).map((events, at) => importChat(at + 1, events, SCOPE.projectId, ZONE));
      await journal.importChats(SCOPE, chats, AT);
      await startChats(journal, 3);
      await erase(7);
      const { index } = chats[10]?.folded ?? { index: null };
      if (index === null) throw new TypeError('sixty chats were asked for');
      const selections: ChatSelection[] = [
        { lastAgent: index.lastAgent },
        { agentId: (index.agents[0] ?? 0) as AgentId },
        { queueId: (index.queues[0] ?? 0) as QueueId, disposition: 'Completed' },
        { agentId: (index.agents[0] ?? 0) as AgentId, queueId: (index.queues[0] ?? 0) as QueueId },
        { isOpen: true },
        { isSpam: false, type: index.type },
        { entityId: 0 },
        { contactId: index.contactId },
        { startedFrom: index.startedAt },
        { startedBefore: index.startedAt, slaStatus: '' },
        { lastAgent: 4_242 as AgentId },
      ];
      for (const selection of selections) {
        const matching = new Set<number>((await readAll(journal, selection)).map((chat) => chat.chatId));
        const { keys, changes } = await drain(journal, null, { limit: 17, selection });
        const all = await drain(journal, null);
        const expected = all.keys.map(({ chatId, kind }) => ({
          chatId,
          kind: kind === 'changed' && !matching.has(chatId) ? 'left' : kind,
        }));
        expect(keys).toEqual(expected);
        expect(tell(changes)).toEqual(expected.map(({ chatId, kind }) => `${chatId} ${kind}`));
        const revisions = new Map<number, number>((await readAll(journal)).map((chat) => [chat.chatId, chat.revision]));
        for (const change of changes) {
          if (change.kind === 'left') expect(change.revision).toBe(revisions.get(change.chatId));
        }
      }
    });

    test('a chat that is erased after its key was chosen comes as erased', async () => {
      await startChats(journal, 2);
      const { keys } = await readPage(journal, null);
      const left: ChangedKey[] = keys.map(({ chatId }) => ({ chatId, kind: 'left' }));
      await erase(1);
      await appendNext(journal, 2, 1, 2);
      const told = async (some: readonly ChangedKey[]) =>
        (await Array.fromAsync(journal.readChanges(SCOPE, some))).flat();
      expect(tell(await told(keys))).toEqual(['1 erased', '2 changed']);
      expect(await told(left)).toEqual([
        { kind: 'erased', chatId: 1, revision: 2, deletedAt: AT },
        { kind: 'left', chatId: 2, revision: 2 },
      ]);
      expect(await told([{ chatId: chatId(99), kind: 'changed' }])).toEqual([]);
    });

    test('a position beyond every change is of another history', async () => {
      await startChats(journal, 3);
      const { end } = await drain(journal, null);
      const younger = await make();
      try {
        const copy = await younger.open();
        await copy.createProject({ ...SCOPE, name: 'Support', zone: ZONE, createdAt: AT });
        const [first] = end.split('.');
        const far = `${Number(first) + 1_000_000_000}${end.slice(first?.length)}` as FeedPosition;
        expect(await copy.readChangePage(SCOPE, { selection: {}, after: far, limit: 1 })).toBe('expired');
        expect(copy.epoch).not.toBe(journal.epoch);
        expect(Buffer.from(copy.cursorKey).equals(Buffer.from(journal.cursorKey))).toBe(false);
        expect([copy.cursorKey.length, journal.cursorKey.length]).toEqual([32, 32]);
        await copy[Symbol.asyncDispose]();
      } finally {
        await younger[Symbol.asyncDispose]();
      }
    });

    test('secret and positions stay when the store is closed and opened again', async () => {
      await startChats(journal, 3);
      const { end } = await drain(journal, null);
      const secret = Buffer.from(journal.cursorKey).toString('hex');
      await journal[Symbol.asyncDispose]();
      journal = await store.open('serve', () => nowMs);
      expect(Buffer.from(journal.cursorKey).toString('hex')).toBe(secret);
      await startChats(journal, 1, 5);
      expect(tell((await drain(journal, end)).changes)).toEqual(['4 changed']);
    });
  });

  describe(`${name}: tombstones`, () => {
    const purge = async (before: number) => {
      while (await journal.purgeTombstones(instant(before)));
    };

    test('a reader who missed one that is forgotten is told; others go on, and a new one begins', async () => {
      await startChats(journal, 6);
      const early = (await readPage(journal, null, { limit: 2 })).next;
      await erase(2);
      await erase(5);
      const { end } = await drain(journal, early);
      nowMs += 90 * DAY_MS;
      await erase(3);
      await purge(nowMs);
      expect(await journal.readChangePage(SCOPE, { selection: {}, after: early, limit: 9 })).toBe('expired');
      expect(tell((await drain(journal, end)).changes)).toEqual(['3 erased']);
      for (const limit of [1, 2, 1_000]) {
        expect(tell((await drain(journal, null, { limit })).changes)).toEqual([
          '1 changed',
          '4 changed',
          '6 changed',
          '3 erased',
        ]);
      }
    });

    test('one that begins before they are forgotten and goes on afterwards has missed none that it needed', async () => {
      await startChats(journal, 6);
      await erase(2);
      const begun = await readPage(journal, null, { limit: 1 });
      await purge(nowMs + 1);
      expect(tell((await drain(journal, begun.next, { limit: 2 })).changes)).toEqual(
        ['3', '4', '5', '6'].map((id) => `${id} changed`),
      );
      await erase(1);
      await purge(nowMs + 1);
      expect(await journal.readChangePage(SCOPE, { selection: {}, after: begun.next, limit: 1 })).toBe('expired');
    });

    test('forgetting changes no version back to what it was, and leaves young ones', async () => {
      await startChats(journal, 2);
      const versions = [(await journal.readMoment(SCOPE)).version];
      await erase(2);
      versions.push((await journal.readMoment(SCOPE)).version);
      await purge(nowMs);
      expect(tell((await drain(journal, null)).changes)).toEqual(['1 changed', '2 erased']);
      await purge(nowMs + 1);
      expect(tell((await drain(journal, null)).changes)).toEqual(['1 changed']);
      expect(versions.slice(0, 1)).not.toContain((await journal.readMoment(SCOPE)).version);
      await startChats(journal, 1, 3);
      versions.push((await journal.readMoment(SCOPE)).version);
      expect(new Set(versions).size).toBe(3);
    });

    test('more than are forgotten at once are forgotten one lot after another', async () => {
      const many = Array.from({ length: 1_050 }, (_, at) => imported(at + 1, at));
      await journal.importChats(SCOPE, many, AT);
      for (const { chatId } of many) void journal.eraseChat(SCOPE, chatId, AT, 'operator');
      await erase(1);
      expect(await journal.purgeTombstones(instant(nowMs + 1))).toBe(true);
      await purge(nowMs + 1);
      expect((await drain(journal, null)).changes).toEqual([]);
    });
  });

  describe(`${name}: since`, () => {
    const since = async (at: number) => {
      const after = await journal.findFeedPosition(SCOPE, instant(at));
      return tell((await drain(journal, after)).changes);
    };

    test('nothing committed at or after it is left out, and little before it comes', async () => {
      for (let at = 0; at < 5; at += 1) {
        await startChats(journal, 1, at);
        nowMs += HOUR_MS;
      }
      await erase(2);
      expect(await since(0)).toHaveLength(5);
      expect(await since(AT + 2 * HOUR_MS)).toEqual(['3 changed', '4 changed', '5 changed', '2 erased']);
      expect(await since(AT + 2 * HOUR_MS + 60_000)).toEqual(['4 changed', '5 changed', '2 erased']);
      expect(await since(AT + 5 * HOUR_MS)).toEqual(['2 erased']);
      expect(await since(AT + 9 * HOUR_MS)).toEqual([]);
    });

    test('a clock that goes back, or far ahead and back, hides nothing; reading by time stamp would', async () => {
      const clock = [0, 2, 1, 1.5, 50 * 24, 3];
      const stamps: number[] = [];
      for (const [at, hours] of clock.entries()) {
        nowMs = AT + hours * HOUR_MS;
        stamps.push(nowMs);
        await startChats(journal, 1, at);
      }
      const all = ['1', '2', '3', '4', '5', '6'].map((id) => `${id} changed`);
      for (const [at, stamp] of stamps.entries()) {
        // What was committed at or after the time stamp by the clock as it was.
        const due = stamps.flatMap((other, id) => (other >= stamp ? [`${id + 1} changed`] : []));
        expect(await since(stamp), `chat ${at + 1}`).toEqual(expect.arrayContaining(due));
      }
      expect(await since(AT)).toEqual(all);
      const byTimeStamp = new Set<number>();
      let newest = 0;
      for (const [at, stamp] of stamps.entries()) {
        if (stamp > newest) byTimeStamp.add(at + 1);
        newest = Math.max(newest, stamp);
      }
      expect([...byTimeStamp]).toEqual([1, 2, 5]);
    });

    test('one that reaches behind forgotten tombstones has expired, a later one has not', async () => {
      await startChats(journal, 2);
      nowMs += HOUR_MS;
      await erase(1);
      await journal.purgeTombstones(instant(nowMs + 1));
      nowMs += HOUR_MS;
      await startChats(journal, 1, 4);
      const after = await journal.findFeedPosition(SCOPE, AT);
      expect(await journal.readChangePage(SCOPE, { selection: {}, after, limit: 1 })).toBe('expired');
      expect(await since(AT + 2 * HOUR_MS)).toEqual(['3 changed']);
      expect(await since(AT + 1.5 * HOUR_MS)).toEqual(['3 changed']);
    });
  });

  describe(`${name}: waiting`, () => {
    const never = () => new AbortController().signal;

    test('ends with a commit of this process', async () => {
      const { end } = await drain(journal, null);
      const waiting = journal.waitForChange(SCOPE, end, never());
      await startChats(journal, 1);
      await waiting;
      await journal.waitForChange(SCOPE, end, never());
      expect((await drain(journal, end)).changes).toHaveLength(1);
    });

    test('ends with a commit of another process, with its signal, and with the store', async () => {
      const { end } = await drain(journal, null);
      const elsewhere = await store.open('tool', () => nowMs);
      const waiting = journal.waitForChange(SCOPE, end, never());
      await elsewhere.append(SCOPE, startRequest(eventsOf(1)));
      await waiting;
      await elsewhere[Symbol.asyncDispose]();
      const after = (await drain(journal, end)).end;
      const controller = new AbortController();
      const ended = journal.waitForChange(SCOPE, after, controller.signal);
      controller.abort();
      await ended;
      await journal.waitForChange(SCOPE, after, AbortSignal.abort());
      const closed = journal.waitForChange(SCOPE, after, never());
      await journal[Symbol.asyncDispose]();
      await closed;
      journal = await store.open('serve', () => nowMs);
    });

    test('does not end without a change', async () => {
      const { end } = await drain(journal, null);
      const controller = new AbortController();
      let hasEnded = false;
      const waiting = journal.waitForChange(SCOPE, end, controller.signal).then(() => {
        hasEnded = true;
      });
      for (let turn = 0; turn < 20; turn += 1) await journal.findProject(SCOPE);
      expect(hasEnded).toBe(false);
      controller.abort();
      await waiting;
    });
  });

  describe(`${name}: digests`, () => {
    test('are those of the documents, for every selection and after every kind of change', async () => {
      const chats = sampleEvents(50, 8).map((events, at) => importChat(at + 1, events, SCOPE.projectId, ZONE));
      const middle: Instant = chats[25]?.folded.index.startedAt ?? AT;
      const check = async () => {
        for (const selection of [{}, { isOpen: true }, { startedFrom: middle, isSpam: false }, { entityId: 0 }]) {
          const expected = sumDigests(await readAll(journal, selection));
          expect((await readDigests(journal, selection)).digests).toEqual(expected);
        }
        return sumDigests(await readAll(journal)).length;
      };
      expect(await check()).toBe(0);
      await journal.importChats(SCOPE, chats, AT);
      expect(await check()).toBe(50);
      await startChats(journal, 3);
      await appendNext(journal, 52, 1, 2);
      await journal.importChats(SCOPE, [imported(3, 2)], AT);
      await erase(4);
      expect(await check()).toBe(52);
    });

    test('come with the watermark before them, and are let go of half way', async () => {
      await journal.importChats(
        SCOPE,
        Array.from({ length: 2_500 }, (_, at) => imported(at + 1, at)),
        AT,
      );
      const { end } = await drain(journal, null);
      const before = await readDigests(journal, {});
      expect(before.digests).toHaveLength(2_500);
      expect((await drain(journal, before.end)).changes).toEqual([]);
      expect((await drain(journal, end)).changes).toEqual([]);
      for (let turn = 0; turn < 20; turn += 1) {
        const { batches } = await journal.readDigests(SCOPE, {});
        for await (const batch of batches) {
          expect(batch.length).toBeLessThan(2_500);
          break;
        }
      }
      await startChats(journal, 1);
      expect(tell((await drain(journal, before.end)).changes)).toEqual(['2501 changed']);
    });
  });
}
