/**
 * Reads a source's log again day by day to find changed chats, because the vendor's contract has no other way. Also detects
 * how the source reads `startDate`. Used after the first load of a source without a change feed.
 */
import type { SeenRow } from './apply-rows.ts';
import type { SourceQuery } from './mirror-source.ts';
import { PageReader, type PageReaderOptions } from './page-reader.ts';
import { type KnownReading, SourceWalk } from './source-walk.ts';
import { START_OF_LOG } from './walk-position.ts';

export interface ReadDaysOptions extends Omit<PageReaderOptions, 'filter'> {
  /** The days to read, `YYYY-MM-DD`, in order. */
  readonly days: readonly string[];
  readonly known: KnownReading;
  readonly onRows: (rows: readonly SeenRow[]) => void;
  /** Called when a day and all earlier ones are stored. */
  readonly onDay: (day: string, known: KnownReading) => void;
}

const FROM_THAT_DAY = 'the source takes startDate as the first day, not as the only one';
const DAY_MS = 86_400_000;

/** The days from `first` to `last`, both inclusive; none when `last` is before `first`. */
export function listDays(first: string, last: string): readonly string[] {
  const days: string[] = [];
  for (let day = first; day <= last; day = shiftDay(day, 1)) days.push(day);
  return days;
}

/** The day `days` later, or earlier when negative. */
export function shiftDay(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** @throws MirrorError, StoreError */
export async function readDays(options: ReadDaysOptions): Promise<KnownReading> {
  let known = options.known;
  for (const day of options.days) {
    const filter: SourceQuery = { startDate: day };
    const found = { rows: 0, earlier: 0, later: 0 };
    const pages = new PageReader({ ...options, filter });
    const walk = new SourceWalk({
      pages,
      known,
      position: START_OF_LOG,
      onStep: ({ rows }) => {
        options.onRows(rows);
        // A tolerance of a day: the source may print starts in another zone than that of its days.
        for (const { startDay } of rows) {
          if (startDay === null) continue;
          found.rows += 1;
          if (startDay < shiftDay(day, -1)) found.earlier += 1;
          else if (startDay > shiftDay(day, 1)) found.later += 1;
        }
      },
    });
    const after = await walk.run();
    if (after.reading !== null) known = after;
    options.onDay(day, known);
    // Single rows may print absurd dates; most of them do not. Such a walk held all days that were still to be read.
    if (2 * (found.earlier + found.later) <= found.rows) continue;
    const isUnfiltered = found.earlier > 0;
    options.notes.add(
      isUnfiltered ? 'the source does not filter by startDate: its whole log was read again' : FROM_THAT_DAY,
    );
    break;
  }
  return known;
}
