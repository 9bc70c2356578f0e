/** Counts chats by group as their facts are read. Pure: the same rows in any order give the same numbers. */
import type { Instant } from '../../model/instant.ts';
import type { Zone } from '../../model/zone.ts';
import { AT, type FactGroup, type FactRow, FLAGS, GROUP_WITH_MEASURES, GROUP_WITHOUT_MEASURES } from './fact-row.ts';
import { GroupTally } from './group-tally.ts';
import { TIME_GROUPS, type TimeGroup, TimeGroups } from './time-groups.ts';

export type GroupBy = TimeGroup | FactGroup;
export type GroupKey = string | number | null;

export interface AggregationParts {
  /** null: everything in one. */
  readonly by: GroupBy | null;
  /** In which hours and days begin. */
  readonly zone: Zone;
  /** Whether spam counts as any other chat. */
  readonly isSpamCounted: boolean;
  /** Whether rows have no measures. */
  readonly isCountOnly: boolean;
}

export interface TalliedGroup {
  readonly key: GroupKey;
  readonly tally: GroupTally;
}

export function isTimeGroup(by: GroupBy | null): by is TimeGroup {
  return TIME_GROUPS.some((unit) => unit === by);
}

export class Aggregation {
  readonly #parts: AggregationParts;
  readonly #times: TimeGroups | null;
  readonly #groupAt: number;
  /** Each chat once, where a chat may be in several groups. */
  readonly #all = new GroupTally();
  readonly #groups = new Map<GroupKey, GroupTally>();
  #lastChatId = -1;

  constructor(parts: AggregationParts) {
    this.#parts = parts;
    this.#times = isTimeGroup(parts.by) ? new TimeGroups(parts.by, parts.zone) : null;
    this.#groupAt = parts.isCountOnly ? GROUP_WITHOUT_MEASURES : GROUP_WITH_MEASURES;
  }

  /** The rows of one chat follow one another. */
  add(rows: readonly FactRow[]): void {
    const { by, isSpamCounted } = this.#parts;
    const isShared = by === 'queue' || by === 'agent';
    for (const row of rows) {
      const isCounted = isSpamCounted || (Number(row[AT.flags]) & FLAGS.isSpam) === 0;
      if (by === null) {
        this.#all.add(row, isCounted);
        continue;
      }
      if (isShared && row[AT.chatId] !== this.#lastChatId) this.#all.add(row, isCounted);
      this.#lastChatId = Number(row[AT.chatId]);
      this.#tallyOf(this.#keyOf(row)).add(row, isCounted);
    }
  }

  total(): GroupTally {
    const { by } = this.#parts;
    if (by === null || by === 'queue' || by === 'agent') return this.#all;
    return GroupTally.merged([...this.#groups.values()]);
  }

  /** Times in their order, others by how many chats they have, those of as many by key. */
  groups(): readonly TalliedGroup[] {
    const groups = [...this.#groups].map(([key, tally]) => ({ key, tally }));
    if (this.#times !== null) return groups.sort((a, b) => compareTimes(a.key, b.key));
    return groups.sort((a, b) => b.tally.count - a.tally.count || compareKeys(a.key, b.key));
  }

  #keyOf(row: FactRow): GroupKey {
    if (this.#times !== null) return this.#times.keyOf(row[AT.startedAt] as Instant);
    return row[this.#groupAt] ?? null;
  }

  #tallyOf(key: GroupKey): GroupTally {
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    const tally = new GroupTally();
    this.#groups.set(key, tally);
    return tally;
  }
}

/** By instant where the key is an hour, which comes twice when clocks go back; what has no time is last. */
function compareTimes(a: GroupKey, b: GroupKey): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const [first, second] = [String(a), String(b)];
  if (first.includes('T')) return Date.parse(first) - Date.parse(second);
  return first < second ? -1 : 1;
}

function compareKeys(a: GroupKey, b: GroupKey): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a) < String(b) ? -1 : 1;
}
