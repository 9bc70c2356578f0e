/** Each filter of the table is found by the index that its row names, in order of chatId, or is declared to have none. */
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { SortName } from '@parley/contract';
import { afterAll, expect, test } from 'vitest';
import { type Condition, conditionsOf, type FilterSelection } from '../../../src/chat-log/query/chat-selection.ts';
import type { NumberFilter, StoredFilter } from '../../../src/chat-log/query/filter-kinds.ts';
import { FILTERS, NUMBERS } from '../../../src/chat-log/query/filters.ts';
import { SORT_COLUMNS } from '../../../src/chat-log/query/sort-order.ts';
import { type AgentId, chatId, queueId } from '../../../src/model/ids.ts';
import { readWeekdayHour } from '../../../src/model/weekday-hour.ts';
import { Zone } from '../../../src/model/zone.ts';
import { selectByIndex } from '../../../src/store/sql/condition-sql.ts';
import type { Statements } from '../../../src/store/sql/database.ts';
import type { ProjectRow } from '../../../src/store/sql/project-table.ts';
import type { LimitedProject } from '../../../src/store/sql/queue-limit.ts';
import { isDirect, selectFrom } from '../../../src/store/sql/selection-sql.ts';
import { SortWalk } from '../../../src/store/sql/sort-walk.ts';
import type { Sql } from '../../../src/store/sql/sql.ts';
import { SQLITE } from '../../../src/store/sqlite/sqlite-dialect.ts';
import { STORE_FILE } from '../../../src/store/sqlite/store-files.ts';
import { SqliteStore } from '../../helpers/sqlite-store.ts';

const store = new SqliteStore();
await (await store.open('tool'))[Symbol.asyncDispose]();
const database = new DatabaseSync(join(store.directory, STORE_FILE));
afterAll(async () => {
  database.close();
  await store[Symbol.asyncDispose]();
});

const EVERYONE = { projectRow: 1, queueIds: null };

const HOUR = readWeekdayHour('1-14', new Zone('Europe/Budapest'));

/** A value that an index of the filter holds, if it has one. */
const WANTED = { id: 7, text: 'x', flag: true, participant: 7, day: 0, instant: 0, weekdayHour: HOUR } as const;

function selectionOf({ kind, member }: StoredFilter): FilterSelection {
  return { [member]: WANTED[kind] };
}

function planOf(selection: FilterSelection, project: LimitedProject = EVERYONE): string {
  const { from, idColumn } = selectFrom(SQLITE, project, selection);
  const steps = database
    .prepare(`EXPLAIN QUERY PLAN SELECT chat.segment ${from.strings.join('?')} ORDER BY ${idColumn} LIMIT 100`)
    .all(...(from.values as SQLInputValue[]));
  return steps.map(({ detail }) => String(detail)).join('\n');
}

function planFrom({ strings, values }: Sql): string {
  const steps = database
    .prepare(`EXPLAIN QUERY PLAN SELECT chat_id ${strings.join('?')} LIMIT 501`)
    .all(...(values as SQLInputValue[]));
  return steps.map(({ detail }) => String(detail)).join('\n');
}

function planWhole({ strings, values }: Sql): string {
  const steps = database.prepare(`EXPLAIN QUERY PLAN ${strings.join('?')}`).all(...(values as SQLInputValue[]));
  return steps.map(({ detail }) => String(detail)).join('\n');
}

const { q: _search, ...STORED } = FILTERS;

test.each(Object.entries<StoredFilter>(STORED))('%s is found as its row says', (_, filter) => {
  const selection = selectionOf(filter);
  const plan = planOf(selection);
  expect(conditionsOf(selection)).toHaveLength(1);
  expect(plan).not.toContain('TEMP B-TREE');
  expect(isDirect(EVERYONE, selection)).toBe(filter.index !== null);
  const found = filter.index?.name ?? 'chat_by_id';
  expect(plan.split('\n')[0]).toMatch(new RegExp(`USING (COVERING )?(INDEX )?${found} `, 'i'));
});

test.each(Object.entries<NumberFilter>(NUMBERS))(
  'chats of a rare %s are found by its index, without a walk',
  (_, filter) => {
    const conditions: Condition[] = [
      { kind: 'min', filter, value: 100 },
      { kind: 'max', filter, value: 200 },
      { kind: 'without', filter },
    ];
    for (const some of [conditions.slice(0, 1), conditions.slice(0, 2), conditions.slice(2)]) {
      const [from] = selectByIndex(SQLITE, 1, some, true);
      expect(from === undefined ? '' : planFrom(from)).toContain(`INDEX ${filter.index} `);
    }
    expect(selectByIndex(SQLITE, 1, conditions, false)).toEqual([]);
  },
);

test.each(Object.entries(SORT_COLUMNS))('a list by %s is walked along its index', async (name, { index }) => {
  for (const direction of ['ASC', 'DESC'] as const) {
    for (const value of [5, null]) {
      const plans: string[] = [];
      const all = async (_: unknown, statement: Sql) => {
        plans.push(planWhole(statement));
        return [];
      };
      const statements = { dialect: SQLITE, all } as unknown as Statements;
      const parts = { statements, project: EVERYONE as ProjectRow, pause: async () => undefined };
      const after = { value, chatId: chatId(9) };
      const window = { sort: name as SortName, direction, after, to: null, highestChatId: null, limit: 10 };
      for (const selection of [{}, { type: 'x', isOpen: true, agentId: 7 as AgentId, minDuration: 3 }]) {
        await Array.fromAsync(new SortWalk(parts, { ...window, selection }).read());
      }
      expect(plans.length).toBeGreaterThan(2);
      for (const plan of plans) expect(plan, name).toContain(`COVERING INDEX ${index} `);
    }
  }
});

test('what only a walk would find is not looked up', () => {
  const [{ agentId, ticketId, type, slaStatus }, projectRow] = [FILTERS, 1];
  const walked: Condition[] = [
    { kind: 'isNot', filter: type, value: 'viber' },
    { kind: 'isNot', filter: agentId, value: 7 },
    { kind: 'without', filter: agentId },
    { kind: 'without', filter: ticketId },
    { kind: 'with', filter: NUMBERS.duration },
  ];
  expect(selectByIndex(SQLITE, projectRow, walked, true)).toEqual([]);
  const found: Condition[] = [
    { kind: 'is', filter: agentId, value: 7 },
    { kind: 'with', filter: ticketId },
    { kind: 'with', filter: slaStatus },
    { kind: 'without', filter: slaStatus },
  ];
  const plans = selectByIndex(SQLITE, projectRow, found, true).map(planFrom);
  expect(plans.map((plan) => plan.includes('SEARCH') && /PRIMARY KEY|chat_by_(ticket|sla)/.test(plan))).toEqual(
    found.map(() => true),
  );
});

test('a filter whose index is not there is noticed', () => {
  database.exec('DROP INDEX chat_by_ticket');
  expect(planOf(selectionOf(FILTERS.ticketId))).not.toContain('chat_by_ticket');
});

test('chats of one queue are found by its index, of several in stretches', () => {
  const of = (...ids: readonly number[]) => ({ projectRow: 1, queueIds: ids.map(queueId) });
  expect(isDirect(of(7), {})).toBe(true);
  expect(planOf({}, of(7)).split('\n')[0]).toMatch(/USING (COVERING )?(INDEX )?primary key /i);
  for (const [project, selection] of [
    [of(7), { isOpen: true }],
    [of(7, 8), {}],
    [of(), {}],
  ] as const) {
    expect(isDirect(project, selection)).toBe(false);
    expect(planOf(selection, project)).not.toContain('TEMP B-TREE');
  }
});

test('values that an index does not hold, and several filters at once, are read in stretches', () => {
  for (const selection of [{ entityId: 0 }, { isOpen: false }, { isSpam: false }, { contactId: 6, isOpen: true }]) {
    expect(isDirect(EVERYONE, selection)).toBe(false);
  }
  expect(isDirect(EVERYONE, {})).toBe(true);
});
