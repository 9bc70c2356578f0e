/** Facts of some chats by column, on their way from the store into an aggregation. */
import { DISPOSITIONS } from '@parley/contract';

/** What rows are grouped by that is read from the chat. `queue` and `agent`: a row for each that took part, one with null for none. */
const FACT_GROUPS = [
  'queue',
  'lastQueue',
  'agent',
  'lastAgent',
  'type',
  'page',
  'disposition',
  'slaStatus',
  'isSPAM',
  'status',
] as const;
export type FactGroup = (typeof FACT_GROUPS)[number];

/** The measures of a chat, each a whole number or null. */
export const MEASURES = [
  'firstResponseTime',
  'averageResponseTime',
  'maxResponseTime',
  'wait',
  'duration',
  'messages',
] as const;
export type Measure = (typeof MEASURES)[number];

export const KNOWN_DISPOSITIONS: readonly string[] = DISPOSITIONS;
export const KNOWN_SLA_STATUSES: readonly string[] = ['Within SLA', 'Out of SLA', ''];

/** A number for each row; NaN is null. */
export type NumberColumn = Float64Array;

/** A text for each row, as its place in the list of different texts. */
export interface TextColumn {
  readonly texts: readonly string[];
  readonly codes: NumberColumn;
}

export interface FactBatch {
  readonly length: number;
  /** Rows of one chat follow one another. */
  readonly chatIds: NumberColumn;
  readonly startedAt: NumberColumn;
  /** 1 or 0. */
  readonly isSpam: NumberColumn;
  /** What rows are grouped by; null where that is nothing or the time. */
  readonly group: NumberColumn | TextColumn | null;
  /** null: rows are only counted. */
  readonly measured: MeasuredColumns | null;
}

export interface MeasuredColumns {
  /** In the order of `MEASURES`; null for those that nobody asked for. */
  readonly measures: readonly (NumberColumn | null)[];
  /** null where nobody asked for the average. */
  readonly responseCount: NumberColumn | null;
  readonly sumResponseTime: NumberColumn | null;
  /** Above 0 where the chat was transferred. */
  readonly transferCount: NumberColumn;
  readonly disposition: TextColumn;
  readonly slaStatus: TextColumn;
}

export function isTextColumn(column: NumberColumn | TextColumn): column is TextColumn {
  return 'texts' in column;
}
