/**
 * Sorts chats that were found in another way: few that an index finds, those that a search finds, and those of a project in
 * which some have no facts yet. Memory is bounded: of very many the first are kept, and all are found again for the next.
 */
import { conditionsOf, type FilterSelection } from '../../chat-log/query/chat-selection.ts';
import { FACT_COLUMNS } from '../../chat-log/query/fact-columns.ts';
import {
  comparePlaces,
  isWithin,
  SORT_COLUMNS,
  type SortedWindow,
  type SortPlace,
} from '../../chat-log/query/sort-order.ts';
import { type ChatId, chatId } from '../../model/ids.ts';
import { selectByIndex } from './condition-sql.ts';
import type { FactCheckParts } from './fact-check.ts';
import { makeFacts } from './made-facts.ts';
import { selectFacts } from './selection-sql.ts';
import { isOneOf, raw, sql } from './sql.ts';

/** Chats that are looked at one by one in place of a walk along what they are sorted by. */
const MOST_FEW = 5_000;
/** Ids to a statement. */
const ID_ROWS = 500;
/** Places that are kept at a time. */
const MOST_KEPT = 50_000;

/** The chats that one of the conditions finds by its index, where these are few; null where none finds few. */
export async function findFewToSort(
  { statements, project }: FactCheckParts,
  filters: FilterSelection,
): Promise<readonly ChatId[] | null> {
  const { projectRow } = project;
  const { startedFrom, startedBefore } = filters;
  const froms = [...selectByIndex(statements.dialect, projectRow, conditionsOf(filters), true)];
  if (startedFrom !== undefined || startedBefore !== undefined) {
    froms.push(
      sql`FROM chat_fact WHERE project_row = ${projectRow} AND started_at >= ${startedFrom ?? Number.MIN_SAFE_INTEGER}
        AND started_at < ${startedBefore ?? Number.MAX_SAFE_INTEGER}`,
    );
  }
  for (const from of froms) {
    const rows = await statements.all({ chat_id: 'int' }, sql`SELECT chat_id ${from} LIMIT ${MOST_FEW + 1}`);
    if (rows.length <= MOST_FEW) return rows.map((row) => chatId(row.chat_id));
  }
  return null;
}

/** The window of those chats that `find` gives and that meet its filters, which is asked again for each part of very many. */
export async function* sortFound(
  parts: FactCheckParts,
  window: SortedWindow,
  filters: FilterSelection,
  find: () => AsyncIterable<readonly ChatId[]>,
): AsyncGenerator<readonly SortPlace[]> {
  let part = window;
  while (part.limit > 0) {
    const wanted = Math.min(part.limit, MOST_KEPT);
    const places = await firstPlaces(parts, { ...part, limit: wanted }, filters, find());
    if (places.length > 0) yield places;
    const last = places.at(-1);
    if (last === undefined || places.length < wanted) return;
    part = { ...part, after: last, limit: part.limit - places.length };
  }
}

async function firstPlaces(
  parts: FactCheckParts,
  window: SortedWindow,
  filters: FilterSelection,
  lists: AsyncIterable<readonly ChatId[]>,
): Promise<readonly SortPlace[]> {
  const compare = (a: SortPlace, b: SortPlace) => comparePlaces(window.direction, a, b);
  let kept: SortPlace[] = [];
  const keepFirst = () => {
    kept = kept.sort(compare).slice(0, window.limit);
  };
  for await (const ids of lists) {
    for (let at = 0; at < ids.length; at += ID_ROWS) {
      const places = await placesOf(parts, window, filters, ids.slice(at, at + ID_ROWS));
      kept.push(...places.filter((place) => isWithin(window, place)));
      if (kept.length > 2 * window.limit + ID_ROWS) keepFirst();
      await parts.pause();
    }
  }
  keepFirst();
  return kept;
}

/** Those of the chats that meet the filters. Chats without facts were checked before: they are read. @throws DamagedChat */
async function placesOf(
  { statements, project, mender }: FactCheckParts,
  { sort }: SortedWindow,
  filters: FilterSelection,
  ids: readonly ChatId[],
): Promise<readonly SortPlace[]> {
  const { column, none } = SORT_COLUMNS[sort];
  const placeOf = (id: number, value: number | null) => ({ value: value === none ? null : value, chatId: chatId(id) });
  const isAmong = isOneOf('chat.chat_id', ids);
  const rows = await statements.all(
    { chat_id: 'int', value: 'int?' },
    sql`SELECT chat.chat_id AS chat_id, ${raw(`chat.${column}`)} AS value
      ${selectFacts(statements.dialect, project, filters)} AND ${isAmong}`,
  );
  const pending = await statements.all(
    { chat_id: 'int' },
    sql`SELECT chat_id FROM fact_pending AS chat WHERE project_row = ${project.projectRow} AND ${isAmong}`,
  );
  const known = new Set(rows.map((row) => row.chat_id));
  const without = pending.map((row) => row.chat_id).filter((id) => !known.has(id));
  const made = await makeFacts(statements, project, without, mender, (_, error) => {
    throw error;
  });
  const valueAt = FACT_COLUMNS.findIndex(({ name }) => name === column);
  return [
    ...rows.map((row) => placeOf(row.chat_id, row.value)),
    ...made.map(({ chatId: id, values }) => {
      const value = values[valueAt] ?? null;
      return placeOf(id, value === null ? null : Number(value));
    }),
  ];
}
