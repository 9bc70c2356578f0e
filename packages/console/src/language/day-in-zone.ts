/** Calendar and clock of the API, whatever the language of the page. */

/** The day of an instant in a zone, as `2025-10-28`. */
export function dayIn(timeZone: string, at: Date): string {
  const parts = new Map(
    // The language has a calendar of its own; the API has not.
    new Intl.DateTimeFormat('en-u-ca-iso8601', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
}

/** The time of day of an instant in a zone, as `10:18:17`. */
export function timeIn(timeZone: string, at: Date): string {
  const twoDigits = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
  return new Intl.DateTimeFormat('en', { timeZone, ...twoDigits, hourCycle: 'h23' }).format(at);
}
