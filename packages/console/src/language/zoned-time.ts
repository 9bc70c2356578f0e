/** Instants as a person writes them: by the clocks of a zone, to the minute. Pure. */

/** `2026-01-31T10:00` in the zone; empty when either is not known. */
export function wallOf(instant: string, timeZone: string): string {
  const at = Date.parse(instant);
  if (Number.isNaN(at)) return '';
  return new Date(at + offsetMsAt(at, timeZone)).toISOString().slice(0, 16);
}

/** `2026-01-31T09:00:00Z` of `2026-01-31T10:00` in the zone; a time that clocks skip is the one after it. null for no time. */
export function instantOf(wall: string, timeZone: string): string | null {
  const asUtc = Date.parse(`${wall}Z`);
  if (Number.isNaN(asUtc)) return null;
  const guess = asUtc - offsetMsAt(asUtc, timeZone);
  const at = asUtc - offsetMsAt(guess, timeZone);
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

function offsetMsAt(at: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-u-ca-iso8601', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const part = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const day = `${part.get('year')}-${part.get('month')}-${part.get('day')}`;
  return (
    Date.parse(`${day}T${part.get('hour')}:${part.get('minute')}:${part.get('second')}Z`) -
    Math.floor(at / 1_000) * 1_000
  );
}
