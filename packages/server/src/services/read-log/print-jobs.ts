/** What is done in the threads that print tables. Pure, and what it takes and gives can be copied. */

import type { ParquetPage } from '../../chat-log/codec/parquet-cell.ts';
import type { PrintedRun, StoredRunArgs } from '../../chat-log/codec/table-run.ts';
import { encodeDataPage, type PageParts } from '../../chat-log/formats/parquet-page.ts';
import { printRun } from '../../chat-log/formats/print-run.ts';

export const PRINT_JOBS = {
  run: (_pieces: readonly never[], args: StoredRunArgs): PrintedRun => printRun(args),
  page: (_pieces: readonly never[], args: PageParts): ParquetPage => encodeDataPage(args),
} as const;

export type PrintJobs = typeof PRINT_JOBS;
