/**
 * What every implementation of `Journal` must do about the change feed and about waiting for it.
 * Part of `journal-conformance.ts`.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChatSelection } from '../../../src/chat-log/query/chat-selection.ts';
import { type AgentId, chatId, type QueueId } from '../../../src/model/ids.ts';
import type { ChangedKey, FeedPosition } from '../../../src/store/chat-store.ts';
import {
  AT,
  appendNext,
  Copy,
  drain,
  eventsOf,
  imported,
  OTHER,
  readAll,
  readPage,
  SCOPE,
  startChats,
  tell,
  useFeedStore,
  ZONE,
} from '../../helpers/feed-fixture.ts';
import { importChat, sampleEvents, startRequest } from '../../helpers/sample-import.ts';
import type { StoreUnderTest } from '../../helpers/store-under-test.ts';

export function describeFeed(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`${name}: change feed`, () => {
    const feed = useFeedStore(make);
    test('each changed chat comes once, at its latest state, in the order of the commits', async () => {
      await startChats(feed.journal, 3);
      await appendNext(feed.journal, 1, 0, 2);
      await feed.journal.importChats(SCOPE, [imported(12, 4), imported(10, 5)], AT);
      await feed.erase(2);
      const expected = ['3 changed', '1 changed', '12 changed', '10 changed', '2 erased'];
      for (const limit of [1, 2, 3, 5, 1_000]) {
        const { changes, keys } = await drain(feed.journal, null, { limit });
        expect(tell(changes)).toEqual(expected);
        expect(keys.map(({ chatId, kind }) => `${chatId} ${kind}`)).toEqual(expected);
        const rows = changes.flatMap((change) => (change.kind === 'changed' ? [change.chat] : []));
        expect(rows.sort((a, b) => a.chatId - b.chatId)).toEqual(await readAll(feed.journal));
        expect(changes.at(-1)).toEqual({ kind: 'erased', chatId: 2, revision: 2, deletedAt: AT });
      }
    });

    test('a page says whether it is the last, also when it is exactly full; chats are opened a few at a time', async () => {
      await feed.journal.importChats(
        SCOPE,
        Array.from({ length: 1_100 }, (_, at) => imported(at + 1, at)),
        AT,
      );
      await drain(feed.journal, null);
      const ends = await Promise.all(
        [1_099, 1_100, 1_101].map(async (limit) => (await readPage(feed.journal, null, { limit })).isEnd),
      );
      expect(ends).toEqual([false, true, true]);
      const { keys } = await readPage(feed.journal, null, { limit: 60 });
      const batches = await Array.fromAsync(feed.journal.readChanges(SCOPE, keys));
      expect(Math.max(...batches.map((batch) => batch.length))).toBeLessThanOrEqual(20);
      expect(tell(batches.flat())).toEqual(Array.from({ length: 60 }, (_, at) => `${at + 1} changed`));
    });

    test('a reader who stops before the end has no copy of the log: the page says so', async () => {
      await startChats(feed.journal, 5);
      const copy = new Copy();
      const { keys, isEnd } = await readPage(feed.journal, null, { limit: 3 });
      for await (const batch of feed.journal.readChanges(SCOPE, keys)) copy.apply(batch);
      expect(isEnd).toBe(false);
      expect(copy.rows()).not.toEqual(await readAll(feed.journal));
    });

    test('behind the end comes what is committed from then on, and nothing of other projects', async () => {
      await startChats(feed.journal, 2);
      const { end } = await drain(feed.journal, null);
      expect((await drain(feed.journal, end)).changes).toEqual([]);
      await feed.journal.append(OTHER, startRequest(eventsOf(0)));
      const before = (await feed.journal.readMoment(SCOPE)).end;
      await startChats(feed.journal, 1, 7);
      expect(tell((await drain(feed.journal, before)).changes)).toEqual(['3 changed']);
      expect(tell((await drain(feed.journal, end)).changes)).toEqual(['3 changed']);
      expect((await drain(feed.journal, null, { scope: OTHER })).changes).toHaveLength(1);
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
            if (kind === 'start') await startChats(feed.journal, 1, seed);
            if (kind === 'append') await appendNext(feed.journal, id, seed, 2);
            if (kind === 'import') await feed.journal.importChats(SCOPE, [imported(100 + id, seed)], AT);
            if (kind === 'erase') await feed.erase(seed % 2 === 0 ? id : 100 + id);
            if (kind !== 'read') continue;
            const page = await readPage(feed.journal, position, { limit });
            position = page.next;
            // Changed between choosing and reading: it comes as it is by then.
            if (seed % 3 === 0) await feed.erase(id);
            if (seed % 3 === 1) await appendNext(feed.journal, id, seed, 2);
            for await (const batch of feed.journal.readChanges(SCOPE, page.keys)) copy.apply(batch);
          }
          const { changes } = await drain(feed.journal, position, { limit: 3 });
          nothingNew += changes.length === 0 ? 1 : 0;
          copy.apply(changes);
          expect(copy.rows()).toEqual(await readAll(feed.journal));
        }),
        { numRuns: 12, seed: 11 },
      );
      expect(nothingNew).toBeLessThan(12);
    });

    test('with a selection every changed chat comes, as changed where it matches now and as left where it does not', async () => {
      const chats = sampleEvents(60, 5).map((events, at) => importChat(at + 1, events, SCOPE.projectId, ZONE));
      await feed.journal.importChats(SCOPE, chats, AT);
      await startChats(feed.journal, 3);
      await feed.erase(7);
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
        const matching = new Set<number>((await readAll(feed.journal, selection)).map((chat) => chat.chatId));
        const { keys, changes } = await drain(feed.journal, null, { limit: 17, selection });
        const all = await drain(feed.journal, null);
        const expected = all.keys.map(({ chatId, kind }) => ({
          chatId,
          kind: kind === 'changed' && !matching.has(chatId) ? 'left' : kind,
        }));
        expect(keys).toEqual(expected);
        expect(tell(changes)).toEqual(expected.map(({ chatId, kind }) => `${chatId} ${kind}`));
        const revisions = new Map<number, number>(
          (await readAll(feed.journal)).map((chat) => [chat.chatId, chat.revision]),
        );
        for (const change of changes) {
          if (change.kind === 'left') expect(change.revision).toBe(revisions.get(change.chatId));
        }
      }
    });

    test('a chat that is erased after its key was chosen comes as erased', async () => {
      await startChats(feed.journal, 2);
      const { keys } = await readPage(feed.journal, null);
      const left: ChangedKey[] = keys.map(({ chatId }) => ({ chatId, kind: 'left' }));
      await feed.erase(1);
      await appendNext(feed.journal, 2, 1, 2);
      const told = async (some: readonly ChangedKey[]) =>
        (await Array.fromAsync(feed.journal.readChanges(SCOPE, some))).flat();
      expect(tell(await told(keys))).toEqual(['1 erased', '2 changed']);
      expect(await told(left)).toEqual([
        { kind: 'erased', chatId: 1, revision: 2, deletedAt: AT },
        { kind: 'left', chatId: 2, revision: 2 },
      ]);
      expect(await told([{ chatId: chatId(99), kind: 'changed' }])).toEqual([]);
    });

    test('a position beyond every change is of another history', async () => {
      await startChats(feed.journal, 3);
      const { end } = await drain(feed.journal, null);
      const younger = await make();
      try {
        const copy = await younger.open();
        await copy.createProject({ ...SCOPE, name: 'Support', zone: ZONE, createdAt: AT });
        const [first] = end.split('.');
        const far = `${Number(first) + 1_000_000_000}${end.slice(first?.length)}` as FeedPosition;
        expect(await copy.readChangePage(SCOPE, { selection: {}, after: far, limit: 1 })).toBe('expired');
        expect(copy.epoch).not.toBe(feed.journal.epoch);
        expect(Buffer.from(copy.cursorKey).equals(Buffer.from(feed.journal.cursorKey))).toBe(false);
        expect([copy.cursorKey.length, feed.journal.cursorKey.length]).toEqual([32, 32]);
        await copy[Symbol.asyncDispose]();
      } finally {
        await younger[Symbol.asyncDispose]();
      }
    });

    test('secret and positions stay when the store is closed and opened again', async () => {
      await startChats(feed.journal, 3);
      const { end } = await drain(feed.journal, null);
      const secret = Buffer.from(feed.journal.cursorKey).toString('hex');
      await feed.journal[Symbol.asyncDispose]();
      feed.journal = await feed.open('serve');
      expect(Buffer.from(feed.journal.cursorKey).toString('hex')).toBe(secret);
      await startChats(feed.journal, 1, 5);
      expect(tell((await drain(feed.journal, end)).changes)).toEqual(['4 changed']);
    });
  });

  describe(`${name}: waiting`, () => {
    const feed = useFeedStore(make);
    const never = () => new AbortController().signal;

    test('ends with a commit of this process', async () => {
      const { end } = await drain(feed.journal, null);
      const waiting = feed.journal.waitForChange(SCOPE, end, never());
      await startChats(feed.journal, 1);
      await waiting;
      await feed.journal.waitForChange(SCOPE, end, never());
      expect((await drain(feed.journal, end)).changes).toHaveLength(1);
    });

    test('ends with a commit of another process, with its signal, and with the store', async () => {
      const { end } = await drain(feed.journal, null);
      const elsewhere = await feed.open('tool');
      const waiting = feed.journal.waitForChange(SCOPE, end, never());
      await elsewhere.append(SCOPE, startRequest(eventsOf(1)));
      await waiting;
      await elsewhere[Symbol.asyncDispose]();
      const after = (await drain(feed.journal, end)).end;
      const controller = new AbortController();
      const ended = feed.journal.waitForChange(SCOPE, after, controller.signal);
      controller.abort();
      await ended;
      await feed.journal.waitForChange(SCOPE, after, AbortSignal.abort());
      const closed = feed.journal.waitForChange(SCOPE, after, never());
      await feed.journal[Symbol.asyncDispose]();
      await closed;
      feed.journal = await feed.open('serve');
    });

    test('does not end without a change', async () => {
      const { end } = await drain(feed.journal, null);
      const controller = new AbortController();
      let hasEnded = false;
      const waiting = feed.journal.waitForChange(SCOPE, end, controller.signal).then(() => {
        hasEnded = true;
      });
      for (let turn = 0; turn < 20; turn += 1) await feed.journal.findProject(SCOPE);
      expect(hasEnded).toBe(false);
      controller.abort();
      await waiting;
    });
  });
}
