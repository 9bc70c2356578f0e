/** The headers that tell how a request was read. Used by every route that takes filters. */
import type { DateRange } from '../chat-log/query/selection-query.ts';

/** Nothing is said where nothing was read or ignored. */
export function readingHeaders(
  dateRange: DateRange | null,
  warnings: readonly string[],
): Record<string, string | readonly string[]> {
  const headers: Record<string, string | readonly string[]> = {};
  if (dateRange !== null) {
    headers['parley-date-range'] = `${dateRange.from ?? '..'}/${dateRange.to} ${dateRange.zoneName}`;
  }
  if (warnings.length > 0) headers['parley-warning'] = warnings;
  return headers;
}
