/** Printed times of the API, cut into the parts that the page shows. They are already in the zone that it names. */

export interface WallParts {
  /** `2025-10-28` */
  readonly day: string;
  /** `10:18:17` */
  readonly time: string;
}

/** Of `2025-10-28 10:18:17` and of `2025-10-28T10:18:17+01:00`; null for anything else. */
export function wallParts(text: string | null | undefined): WallParts | null {
  const found = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})/.exec(text ?? '');
  return found?.[1] === undefined || found[2] === undefined ? null : { day: found[1], time: found[2] };
}

const DAY_FORMATS = {
  short: new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }),
  long: new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: 'UTC' }),
};

/** A day as in a calendar, whatever the zone of the reader: `28 Oct 2025` or `Tuesday 28 October 2025`. */
export function dayText(day: string, length: keyof typeof DAY_FORMATS): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(at) ? day : DAY_FORMATS[length].format(at);
}

const INSTANT_FORMATS = new Map<string, Intl.DateTimeFormat>();

/** The time of day of an instant in a zone, `10:18:17`; the text itself when either is not known. */
export function timeInZone(instant: string, timeZone: string): string {
  const at = Date.parse(instant);
  if (Number.isNaN(at)) return instant;
  try {
    let format = INSTANT_FORMATS.get(timeZone);
    format ??= new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone });
    INSTANT_FORMATS.set(timeZone, format);
    return format.format(at);
  } catch {
    return instant;
  }
}
