/** What a run of the mirror did to the local store, counted. Filled while it runs, read by the report. */
import type { ImportWarning } from '../../chat-log/input/import-warning.ts';

export interface MirrorTotals {
  /** Rows that came, those that came more than once included. */
  read: number;
  created: number;
  replaced: number;
  unchanged: number;
  rejected: number;
  /** Erased here because a Parley at the other end says so. */
  erased: number;
  /** Created under an id below the highest that the project had: readers that page by id will not see those. */
  createdBelowHighest: number;
  /** Rows whose id stood twice in one reply; the last one counts. */
  duplicates: number;
  readonly warnings: Map<ImportWarning, number>;
}

export function makeTotals(): MirrorTotals {
  return {
    read: 0,
    created: 0,
    replaced: 0,
    unchanged: 0,
    rejected: 0,
    erased: 0,
    createdBelowHighest: 0,
    duplicates: 0,
    warnings: new Map(),
  };
}
