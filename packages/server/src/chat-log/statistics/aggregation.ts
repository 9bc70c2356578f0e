/** Counts chats by group as their facts are read. Pure: the same rows in any order give the same numbers. */
import type { Instant } from '../../model/instant.ts';
import type { Zone } from '../../model/zone.ts';
import { countBatch } from './count-batch.ts';
import { type FactBatch, type FactGroup, isTextColumn } from './fact-batch.ts';
import { GroupTally, TallyTexts } from './group-tally.ts';
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
  readonly #texts = new TallyTexts();
  /** Each chat once, where a chat may be in several groups. */
  readonly #all = new GroupTally(this.#texts);
  readonly #groups = new Map<GroupKey, GroupTally>();
  /** The group of each slot of time that was met. */
  readonly #bySlot = new Map<number, GroupTally>();
  #lastChatId = -1;

  constructor(parts: AggregationParts) {
    this.#parts = parts;
    this.#times = isTimeGroup(parts.by) ? new TimeGroups(parts.by, parts.zone) : null;
  }

  add(batch: FactBatch): void {
    const { by, isSpamCounted } = this.#parts;
    const count = (tallies: readonly (GroupTally | null)[]) => countBatch(batch, tallies, this.#texts, isSpamCounted);
    if (by === null || by === 'queue' || by === 'agent') count(this.#firstOfEach(batch));
    if (by !== null) count(this.#times === null ? this.#byKey(batch) : this.#byTime(batch, this.#times));
  }

  total(): GroupTally {
    const { by } = this.#parts;
    if (by === null || by === 'queue' || by === 'agent') return this.#all;
    const total = new GroupTally(this.#texts);
    for (const tally of this.#groups.values()) total.merge(tally);
    return total;
  }

  /** Times in their order, others by how many chats they have, those of as many by key. */
  groups(): readonly TalliedGroup[] {
    const groups = [...this.#groups].map(([key, tally]) => ({ key, tally }));
    if (this.#times !== null) return groups.sort((a, b) => compareTimes(a.key, b.key));
    return groups.sort((a, b) => b.tally.count - a.tally.count || compareKeys(a.key, b.key));
  }

  /** The tally of all, for the first row of each chat. */
  #firstOfEach({ length, chatIds }: FactBatch): readonly (GroupTally | null)[] {
    const tallies: (GroupTally | null)[] = [];
    for (let at = 0; at < length; at += 1) {
      const id = chatIds[at] ?? 0;
      tallies.push(id === this.#lastChatId ? null : this.#all);
      this.#lastChatId = id;
    }
    return tallies;
  }

  #byTime({ length, startedAt }: FactBatch, times: TimeGroups): readonly GroupTally[] {
    const tallies: GroupTally[] = [];
    let [lastSlot, last]: [number, GroupTally | null] = [Number.NaN, null];
    for (let at = 0; at < length; at += 1) {
      const startedMs = startedAt[at] as Instant;
      const slot = times.slotOf(startedMs);
      if (last === null || slot !== lastSlot) {
        last = this.#bySlot.get(slot) ?? this.#tallyOf(times.keyOf(startedMs));
        if (!Number.isNaN(slot)) this.#bySlot.set(slot, last);
        lastSlot = slot;
      }
      tallies.push(last);
    }
    return tallies;
  }

  #byKey({ length, group }: FactBatch): readonly GroupTally[] {
    const tallies: GroupTally[] = [];
    if (group !== null && isTextColumn(group)) {
      const byCode: GroupTally[] = [];
      for (let at = 0; at < length; at += 1) {
        const code = group.codes[at] ?? 0;
        byCode[code] ??= this.#tallyOf(group.texts[code] ?? null);
        tallies.push(byCode[code]);
      }
      return tallies;
    }
    for (let at = 0; at < length; at += 1) {
      const key = group?.[at] ?? Number.NaN;
      tallies.push(this.#tallyOf(Number.isNaN(key) ? null : key));
    }
    return tallies;
  }

  #tallyOf(key: GroupKey): GroupTally {
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    const tally = new GroupTally(this.#texts);
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
