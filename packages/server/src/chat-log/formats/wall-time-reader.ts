/** Reads wall times from the bytes of documents, most of which are of a few days. */
import type { DocumentValues } from '../codec/document-values.ts';
import { wallTimeMs } from './wall-time.ts';

/** With its quotes. */
const TIME_BYTES = 21;
/** Before the first digit of hours, minutes and seconds. */
const [HOURS_AT, MINUTES_AT, SECONDS_AT] = [12, 15, 18];

export class WallTimeReader {
  /** Midnights in milliseconds by the text of the day; null for what is no day. */
  readonly #days = new Map<string, number | null>();

  /** As `wallTimeMs` reads the text; null for one that is no time. The value must not be null. */
  read(values: DocumentValues, key: number): number | null {
    const { bytes } = values;
    const start = values.start(key);
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, values.end(key) - start);
    const clock = text.length === TIME_BYTES ? clockMs(text) : null;
    const day = clock === null ? null : this.#midnight(text.toString('latin1', 1, 11));
    return clock === null || day === null ? null : day + clock;
  }

  #midnight(day: string): number | null {
    const known = this.#days.get(day);
    if (known !== undefined) return known;
    const midnight = wallTimeMs(`${day} 00:00:00`);
    this.#days.set(day, midnight);
    return midnight;
  }
}

/** Milliseconds of ` HH:MM:SS` after the day; null when it is anything else. */
function clockMs(text: Uint8Array): number | null {
  const isSpaced = text[HOURS_AT - 1] === 0x20 && text[MINUTES_AT - 1] === 0x3a && text[SECONDS_AT - 1] === 0x3a;
  const [hours, minutes, seconds] = [
    twoDigits(text, HOURS_AT),
    twoDigits(text, MINUTES_AT),
    twoDigits(text, SECONDS_AT),
  ];
  if (!isSpaced || hours > 23 || minutes > 59 || seconds > 59) return null;
  return ((hours * 60 + minutes) * 60 + seconds) * 1_000;
}

/** More than any number of two digits for something else. */
function twoDigits(text: Uint8Array, at: number): number {
  const [tens, ones] = [(text[at] ?? 0) - 0x30, (text[at + 1] ?? 0) - 0x30];
  return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? 100 : tens * 10 + ones;
}
