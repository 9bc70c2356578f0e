/** What statistics may be asked for. Used by the list of query parameters. */

/** What chats can be grouped by, each with what a group is. */
export const STATISTICS_GROUPS = {
  hour: 'the hour of the start',
  day: 'its day',
  week: 'its week from Monday',
  month: 'its month',
  weekdayHour: 'its day of the week and hour',
  queue: 'each queue that the chat was in',
  lastQueue: 'the last of them',
  agent: 'each agent who took part',
  lastAgent: 'the last owner',
  type: 'the channel',
  page: 'pageName, not for keys with chats:metadata',
  disposition: 'the outcome',
  slaStatus: 'the service level status',
  isSPAM: 'spam or not',
  status: 'open or closed',
} as const;

export const STATISTICS_METRICS = [
  'count',
  'firstResponseTime',
  'averageResponseTime',
  'maxResponseTime',
  'wait',
  'duration',
  'messages',
  'dispositions',
  'slaStatus',
  'spam',
  'transferred',
] as const;
export type StatisticsMetric = (typeof STATISTICS_METRICS)[number];

/** Groups of a reply when no limit is given, and at most. */
export const USUAL_GROUPS = 1_000;
export const MOST_GROUPS = 10_000;
export const LONGEST_BUDGET_MS = 60_000;
