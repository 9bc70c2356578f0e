/** A chat's facts on the way from the store into an aggregation: a plain list, because millions of them are read. */
import { DISPOSITIONS } from '@parley/contract';

/** What rows are grouped by that is read from the chat. `queue` and `agent`: a row for each that took part, one with null for none. */
export const FACT_GROUPS = [
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

/** Places of a row. What it is grouped by is the last, where there is something. */
export const AT = {
  chatId: 0,
  startedAt: 1,
  /** See `FLAGS`. */
  flags: 2,
  /** From here on `MEASURES` in their order. */
  firstMeasure: 3,
  responseCount: 9,
  sumResponseTime: 10,
  /** Outcome and service level with `RARE_SEPARATOR` between them, when one of them is not known; else null. */
  rare: 11,
} as const;
export const GROUP_WITH_MEASURES = 12;
/** A row that is only counted ends after its flags. */
export const GROUP_WITHOUT_MEASURES = 3;

/** What a chat is, as bits of one number: reading a million numbers costs more than taking them apart. */
export const FLAGS = {
  isSpam: 1,
  isTransferred: 2,
  /** From this bit on the place in `KNOWN_DISPOSITIONS` from 1, three bits of it; 0 for another. */
  disposition: 4,
  /** The same of `KNOWN_SLA_STATUSES`. */
  slaStatus: 32,
} as const;
export const CODE_MASK = 7;
export const RARE_SEPARATOR = '\u001f';

export type FactRow = readonly (number | string | null)[];

export const KNOWN_DISPOSITIONS: readonly string[] = DISPOSITIONS;
export const KNOWN_SLA_STATUSES: readonly string[] = ['Within SLA', 'Out of SLA', ''];

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
