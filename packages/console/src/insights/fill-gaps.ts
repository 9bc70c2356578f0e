/** Puts the times without chats between those that have some, so that a drawing has an even scale. Pure. */
import type { StatisticsGroup } from '@parley/contract';
import type { GroupBy } from '../api/statistics.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** More would be a drawing of nothing. */
const MOST_TIMES = 5_000;

/** Groups in the order of time, each with a key; groups by anything but time stay as they are. */
export function fillGaps(by: GroupBy, groups: readonly StatisticsGroup[]): readonly StatisticsGroup[] {
  const filled: StatisticsGroup[] = [];
  for (const group of groups) {
    const last = filled.at(-1);
    if (last !== undefined && typeof last.key === 'string' && typeof group.key === 'string') {
      for (let key = keyAfter(by, last.key); key !== null && isBefore(by, key, group.key); key = keyAfter(by, key)) {
        if (filled.length >= MOST_TIMES) return groups;
        filled.push(emptyGroup(key));
      }
    }
    filled.push(group);
  }
  return filled;
}

/** null where times do not follow one another. */
function keyAfter(by: GroupBy, key: string): string | null {
  switch (by) {
    case 'hour':
      return hourAfter(key);
    case 'day':
      return new Date(Date.parse(key) + DAY_MS).toISOString().slice(0, 10);
    case 'week':
      return new Date(Date.parse(key) + 7 * DAY_MS).toISOString().slice(0, 10);
    case 'month': {
      const month = new Date(`${key}-01T00:00:00Z`);
      month.setUTCMonth(month.getUTCMonth() + 1);
      return month.toISOString().slice(0, 7);
    }
    case 'weekdayHour':
    case 'queue':
    case 'lastQueue':
    case 'lastAgent':
      return null;
  }
}

/** With the same offset: where clocks change, the next hour that has chats has the new one. */
function hourAfter(key: string): string {
  const offset = key.slice(19);
  const wall = Date.parse(`${key.slice(0, 19)}Z`) + HOUR_MS;
  return `${new Date(wall).toISOString().slice(0, 19)}${offset}`;
}

function isBefore(by: GroupBy, key: string, other: string): boolean {
  return by === 'hour' ? Date.parse(key) < Date.parse(other) : key < other;
}

function emptyGroup(key: string): StatisticsGroup {
  const nothing = {
    firstResponseTime: null,
    averageResponseTime: null,
    maxResponseTime: null,
    wait: null,
    duration: null,
    messages: null,
    dispositions: null,
    slaStatus: null,
    spam: null,
    transferred: null,
  };
  return { key, name: null, query: null, count: 0, ...nothing };
}
