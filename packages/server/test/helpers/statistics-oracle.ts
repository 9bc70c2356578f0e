/** The statistics of rows of the log, computed from the rows alone: what the tests of statistics compare with. */
import type { ChatInReply, StatisticsGroup, StatisticsMeasure } from '@parley/contract';
import { Temporal } from 'temporal-polyfill';
import { valuesIn } from './filter-oracle.ts';

const MEASURES = [
  'firstResponseTime',
  'averageResponseTime',
  'maxResponseTime',
  'wait',
  'duration',
  'messages',
] as const;

/** Numbers of a group without its queries. */
export type Numbers = Readonly<Record<string, unknown>>;

/** Rows were read with `ext`. */
export function numbersOf(rows: readonly ChatInReply[]): Numbers {
  const sums = { count: sumOf(rows, 'responseCount'), sum: sumOf(rows, 'sumResponseTime') };
  const measures = MEASURES.map((name) => {
    const summary = summaryOf(rows.map((row) => measureOf(row, name)).filter((value) => value !== null));
    const isAverage = name === 'averageResponseTime' && summary.count > 0;
    return [name, isAverage ? { ...summary, mean: meanOf(sums.sum, sums.count) } : summary] as const;
  });
  return {
    count: rows.length,
    ...Object.fromEntries(measures),
    dispositions: countsOf(rows.map((row) => row.disposition ?? '')),
    slaStatus: countsOf(rows.map((row) => row.slaStatus ?? '')),
    transferred: rows.filter((row) => (row.transferCount ?? 0) > 0).length,
  };
}

/** The same of a group of a reply. */
export function numbersIn(group: StatisticsGroup): Numbers {
  const without = (measure: StatisticsMeasure | null) => {
    if (measure === null) return null;
    const { query: _, ...numbers } = measure;
    return numbers;
  };
  return {
    count: group.count,
    ...Object.fromEntries(MEASURES.map((name) => [name, without(group[name])])),
    dispositions: Object.fromEntries((group.dispositions ?? []).map(({ value, count }) => [value, count])),
    slaStatus: Object.fromEntries((group.slaStatus ?? []).map(({ value, count }) => [value, count])),
    transferred: group.transferred?.count,
  };
}

/** The keys of the groups that a row is in. */
export function keysOf(row: ChatInReply, by: string, zone: string): readonly (string | number | null)[] {
  const { sessionStart } = row.ext?.times ?? {};
  const start = sessionStart ? Temporal.Instant.from(sessionStart).toZonedDateTimeISO(zone) : null;
  const day = start?.toPlainDate() ?? null;
  const idOrNull = (id: number | null) => [id === 0 ? null : id];
  switch (by) {
    case 'hour':
      return [start === null ? null : `${day}T${String(start.hour).padStart(2, '0')}:00:00${start.offset}`];
    case 'day':
      return [day?.toString() ?? null];
    case 'week':
      return [day?.subtract({ days: day.dayOfWeek - 1 }).toString() ?? null];
    case 'month':
      return [day?.toString().slice(0, 7) ?? null];
    case 'weekdayHour':
      return [start === null ? null : `${start.dayOfWeek}-${String(start.hour).padStart(2, '0')}`];
    case 'queue':
    case 'agent': {
      const ids = valuesIn(row, by === 'queue' ? 'queueId' : 'agentId').map(Number);
      return ids.length === 0 ? [null] : ids;
    }
    case 'lastQueue':
      return idOrNull(row.lastQueueId);
    case 'lastAgent':
      return idOrNull(row.lastAgent);
    case 'type':
      return [row.type || null];
    case 'page':
      return [row.pageName || null];
    case 'disposition':
      return [row.disposition || null];
    case 'slaStatus':
      return [row.slaStatus || null];
    case 'isSPAM':
      return [row.isSPAM === 1 ? 1 : 0];
    case 'status':
      return valuesIn(row, 'status');
    default:
      throw new TypeError(`${by} has no oracle`);
  }
}

function measureOf(row: ChatInReply, name: (typeof MEASURES)[number]): number | null {
  if (name === 'maxResponseTime') return row.ext?.maxResponseTime ?? null;
  if (name === 'messages') return row.transcript?.length ?? null;
  if (name === 'wait') return waitOf(row);
  return row[name];
}

function waitOf({ ext }: ChatInReply): number | null {
  const { sessionStart = null, firstAccepted = null, handedOff = null } = ext?.times ?? {};
  if (sessionStart === null || firstAccepted === null) return null;
  const isHandedOn = handedOff !== null && handedOff > sessionStart && handedOff <= firstAccepted;
  const seconds = (time: string) => Math.floor(Date.parse(time) / 1_000);
  return seconds(firstAccepted) - seconds(isHandedOn ? handedOff : sessionStart);
}

function sumOf(rows: readonly ChatInReply[], name: 'responseCount' | 'sumResponseTime'): bigint {
  return rows.reduce((sum, row) => sum + BigInt(row[name] ?? 0), 0n);
}

function meanOf(sum: bigint, count: bigint | number): number | null {
  const parts = BigInt(count);
  if (parts === 0n) return null;
  const thousandths = (sum * 2_000n + parts) / (2n * parts);
  const isBelow = sum * 2_000n + parts < 0n && (sum * 2_000n + parts) % (2n * parts) !== 0n;
  return Number(isBelow ? thousandths - 1n : thousandths) / 1_000;
}

function summaryOf(values: readonly number[]) {
  const sorted = values.toSorted((a, b) => a - b);
  const count = sorted.length;
  const sum = sorted.reduce((all, value) => all + BigInt(value), 0n);
  const rank = (percent: number) => sorted[Math.ceil((count * percent) / 100) - 1] ?? null;
  return {
    count,
    sum: count === 0 || !Number.isSafeInteger(Number(sum)) ? null : Number(sum),
    mean: meanOf(sum, count),
    min: sorted[0] ?? null,
    max: sorted.at(-1) ?? null,
    p50: rank(50),
    p90: rank(90),
    p99: rank(99),
  };
}

function countsOf(values: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
