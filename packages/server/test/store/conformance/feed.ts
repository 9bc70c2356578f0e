/**
 * What every `ChatStore` must do about the change feed and about waiting for it.
 * Part of `changes.ts`.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChatSelection } from '../../../src/chat-log/query/chat-selection.ts';
import type { FeedPosition } from '../../../src/chat-log/query/feed-position.ts';
import { type AgentId, chatId, type QueueId } from '../../../src/model/ids.ts';
import type { ChangedKey } from '../../../src/store/chat-store.ts';
import {
  AT,
  appendNext,
  Copy,
  drain,
  eventsOf,
  imported,
  readAll,
  readPage,
  SCOPE,
  startChats,
  tell,
  useFeedFixture,
  ZONE,
} from '../../helpers/feed-fixture.ts';
import { makeProject, openProject } from '../../helpers/open-project.ts';
import { importChat, sampleEvents, startRequest } from '../../helpers/sample-import.ts';
import type { StoreUnderTest } from '../../helpers/store-under-test.ts';

export function describeFeed(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`${name}: change feed`, () => {
    const fixture = useFeedFixture(make);
    test('each changed chat comes once, at its latest state, in the order of the commits', async () => {
      await startChats(fixture.project, 3);
      await appendNext(fixture.project, 1, 0, 2);
      await fixture.project.chats.import([imported(12, 4), imported(10, 5)], AT);
      await fixture.erase(2);
      const expected = ['3 changed', '1 changed', '12 changed', '10 changed', '2 erased'];
      for (const limit of [1, 2, 3, 5, 1_000]) {
        const { changes, keys } = await drain(fixture.project, null, { limit });
        expect(tell(changes)).toEqual(expected);
        expect(keys.map(({ chatId, kind }) => `${chatId} ${kind}`)).toEqual(expected);
        const rows = changes.flatMap((change) => (change.kind === 'changed' ? [change.chat] : []));
        expect(rows.sort((a, b) => a.chatId - b.chatId)).toEqual(await readAll(fixture.project));
        expect(changes.at(-1)).toEqual({ kind: 'erased', chatId: 2, revision: 2, deletedAt: AT });
      }
    });

    test('a page says whether it is the last, also when it is exactly full; chats are opened a few at a time', async () => {
      await fixture.project.chats.import(
        Array.from({ length: 1_100 }, (_, at) => imported(at + 1, at)),
        AT,
      );
      await drain(fixture.project, null);
      const ends = await Promise.all(
        [1_099, 1_100, 1_101].map(async (limit) => (await readPage(fixture.project, null, { limit })).isEnd),
      );
      expect(ends).toEqual([false, true, true]);
      const { keys } = await readPage(fixture.project, null, { limit: 60 });
      const batches = await Array.fromAsync(fixture.project.feed.readChanges(keys));
      expect(Math.max(...batches.map((batch) => batch.length))).toBeLessThanOrEqual(20);
      expect(tell(batches.flat())).toEqual(Array.from({ length: 60 }, (_, at) => `${at + 1} changed`));
    });

    test('a reader who stops before the end has no copy of the log: the page says so', async () => {
      await startChats(fixture.project, 5);
      const copy = new Copy();
      const { keys, isEnd } = await readPage(fixture.project, null, { limit: 3 });
      for await (const batch of fixture.project.feed.readChanges(keys)) copy.apply(batch);
      expect(isEnd).toBe(false);
      expect(copy.rows()).not.toEqual(await readAll(fixture.project));
    });

    test('behind the end comes what is committed from then on, and nothing of other projects', async () => {
      await startChats(fixture.project, 2);
      const { end } = await drain(fixture.project, null);
      expect((await drain(fixture.project, end)).changes).toEqual([]);
      await fixture.other.chats.append(startRequest(eventsOf(0)));
      const before = (await fixture.project.feed.readHead()).end;
      await startChats(fixture.project, 1, 7);
      expect(tell((await drain(fixture.project, before)).changes)).toEqual(['3 changed']);
      expect(tell((await drain(fixture.project, end)).changes)).toEqual(['3 changed']);
      expect((await drain(fixture.other, null)).changes).toHaveLength(1);
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
            if (kind === 'start') await startChats(fixture.project, 1, seed);
            if (kind === 'append') await appendNext(fixture.project, id, seed, 2);
            if (kind === 'import') await fixture.project.chats.import([imported(100 + id, seed)], AT);
            if (kind === 'erase') await fixture.erase(seed % 2 === 0 ? id : 100 + id);
            if (kind !== 'read') continue;
            const page = await readPage(fixture.project, position, { limit });
            position = page.next;
            // Changed between choosing and reading: it comes as it is by then.
            if (seed % 3 === 0) await fixture.erase(id);
            if (seed % 3 === 1) await appendNext(fixture.project, id, seed, 2);
            for await (const batch of fixture.project.feed.readChanges(page.keys)) copy.apply(batch);
          }
          const { changes } = await drain(fixture.project, position, { limit: 3 });
          nothingNew += changes.length === 0 ? 1 : 0;
          copy.apply(changes);
          expect(copy.rows()).toEqual(await readAll(fixture.project));
        }),
        { numRuns: 12, seed: 11 },
      );
      expect(nothingNew).toBeLessThan(12);
    });

    test('with a selection every changed chat comes, as changed where it matches now and as left where it does not', async () => {
      const chats = sampleEvents(60, 5).map((events, at) => importChat(at + 1, events, SCOPE.projectId, ZONE));
      await fixture.project.chats.import(chats, AT);
      await startChats(fixture.project, 3);
      await fixture.erase(7);
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
        const matching = new Set<number>((await readAll(fixture.project, selection)).map((chat) => chat.chatId));
        const { keys, changes } = await drain(fixture.project, null, { limit: 17, selection });
        const all = await drain(fixture.project, null);
        const expected = all.keys.map(({ chatId, kind }) => ({
          chatId,
          kind: kind === 'changed' && !matching.has(chatId) ? 'left' : kind,
        }));
        expect(keys).toEqual(expected);
        expect(tell(changes)).toEqual(expected.map(({ chatId, kind }) => `${chatId} ${kind}`));
        const revisions = new Map<number, number>(
          (await readAll(fixture.project)).map((chat) => [chat.chatId, chat.revision]),
        );
        for (const change of changes) {
          if (change.kind === 'left') expect(change.revision).toBe(revisions.get(change.chatId));
        }
      }
    });

    test('a chat that is erased after its key was chosen comes as erased', async () => {
      await startChats(fixture.project, 2);
      const { keys } = await readPage(fixture.project, null);
      const left: ChangedKey[] = keys.map(({ chatId }) => ({ chatId, kind: 'left' }));
      await fixture.erase(1);
      await appendNext(fixture.project, 2, 1, 2);
      const told = async (some: readonly ChangedKey[]) =>
        (await Array.fromAsync(fixture.project.feed.readChanges(some))).flat();
      expect(tell(await told(keys))).toEqual(['1 erased', '2 changed']);
      expect(await told(left)).toEqual([
        { kind: 'erased', chatId: 1, revision: 2, deletedAt: AT },
        { kind: 'left', chatId: 2, revision: 2 },
      ]);
      expect(await told([{ chatId: chatId(99), kind: 'changed' }])).toEqual([]);
    });

    test('a position beyond every change is of another history', async () => {
      await startChats(fixture.project, 3);
      const { end } = await drain(fixture.project, null);
      const younger = await make();
      try {
        const copy = await younger.open();
        const project = await makeProject(copy, { ...SCOPE, name: 'Support', zone: ZONE, createdAt: AT });
        const [first] = end.split('.');
        const far = `${Number(first) + 1_000_000_000}${end.slice(first?.length)}` as FeedPosition;
        expect(await project.feed.readPage({ selection: {}, after: far, limit: 1 })).toBe('expired');
        expect(copy.epoch).not.toBe(fixture.store.epoch);
        expect(Buffer.from(copy.cursorKey).equals(Buffer.from(fixture.store.cursorKey))).toBe(false);
        expect([copy.cursorKey.length, fixture.store.cursorKey.length]).toEqual([32, 32]);
        await copy[Symbol.asyncDispose]();
      } finally {
        await younger[Symbol.asyncDispose]();
      }
    });

    test('secret and positions stay when the store is closed and opened again', async () => {
      await startChats(fixture.project, 3);
      const { end } = await drain(fixture.project, null);
      const secret = Buffer.from(fixture.store.cursorKey).toString('hex');
      await fixture.close();
      await fixture.reopen();
      expect(Buffer.from(fixture.store.cursorKey).toString('hex')).toBe(secret);
      await startChats(fixture.project, 1, 5);
      expect(tell((await drain(fixture.project, end)).changes)).toEqual(['4 changed']);
    });
  });

  describe(`${name}: waiting`, () => {
    const fixture = useFeedFixture(make);
    const never = () => new AbortController().signal;

    test('ends with a commit of this process', async () => {
      const { end } = await drain(fixture.project, null);
      const waiting = fixture.project.feed.waitForChange(end, never());
      await startChats(fixture.project, 1);
      await waiting;
      await fixture.project.feed.waitForChange(end, never());
      expect((await drain(fixture.project, end)).changes).toHaveLength(1);
    });

    test('ends with a commit of another process, with its signal, and with the store', async () => {
      const { end } = await drain(fixture.project, null);
      const elsewhere = await fixture.openTool();
      const waiting = fixture.project.feed.waitForChange(end, never());
      await (await openProject(elsewhere, SCOPE)).chats.append(startRequest(eventsOf(1)));
      await waiting;
      await elsewhere[Symbol.asyncDispose]();
      const after = (await drain(fixture.project, end)).end;
      const controller = new AbortController();
      const ended = fixture.project.feed.waitForChange(after, controller.signal);
      controller.abort();
      await ended;
      await fixture.project.feed.waitForChange(after, AbortSignal.abort());
      const closed = fixture.project.feed.waitForChange(after, never());
      await fixture.close();
      await closed;
      await fixture.reopen();
    });

    test('does not end without a change', async () => {
      const { end } = await drain(fixture.project, null);
      const controller = new AbortController();
      let hasEnded = false;
      const waiting = fixture.project.feed.waitForChange(end, controller.signal).then(() => {
        hasEnded = true;
      });
      for (let turn = 0; turn < 20; turn += 1) await fixture.store.project(SCOPE);
      expect(hasEnded).toBe(false);
      controller.abort();
      await waiting;
    });
  });
}
