/**
 * Detects how a source reads the parameter `start`, by comparing its replies with what each reading would give. The vendor's
 * page calls it an id, its sibling pages an offset, and no server says which one it means. Pure.
 */

/** `id`: the first chat to send, inclusive. `after`: the chat before the first. `offset`: rows to skip. `ignored`: not read at all. */
export type StartReading = 'id' | 'after' | 'offset' | 'ignored';

export const START_READINGS: readonly StartReading[] = ['id', 'after', 'offset', 'ignored'];

/** Consecutive rows of the source's log. */
export interface KnownRun {
  /** How many rows precede the first of them. */
  readonly base: number;
  /** Their chatIds in the order of the log. */
  readonly ids: readonly number[];
}

/** Enough rows to distinguish the readings. */
const ROWS_LOOKED_AT = 200;
const OUTSIDE = 'outside';

/** The first row that a reply to `start` has under a reading; `outside` when it is not in the run. */
function predict(reading: StartReading, start: number, { base, ids }: KnownRun): number | typeof OUTSIDE {
  const [first = null] = ids;
  switch (reading) {
    case 'id':
      return (first !== null && start < first && base > 0 ? null : ids.find((id) => id >= start)) ?? OUTSIDE;
    case 'after':
      return (first !== null && start < first && base > 0 ? null : ids.find((id) => id > start)) ?? OUTSIDE;
    case 'offset':
      return ids[start - base] ?? OUTSIDE;
    case 'ignored':
      return (base === 0 ? first : null) ?? OUTSIDE;
  }
}

/** The value of `start` whose reply distinguishes the most readings; null when none distinguishes any. */
export function chooseProbe(readings: readonly StartReading[], run: KnownRun): number | null {
  const ids = run.ids.slice(0, ROWS_LOOKED_AT);
  const last = run.ids.at(-1) ?? 0;
  const rank = run.base + run.ids.length;
  const ranks = ids.map((_, index) => run.base + index);
  const candidates = [...ids, ...ranks, rank, Math.max(last + 1, rank)].filter(Number.isSafeInteger);
  let best: number | null = null;
  let bestClasses = 1;
  for (const start of candidates) {
    const classes = new Set(readings.map((reading) => predict(reading, start, run))).size;
    if (classes > bestClasses) [best, bestClasses] = [start, classes];
  }
  return best;
}

/** The readings under which the reply to `start` begins with `firstId`; null for an empty reply. */
export function keepPossible(
  readings: readonly StartReading[],
  run: KnownRun,
  start: number,
  firstId: number | null,
): readonly StartReading[] {
  const seen = firstId !== null && run.ids.includes(firstId) ? firstId : OUTSIDE;
  return readings.filter((reading) => predict(reading, start, run) === seen);
}

/**
 * The reading to use while several are possible, which is when ids have no gaps: then they mean the same, and the overlap of
 * pages shows when they no longer do. An offset is never greater than the id of its row, so `after` loses nothing.
 */
export function preferReading(readings: readonly StartReading[]): StartReading | null {
  return (['id', 'offset', 'after', 'ignored'] as const).find((reading) => readings.includes(reading)) ?? null;
}
