/** What every `ChatStore` must find of a text, whether its index has the chats or not. Part of `changes.ts`. */

import { parseSearch, type SearchQuery } from '@parley/contract/search-query';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ImportChat } from '../../../src/chat-log/input/import-chat.ts';
import type { ChatSelection, ChatWindow } from '../../../src/chat-log/query/chat-selection.ts';
import { type AgentId, chatId } from '../../../src/model/ids.ts';
import type { ChatStore, ProjectStore } from '../../../src/store/chat-store.ts';
import { sql } from '../../../src/store/sql/sql.ts';
import { DamagedChat } from '../../../src/store/store-error.ts';
import { importRow } from '../../helpers/canary-chats.ts';
import { AT, readIds, SCOPE, scope, windowOf, ZONE } from '../../helpers/conformance-fixture.ts';
import { makeProject } from '../../helpers/open-project.ts';
import { importChat, sampleEvents, startRequest } from '../../helpers/sample-import.ts';
import { EXCLUDED_CASES, SEARCH_CASES, SEARCHED_CHATS } from '../../helpers/search-cases.ts';
import type { StoreUnderTest } from '../../helpers/store-under-test.ts';

const ACTOR = { keyPrefix: 'pk0123456789' };

function lookFor(q: string): SearchQuery {
  const search = parseSearch(q);
  if (search === null) throw new TypeError(`${q} holds nothing to look for`);
  return search;
}

function chatOf(id: number, texts: string | readonly string[]): ImportChat {
  const transcript = [texts].flat().map((message) => ({ date: '2026-01-01T10:00:00+01:00', message, name: 'Visitor' }));
  const row = {
    chatId: id,
    sessionStartTime: '2026-01-01 10:00:00',
    sessionCloseTime: '2026-01-01 10:05:00',
    transcript,
  };
  return importRow(row, SCOPE.projectId, ZONE);
}

const CHATS = Object.entries(SEARCHED_CHATS).map(([id, texts]) => chatOf(Number(id), texts));

export function describeSearch(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`${name}: search`, () => {
    let under: StoreUnderTest;
    let store: ChatStore;
    let project: ProjectStore;

    beforeEach(async () => {
      under = await make();
      store = await under.open();
      project = await makeProject(store, { ...SCOPE, name: 'Support', zone: ZONE, createdAt: AT });
    });
    afterEach(async () => {
      await store[Symbol.asyncDispose]();
      await under[Symbol.asyncDispose]();
    });

    async function find(selection: ChatSelection): Promise<number[]> {
      using reader = await project.chats.openSnapshot();
      return readIds(reader, windowOf({ selection }));
    }

    async function checkAll(): Promise<void> {
      const wrong: string[] = [];
      for (const { q, finds } of [...SEARCH_CASES, ...EXCLUDED_CASES]) {
        const found = await find({ search: lookFor(q) });
        if (JSON.stringify(found) !== JSON.stringify(finds)) wrong.push(`${q}: ${found} instead of ${finds}`);
      }
      expect(wrong).toEqual([]);
    }

    async function indexAll(): Promise<void> {
      for (let isMore = true; isMore; ) isMore = await store.maintenance.indexWords(1_000);
    }

    test(`finds what people look for in many languages: ${SEARCH_CASES.length} cases, unindexed, half indexed and indexed`, async () => {
      await project.chats.import(CHATS.slice(0, 18), AT);
      await project.chats.import(CHATS.slice(18), AT);
      expect(await project.chats.countUnindexed()).toBe(CHATS.length);
      await checkAll();
      await indexAll();
      expect(await project.chats.countUnindexed()).toBe(0);
      await checkAll();
      const changed = Object.entries(SEARCHED_CHATS).slice(0, 9);
      await project.chats.import(
        changed.map(([id, texts]) => chatOf(Number(id), [texts, 'again'].flat())),
        AT,
      );
      expect(await project.chats.countUnindexed()).toBe(9);
      await checkAll();
    });

    test('the cases fail where the index has other words than the chat', async () => {
      await project.chats.import([chatOf(1, 'other words'), ...CHATS.slice(1)], AT);
      await indexAll();
      await expect(checkAll()).rejects.toThrow('instead of');
    });

    test('pages, counts and chunks are those of the same matches, in both directions and beside filters', async () => {
      const chats = sampleEvents(400, 5).map((events, at) => importChat(at + 1, events, SCOPE.projectId, ZONE));
      await project.chats.import(chats.slice(0, 250), AT);
      await indexAll();
      await project.chats.import(chats.slice(250), AT);
      const search = lookFor('you -sorry');
      const all = await find({ search });
      expect(all.length).toBeGreaterThan(20);
      const window = windowOf({ selection: { search } });
      await checkPages(window, all);
      expect(await project.chats.count({ search })).toBe(all.length);
      const closed = await find({ search, isOpen: false, isSpam: false });
      const both = new Set(await find({ isOpen: false, isSpam: false }));
      expect(closed).toEqual(all.filter((id) => both.has(id)));
      expect(await project.chats.count({ search, isOpen: false, isSpam: false })).toBe(closed.length);
      for (const filter of [{ disposition: 'Missed' }, { isOpen: true }, { lastAgent: 0 as AgentId }]) {
        for (const q of ['you -sorry', 'you', '"thank you"', '-you']) {
          const filtered = new Set(await find(filter));
          const expected = (await find({ search: lookFor(q) })).filter((id) => filtered.has(id));
          expect(await find({ ...filter, search: lookFor(q) })).toEqual(expected);
          expect(await project.chats.count({ ...filter, search: lookFor(q) })).toBe(expected.length);
        }
      }
    });

    async function checkPages(window: ChatWindow, all: readonly number[]): Promise<void> {
      using reader = await project.chats.openSnapshot();
      expect(await readIds(reader, { ...window, direction: 'DESC' })).toEqual(all.toReversed());
      expect(await readIds(reader, { ...window, offset: 3, limit: 7 })).toEqual(all.slice(3, 10));
      const from = { chatId: chatId(all[5] ?? 0), isInclusive: false };
      expect(await readIds(reader, { ...window, from, limit: 150 })).toEqual(all.slice(6, 156));
      expect(await reader.findIdAt(window, 11)).toBe(all[11]);
      expect(await reader.findIdAt(window, all.length)).toBeNull();
      let rows = 0;
      for await (const chunk of reader.readChunks(window, true)) rows += chunk.count;
      expect(rows).toBe(all.length);
    }

    test('a chat is found by what it holds now: while it is open, after it changes, after it is gone', async () => {
      const [events = []] = sampleEvents(1, 5);
      const said = events.map((event) =>
        event.body.type === 'message.sent'
          ? { ...event, body: { ...event.body, text: 'Where is my umbrella?' } }
          : event,
      );
      const started = await project.chats.append(startRequest(said, 2));
      if ('refused' in started) throw new TypeError(started.refused);
      const id = started.chatId;
      await indexAll();
      expect(await project.chats.countUnindexed()).toBe(1);
      expect(await find({ search: lookFor('umbrella') })).toEqual([id]);
      await project.chats.import([chatOf(90, 'a green umbrella')], AT);
      await indexAll();
      expect(await find({ search: lookFor('umbrella') })).toEqual([id, 90]);
      await project.chats.import([chatOf(90, 'a green parasol')], AT);
      expect(await find({ search: lookFor('umbrella') })).toEqual([id]);
      await indexAll();
      expect(await find({ search: lookFor('umbrella') })).toEqual([id]);
      expect(await find({ search: lookFor('parasol') })).toEqual([90]);
      await project.privacy.eraseChat(chatId(90), AT, ACTOR);
      expect(await find({ search: lookFor('parasol') })).toEqual([]);
      expect(await under.query(sql`SELECT chat_id FROM search_words`)).toEqual([]);
    });

    test.each(['ASC', 'DESC'] as const)(
      'a walk %s meets every match once while chats go into the index and out of it',
      async (direction) => {
        const chats = Array.from({ length: 1_200 }, (_, at) =>
          chatOf(at + 1, at % 3 === 0 ? 'a green umbrella' : 'a parasol'),
        );
        await project.chats.import(chats, AT);
        const expected = chats.map((chat) => chat.chatId).filter((id) => id % 3 === 1);
        const reader = project.chats.openLiveReader();
        const found: number[] = [];
        let turns = 0;
        for await (const some of reader.readChats(
          windowOf({ selection: { search: lookFor('umbrella') }, direction }),
        )) {
          found.push(...some.map((chat) => chat.chatId));
          turns += 1;
          await store.maintenance.indexWords(0);
          // Out again: those that were indexed first are changed, and stay matches.
          const changed = chats.slice(turns * 9, turns * 9 + 3).map(({ chatId: id }, at) => {
            return chatOf(id, [at % 3 === 0 ? 'a green umbrella' : 'a parasol', `again ${turns}`]);
          });
          await project.chats.import(changed, AT);
        }
        expect(turns).toBeGreaterThan(3);
        expect(found).toEqual(direction === 'ASC' ? expected : expected.toReversed());
      },
    );

    test('a chat of one endless word is found by its beginning, and keeps no other out of the index', async () => {
      await project.chats.import(
        [chatOf(1, 'ж'.repeat(4_500_000)), chatOf(2, '東'.repeat(300_000)), chatOf(3, 'umbrella')],
        AT,
      );
      const beginning = lookFor('ж'.repeat(70));
      expect(await find({ search: beginning })).toEqual([1]);
      await indexAll();
      expect(await project.chats.countUnindexed()).toBe(0);
      expect(await find({ search: beginning })).toEqual([1]);
      expect(await find({ search: lookFor('東東東') })).toEqual([2]);
      expect(await find({ search: lookFor('umbrella') })).toEqual([3]);
    });

    test('a chat that cannot be read is named, keeps no other out of the index, and no search passes over it', async () => {
      await project.chats.import([chatOf(1, 'umbrella'), chatOf(2, 'parasol'), chatOf(3, 'umbrella')], AT);
      await under.query(sql`UPDATE chat SET segment = ${new Uint8Array(9)} WHERE chat_id = 2`);
      await under.query(sql`UPDATE chat_event SET body = 'gone' WHERE chat_id = 2`);
      const told: number[] = [];
      while (await store.maintenance.indexWords(1_000, (news) => told.push(news.chatId)));
      expect(told).toEqual([2]);
      expect(await project.chats.countUnindexed()).toBe(1);
      await expect(find({ search: lookFor('umbrella') })).rejects.toThrow(DamagedChat);
      using reader = project.chats.openLiveReader();
      const from = { chatId: chatId(2), isInclusive: false };
      expect(await readIds(reader, windowOf({ selection: { search: lookFor('umbrella') }, from }))).toEqual([3]);
    });

    test('words of one project are not found in another', async () => {
      const createdAt = AT;
      const other = await makeProject(store, { ...scope('acme', 823), name: 'Sales', zone: ZONE, createdAt });
      await project.chats.import([chatOf(1, 'umbrella')], AT);
      await other.chats.import([chatOf(1, 'parasol'), chatOf(2, 'umbrella')], AT);
      await indexAll();
      expect(await find({ search: lookFor('umbrella') })).toEqual([1]);
      expect(await project.chats.count({ search: lookFor('umbrella') })).toBe(1);
      expect(await project.chats.count({ search: lookFor('parasol') })).toBe(0);
      expect(await project.chats.count({ search: lookFor('-parasol') })).toBe(1);
    });

    test('a chat that changes while it is read for the index is left for the next time', async () => {
      await project.chats.import([chatOf(1, 'umbrella')], AT);
      const indexing = store.maintenance.indexWords(0);
      await project.chats.import([chatOf(1, 'parasol')], AT);
      await indexing;
      expect(await find({ search: lookFor('umbrella') })).toEqual([]);
      expect(await find({ search: lookFor('parasol') })).toEqual([1]);
      await indexAll();
      expect(await find({ search: lookFor('umbrella') })).toEqual([]);
      expect(await find({ search: lookFor('parasol') })).toEqual([1]);
    });
  });
}
