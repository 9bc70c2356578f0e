/** Numbers, durations, days and times as they are written in one language, by Intl. */

export interface Formats {
  /** `1,234` */
  readonly number: (count: number) => string;
  /** A share of a hundred, `83.5%`. */
  readonly percent: (share: number) => string;
  /** `October 2025` of `2025-10`. */
  readonly month: (month: string) => string;
  /** `Mon` of 0, which is Monday. */
  readonly weekday: (day: number) => string;
  /** `12 kB`, `3.4 MB` */
  readonly bytes: (bytes: number) => string;
  /** Seconds as `42s`, `3m 05s`, `1h 04m`, `2d 03h`; a dash for null. */
  readonly duration: (seconds: number | null | undefined) => string;
  /** A day as in a calendar, whatever the zone of the reader: `28 Oct 2025` or `Tuesday, 28 October 2025`. */
  readonly day: (day: string, length: 'short' | 'long') => string;
  /** The time of day of an instant in a zone, `10:18:17`; the text itself when either is not known. */
  readonly time: (instant: string, timeZone: string) => string;
  /** Day and time of an instant where the reader is: `28 Oct 2025, 10:18`. */
  readonly moment: (instant: string) => string;
  /** `a, b, c` */
  readonly list: (words: readonly string[]) => string;
  /** The order of names. */
  readonly compare: (a: string, b: string) => number;
}

export interface FormatsOptions {
  readonly locale: string;
  /** How units of time are abbreviated. */
  readonly unitDisplay: 'narrow' | 'short';
}

export function createFormats({ locale, unitDisplay }: FormatsOptions): Formats {
  const count = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const month = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' });
  const list = new Intl.ListFormat(locale, { type: 'unit' });
  const days = {
    short: new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }),
    long: new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone: 'UTC' }),
  };
  return {
    number: (value) => count.format(value),
    percent: (share) => percent.format(share / 100),
    month: (text) => {
      const at = Date.parse(`${text}-01T00:00:00Z`);
      return Number.isNaN(at) ? text : month.format(at);
    },
    weekday: (day) => weekday.format(SOME_MONDAY + day * DAY_MS),
    bytes: bytesFormat(locale),
    duration: durationFormat(locale, unitDisplay),
    day: (day, length) => {
      const at = Date.parse(`${day}T00:00:00Z`);
      return Number.isNaN(at) ? day : days[length].format(at);
    },
    time: timeFormat(locale),
    moment: (instant) => {
      const at = Date.parse(instant);
      return Number.isNaN(at) ? instant : moment.format(at);
    },
    list: (words) => list.format(words),
    compare: new Intl.Collator(locale).compare,
  };
}

const DAY_MS = 86_400_000;
const SOME_MONDAY = Date.UTC(2024, 0, 1);
const BYTE_UNITS = ['kilobyte', 'megabyte', 'gigabyte'] as const;

function bytesFormat(locale: string): Formats['bytes'] {
  const styles = BYTE_UNITS.map((unit) => {
    return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 });
  });
  return (bytes) => {
    const at = Math.min(Math.max(Math.floor(Math.log10(Math.max(bytes, 1)) / 3) - 1, 0), styles.length - 1);
    return styles[at]?.format(bytes / 1_000 ** (at + 1)) ?? String(bytes);
  };
}

const UNITS = ['second', 'minute', 'hour', 'day'] as const;
type Unit = (typeof UNITS)[number];
const SECONDS: Readonly<Record<Unit, number>> = { second: 1, minute: 60, hour: 3_600, day: 86_400 };

function durationFormat(locale: string, unitDisplay: FormatsOptions['unitDisplay']): Formats['duration'] {
  const styles = UNITS.map((unit) => {
    const style = { style: 'unit', unit, unitDisplay } as const;
    const first = new Intl.NumberFormat(locale, style);
    const second = new Intl.NumberFormat(locale, { ...style, minimumIntegerDigits: 2 });
    return { unitSeconds: SECONDS[unit], first, second };
  });
  return (seconds) => {
    if (seconds === null || seconds === undefined) return '–';
    const whole = Math.round(seconds);
    const at = styles.findLastIndex(({ unitSeconds }) => whole >= unitSeconds);
    const greater = styles[Math.max(at, 0)];
    const lesser = styles[at - 1];
    if (greater === undefined) return '–';
    const head = greater.first.format(Math.floor(whole / greater.unitSeconds));
    if (lesser === undefined) return head;
    return `${head} ${lesser.second.format(Math.floor((whole % greater.unitSeconds) / lesser.unitSeconds))}`;
  };
}

function timeFormat(locale: string): Formats['time'] {
  const made = new Map<string, Intl.DateTimeFormat>();
  return (instant, timeZone) => {
    const at = Date.parse(instant);
    if (Number.isNaN(at)) return instant;
    try {
      let format = made.get(timeZone);
      if (format === undefined) {
        const twoDigits = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
        format = new Intl.DateTimeFormat(locale, { ...twoDigits, hourCycle: 'h23', timeZone });
        made.set(timeZone, format);
      }
      return format.format(at);
    } catch {
      return instant;
    }
  };
}
