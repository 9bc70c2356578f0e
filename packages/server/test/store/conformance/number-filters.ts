/**
 * What every `ChatStore` must find by numbers, whether chats have their rows of facts or were stored before there were any.
 * Part of `changes.ts`.
 */
import { type ChatInReply, RANGES, type SelectionName } from '@parley/contract';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChatSelection } from '../../../src/chat-log/query/chat-selection.ts';
import { readSelection } from '../../../src/chat-log/query/selection-query.ts';
import type { ChatStore, ProjectStore } from '../../../src/store/chat-store.ts';
import { sql } from '../../../src/store/sql/sql.ts';
import { importRow } from '../../helpers/canary-chats.ts';
import { AT, imports, readIds, SCOPE, windowOf, ZONE } from '../../helpers/conformance-fixture.ts';
import { readAll, readPage } from '../../helpers/feed-fixture.ts';
import { type GivenFilters, matchesAll, reconciled, valuesFor } from '../../helpers/filter-oracle.ts';
import { makeProject } from '../../helpers/open-project.ts';
import type { StoreUnderTest } from '../../helpers/store-under-test.ts';

const IMPORTED = 40;
/** Rows of another log, with numbers that no chat of ours has, and without any. */
const ROWS = [
  { chatId: IMPORTED + 1, sessionStartTime: '2024-05-05 23:30:00' },
  { chatId: IMPORTED + 2, sessionStartTime: '2024-05-05 23:30:00', duration: 1e15, firstResponseTime: -4 },
];
const NAMES = [...(Object.keys(RANGES) as SelectionName[]), 'with' as const, 'without' as const];

function selectionOf(filters: GivenFilters): ChatSelection {
  return readSelection(new Map(filters), ZONE).selection;
}

export function describeNumberFilters(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`${name}: filters of numbers`, () => {
    let under: StoreUnderTest;
    let store: ChatStore;
    let project: ProjectStore;
    let rows: readonly ChatInReply[];

    beforeEach(async () => {
      under = await make();
      store = await under.open('serve', () => AT);
      project = await makeProject(store, { ...SCOPE, name: 'Support', zone: ZONE, createdAt: AT });
      await project.chats.import(imports(IMPORTED, 61), AT);
      await project.chats.import(
        ROWS.map((row) => importRow(row, SCOPE.projectId, ZONE)),
        AT,
      );
      rows = (await readAll(project)).map(({ chatJson, extJson }) => {
        return { ...JSON.parse(chatJson), ext: JSON.parse(extJson).chat } as ChatInReply;
      });
    });
    afterEach(async () => {
      await store[Symbol.asyncDispose]();
      await under[Symbol.asyncDispose]();
    });

    /** As if some had been stored before there were facts. */
    const forget = async (below: number) => {
      await under.query(sql`INSERT INTO fact_pending (project_row, chat_id, is_due)
        SELECT project_row, chat_id, 1 FROM chat_fact WHERE chat_id < ${below}`);
      await under.query(sql`DELETE FROM chat_fact WHERE chat_id < ${below}`);
    };
    const filters = (): readonly GivenFilters[] =>
      NAMES.flatMap((one, at) => {
        const values = [...new Set(valuesFor(one, rows))].slice(0, 3);
        const beside =
          [
            ['disposition', 'Completed'],
            ['q', 'you'],
            ['direction', ''],
          ][at % 3] ?? [];
        const second = beside[1] === '' ? [] : [[beside[0] ?? '', beside[1] ?? ''] as const];
        const alone = values.map((value): GivenFilters => [[one, value]]);
        return [...alone, ...alone.map(([first]) => reconciled(first === undefined ? [] : [first, ...second]))];
      });
    const expectFound = async () => {
      using reader = await project.chats.openSnapshot();
      let found = 0;
      for (const given of filters()) {
        const expected = rows.filter((row) => matchesAll(row, given)).map((row) => row.chatId);
        const selection = selectionOf(given);
        expect(await readIds(reader, windowOf({ selection })), JSON.stringify(given)).toEqual(expected);
        const down = windowOf({ selection, direction: 'DESC', limit: 3 });
        expect(await readIds(reader, down)).toEqual(expected.toReversed().slice(0, 3));
        expect(await reader.countChats(selection)).toBe(expected.length);
        expect(await reader.findIdAt(windowOf({ selection }), 2)).toBe(expected[2] ?? null);
        const page = await readPage(project, null, { selection });
        const changed = page.keys.filter(({ kind }) => kind === 'changed').map(({ chatId: id }) => id);
        expect(changed.toSorted((a, b) => a - b)).toEqual(expected);
        found += expected.length;
      }
      expect(found).toBeGreaterThan(rows.length);
    };

    test('find exactly their chats', async () => {
      await expectFound();
      expect(rows.some(({ duration }) => duration === null)).toBe(true);
    });

    test('find them while none, or only some, have their facts', async () => {
      await forget(IMPORTED / 2);
      await expectFound();
      await forget(IMPORTED + 3);
      await expectFound();
    });

    test('are as the facts say: the comparison of these tests sees one that is wrong', async () => {
      await under.query(sql`UPDATE chat_fact SET message_count = 77777 WHERE chat_id < 20`);
      await expect(expectFound()).rejects.toThrow();
    });

    test('of a chat that cannot be read fail instead of leaving it out', async () => {
      await forget(IMPORTED + 3);
      await under.query(sql`UPDATE chat SET segment = ${new Uint8Array(9)} WHERE chat_id = 2`);
      await under.query(sql`UPDATE chat_event SET body = 'gone' WHERE chat_id = 2`);
      using reader = await project.chats.openSnapshot();
      await expect(reader.countChats({ minDuration: 0 })).rejects.toThrow();
    });
  });
}
