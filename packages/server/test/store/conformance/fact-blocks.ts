/** What every `ChatStore` must count the same, whether facts are kept by column or not. Part of `changes.ts`. */
import { STATISTICS_GROUPS } from '@parley/contract';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readStatisticsQuery } from '../../../src/chat-log/query/statistics-query.ts';
import { chatId, queueId } from '../../../src/model/ids.ts';
import { instant } from '../../../src/model/instant.ts';
import { Zone } from '../../../src/model/zone.ts';
import { readStatistics } from '../../../src/services/statistics/read-statistics.ts';
import type { ChatStore, ProjectStore } from '../../../src/store/chat-store.ts';
import { sql } from '../../../src/store/sql/sql.ts';
import { canaryRow, importRow } from '../../helpers/canary-chats.ts';
import { AT, imports, SCOPE, ZONE } from '../../helpers/conformance-fixture.ts';
import { openProject } from '../../helpers/open-project.ts';
import { sampleEvents, startRequest } from '../../helpers/sample-import.ts';
import { openStocked } from '../../helpers/stocked-store.ts';
import type { StoreUnderTest } from '../../helpers/store-under-test.ts';
import { testDeed } from '../../helpers/test-deed.ts';

const ACTOR = { keyPrefix: 'pk0123456789' };
const LATER = instant(Date.UTC(2026, 5, 1));
const CHATS = 60;
/** Chats 61 to 80 are missing. */
const BEYOND = CHATS + 20;
const SIZES = { chats: 16, newest: 4 };
/** Rows that no chat of ours gives: no times, odd texts, absurd numbers, spam. */
const ROWS = [
  { ...canaryRow('row', BEYOND + 1, 6), disposition: 'Abandoned', slaStatus: 'Late', firstResponseTime: -4 },
  { chatId: BEYOND + 2, disposition: 'Completed', type: '', firstResponseTime: 9007199254740991, isSPAM: 1 },
  { chatId: BEYOND + 3, sessionStartTime: '2024-05-05 23:30:00', duration: 1e15 },
];
const QUERIES = [
  ...Object.keys(STATISTICS_GROUPS).map((by) => `by=${by}`),
  ...['disposition=Completed', 'notDisposition=Completed', 'type=webchat', 'slaStatus=Within SLA', 'isSPAM=1'],
  ...['status=closed', 'userId=0', 'userId=1005', 'startDate=2024-05-05', 'startedFrom=2025-01-01T00:00:00Z'],
  ...['minDuration=60', 'maxFirstResponseTime=20', 'minMessageCount=4&maxMessageCount=9', 'minTransferCount=1'],
  ...['with=firstResponseTime', 'without=averageResponseTime', 'without=disposition', 'with=userId', 'q=you'],
  ...[
    'entityId=3',
    'queueId=3803',
    'with=ticketId',
    'notQueueId=3803',
    'with=agentId',
    'without=queueId',
    'metrics=count&type=webchat&maxDuration=600',
  ],
].map((query) => (query.startsWith('by=') ? query : `by=day&tz=America/New_York&${query}`));

/** Enough to see a block that is behind. */
const SOME = ['by=day', 'by=lastAgent&minDuration=60', 'by=queue', 'by=hour&tz=America/New_York&notType=viber'];

export function describeFactBlocks(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`${name}: blocks of facts`, () => {
    let under: StoreUnderTest;
    let store: ChatStore;
    let project: ProjectStore;

    beforeEach(async () => {
      under = await make();
      ({ store, project } = await openStocked(under, CHATS, ROWS));
    });
    afterEach(async () => {
      await store[Symbol.asyncDispose]();
      await under[Symbol.asyncDispose]();
    });

    const fill = async () => {
      await store.maintenance.markFactBlocks(SIZES);
      while (await store.maintenance.fillFactBlocks(1_000));
    };
    const listBlocks = async () => {
      const rows = await under.query(
        sql`SELECT first_chat_id, last_chat_id FROM fact_block WHERE checksum IS NOT NULL ORDER BY first_chat_id`,
      );
      return rows.map((row) => `${row.first_chat_id}-${row.last_chat_id}`);
    };
    const ask = (query: string, from = project) => {
      const parameters = query.split('&').map((pair) => pair.split('=') as [string, string]);
      const { projectId, zone } = from;
      const read = readStatisticsQuery({ parameters, projectId, zone, isLenient: false, isMetadataOnly: false });
      if ('refused' in read) throw new TypeError(`${query}: ${JSON.stringify(read.refused)}`);
      return readStatistics(from, read.query, { monotonicMs: () => 0 });
    };
    const askAll = async (queries = SOME, from = project) => {
      const replies = [];
      for (const query of queries) replies.push([query, await ask(query, from)] as const);
      return new Map(replies);
    };
    /** The same from blocks, from rows, and from both. */
    const expectSame = async (queries = SOME) => {
      await fill();
      const blocks = await listBlocks();
      const fromBlocks = await askAll(queries);
      await under.query(sql`DELETE FROM fact_block WHERE first_chat_id > 0 AND first_chat_id < 40`);
      const fromBoth = await askAll(queries);
      await under.query(sql`DELETE FROM fact_block`);
      const fromRows = await askAll(queries);
      expect(blocks.length).toBeGreaterThan(2);
      for (const [query, reply] of fromRows) {
        expect(fromBlocks.get(query), query).toEqual(reply);
        expect(fromBoth.get(query), query).toEqual(reply);
      }
    };

    test('are of all chats but the newest, and count as the rows do', async () => {
      expect(await listBlocks()).toEqual([]);
      await fill();
      expect(await listBlocks()).toEqual(['0-16', '17-32', '33-48']);
      await expectSame(QUERIES);
    });

    test('a block that is behind its chats would be seen', async () => {
      await fill();
      await under.query(sql`UPDATE chat_fact SET duration = 77777 WHERE chat_id = 20`);
      const fromBlocks = await ask('by=day');
      await under.query(sql`DELETE FROM fact_block`);
      expect(await ask('by=day')).not.toEqual(fromBlocks);
    });

    test('one that is damaged is not read', async () => {
      const before = await askAll();
      await fill();
      await under.query(sql`UPDATE fact_block SET packed = ${new Uint8Array(9)} WHERE first_chat_id = 0`);
      await under.query(sql`UPDATE fact_block SET checksum = checksum + 1 WHERE first_chat_id = 17`);
      expect(await askAll()).toEqual(before);
    });

    const [events = []] = sampleEvents(1, 5);
    const changes: readonly [string, readonly string[], () => Promise<unknown>][] = [
      ['an erasure', ['17-32'], () => project.privacy.eraseChat(chatId(20), AT, ACTOR)],
      ['a redaction', ['33-48'], () => project.privacy.redact({ kind: 'chat', chatId: chatId(48) }, AT, ACTOR)],
      [
        'a chat that is imported again',
        ['0-16'],
        () => project.chats.import([importRow({ chatId: 1, duration: 9 }, SCOPE.projectId, ZONE)], AT),
      ],
      ['a new chat', [], () => project.chats.append(startRequest(events))],
      [
        'chats that are imported beside new ones',
        ['0-16', '33-48'],
        () =>
          project.chats.import(
            [40, 300, 3].map((id) => importRow({ chatId: id, duration: 9 }, SCOPE.projectId, ZONE)),
            AT,
          ),
      ],
      [
        'the erasure of many',
        ['0-16', '17-32', '33-48'],
        () =>
          project.privacy.removeMany({
            selection: { kind: 'all' },
            keep: 'tombstone',
            at: AT,
            actor: ACTOR,
            reason: null,
            signal: new AbortController().signal,
          }),
      ],
      [
        'a rebuild',
        ['0-16', '17-32', '33-48'],
        () =>
          project.upkeep.rebuild({
            isCheckOnly: false,
            at: LATER,
            onProgress: () => undefined,
            signal: new AbortController().signal,
          }),
      ],
    ];
    test.each(changes)('%s removes those that it makes untrue, and no others', async (_, gone, change) => {
      await fill();
      const before = await listBlocks();
      await change();
      expect(await listBlocks()).toEqual(before.filter((block) => !gone.includes(block)));
      const fromBoth = await askAll(SOME, await openProject(store, SCOPE));
      await under.query(sql`DELETE FROM fact_block`);
      expect(await askAll(SOME, await openProject(store, SCOPE))).toEqual(fromBoth);
    });

    test('messages to a chat remove that of the chat, also while it is only marked', async () => {
      const started = await project.chats.append(startRequest(events, 2));
      const id = 'chatId' in started ? started.chatId : chatId(0);
      await project.chats.import(imports(30, 7, id + 1), AT);
      await fill();
      const around = (await listBlocks()).filter((block) => {
        const [first = 0, last = 0] = block.split('-').map(Number);
        return first <= id && id <= last;
      });
      expect(around).toHaveLength(1);
      await project.chats.append({ chatId: id, events: events.slice(2, 3) });
      expect(await listBlocks()).not.toContain(around[0]);
      await store.maintenance.markFactBlocks(SIZES);
      await project.chats.append({ chatId: id, events: events.slice(3) });
      while (await store.maintenance.fillFactBlocks(1_000));
      expect(await listBlocks()).not.toContain(around[0]);
      await expectSame();
    });

    test('follow the time zone of the project', async () => {
      await fill();
      await project.upkeep.setTimeZone(new Zone('America/New_York'), testDeed());
      while (await store.maintenance.refold(LATER, 1_000));
      project = await openProject(store, SCOPE);
      await expectSame();
    });

    test('chats without facts have none, until they get theirs', async () => {
      await under.query(sql`INSERT INTO fact_pending (project_row, chat_id, is_due)
        SELECT project_row, chat_id, 1 FROM chat_fact WHERE chat_id < 20`);
      await under.query(sql`DELETE FROM chat_fact WHERE chat_id < 20`);
      await fill();
      expect(await listBlocks()).not.toContain('0-16');
      const before = await askAll();
      while (await store.maintenance.refold(LATER, 1_000));
      expect(await askAll()).toEqual(before);
      await expectSame();
    });

    test('a reader who sees only some queues gets numbers of their chats only, also by ranges', async () => {
      const before = await ask('by=day&minDuration=60&queueId=3803');
      await fill();
      const limited = await store.project({ ...SCOPE, queueIds: [queueId(3803)] });
      if (limited === null) throw new TypeError('no project');
      const { total } = await ask('by=day&minDuration=60', limited);
      expect(total.count).toBe(before.total.count);
      expect(total.duration).toMatchObject({ sum: before.total.duration?.sum, p90: before.total.duration?.p90 });
      expect(total.count).toBeLessThan((await ask('by=day&minDuration=60')).total.count);
    });
  });
}
