/** What the log can be sorted by: one entry each, named as the field that shows it. */
export const SORTS = {
  sessionStartTime: 'the start',
  sessionCloseTime: 'the close',
  duration: 'seconds from start to close',
  firstResponseTime: 'seconds to the first answer',
  messageCount: 'how many messages there are',
} as const;

export type SortName = keyof typeof SORTS;

/** In the order in which they are documented. */
export const SORT_NAMES = Object.keys(SORTS) as readonly SortName[];
