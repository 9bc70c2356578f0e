/** Counts and measures the chats of a selection, all at one moment of the store, and names the query of each number. */
import type { Statistics } from '@parley/contract';
import type { StatisticsQuery } from '../../chat-log/query/statistics-query.ts';
import { Aggregation, isTimeGroup } from '../../chat-log/statistics/aggregation.ts';
import { type Description, describeGroup } from '../../chat-log/statistics/describe-group.ts';
import { MEASURES } from '../../chat-log/statistics/fact-batch.ts';
import { SpareCounters } from '../../chat-log/statistics/histogram.ts';
import { RowsQueries } from '../../chat-log/statistics/rows-query.ts';
import type { Clock } from '../../platform/clock.ts';
import type { FactRequest, LogReader, ProjectStore } from '../../store/chat-store.ts';
import { type NamedGroup, readNames } from './read-names.ts';

/** @throws StoreError `busy` when too many large reads run at once; DamagedChat */
export async function readStatistics(
  { chats }: Pick<ProjectStore, 'chats'>,
  query: StatisticsQuery,
  clock: Pick<Clock, 'monotonicMs'>,
): Promise<Statistics> {
  const { by, limit, withinMs } = query;
  const untilMs = withinMs === null ? Number.POSITIVE_INFINITY : clock.monotonicMs() + withinMs;
  using reader = await chats.openOwnSnapshot();
  const isCountOnly = [...query.metrics].every((name) => name === 'count' || name === 'spam');
  const aggregation = new Aggregation(query);
  const isLate = () => clock.monotonicMs() >= untilMs;
  const isComplete = await readAll(reader, aggregation, requestOf(query, isCountOnly), isLate);
  const groups = aggregation.groups();
  const [shown, hidden] = [groups.slice(0, limit), groups.slice(limit)];
  const names = await readNames(
    reader,
    by,
    shown.map(({ key, tally }): NamedGroup => ({ key, chatId: tally.newestChatId })),
  );
  const queries = new RowsQueries(query.rowsFilters, query.zone);
  const description: Description = { ...query, queries, spare: new SpareCounters() };
  return {
    timeZone: query.zone.name,
    isComplete,
    total: describeGroup(description, { key: null, name: null, tally: aggregation.total() }),
    groups: shown.map((group) => describeGroup(description, { ...group, name: names.get(group.key) ?? null }, by)),
    others:
      hidden.length === 0
        ? null
        : { groups: hidden.length, count: hidden.reduce((sum, { tally }) => sum + tally.count, 0) },
  };
}

function requestOf({ selection, by, metrics, isSpamCounted }: StatisticsQuery, isCountOnly: boolean): FactRequest {
  // Spam is read only to be told.
  const isSpamRead = isSpamCounted || metrics.has('spam');
  const group = by === null || isTimeGroup(by) ? null : by;
  const measures = isCountOnly ? null : MEASURES.filter((name) => metrics.has(name));
  return { selection: isSpamRead ? selection : { ...selection, isSpam: false }, group, measures };
}

/** False when time ran out first. */
async function readAll(
  reader: LogReader,
  aggregation: Aggregation,
  request: FactRequest,
  isLate: () => boolean,
): Promise<boolean> {
  for await (const batch of reader.readFacts(request)) {
    aggregation.add(batch);
    if (isLate()) return false;
  }
  return true;
}
