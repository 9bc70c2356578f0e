/** Counts of what a mirror run did to the local store. Filled during the run, read by the report. */
import type { ImportWarning } from '../../chat-log/input/import-warning.ts';
import { RejectGroups } from '../import/reject-groups.ts';

export interface MirrorTotals {
  /** Rows received, including repeated ones. */
  read: number;
  created: number;
  replaced: number;
  unchanged: number;
  rejected: number;
  /** Erased here because they were erased at the source. */
  erased: number;
  /** Created under an id below the highest that the project had: readers that page by id miss them. */
  createdBelowHighest: number;
  /** Rows whose id appeared twice in one reply; the last one counts. */
  duplicates: number;
  readonly rejectGroups: RejectGroups;
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
    rejectGroups: new RejectGroups(),
    warnings: new Map(),
  };
}
