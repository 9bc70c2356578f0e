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

/** Places of a row. `group` is last: `MEASURED` in a row with measures, `COUNTED` in one without. */
export const AT = {
  chatId: 0,
  startedAt: 1,
  isSpam: 2,
  firstResponseTime: 3,
  averageResponseTime: 4,
  maxResponseTime: 5,
  wait: 6,
  duration: 7,
  messages: 8,
  responseCount: 9,
  sumResponseTime: 10,
  transferCount: 11,
  /** Place in `KNOWN_DISPOSITIONS` from 1; 0 for another text, which is in `disposition` then. */
  dispositionCode: 12,
  slaStatusCode: 13,
  disposition: 14,
  slaStatus: 15,
} as const;
export const GROUP_WITH_MEASURES = 16;
export const GROUP_WITHOUT_MEASURES = 3;

export type FactRow = readonly (number | string | null)[];

export const KNOWN_DISPOSITIONS: readonly string[] = DISPOSITIONS;
export const KNOWN_SLA_STATUSES: readonly string[] = ['Within SLA', 'Out of SLA', ''];
