/**
 * Rows of CSV from the values of stored documents, byte by byte: the same as `csvRows` prints of the parsed values. Used for
 * logs that are shown as they are stored.
 */
import type { DocumentValues } from '../codec/document-values.ts';
import { escapeBytes, escapedUnit, writeUnit } from '../codec/json-text.ts';
import type { CsvStyle } from '../query/chat-log-query.ts';

const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const BACKSLASH = 0x5c;
const OPENING_BRACKET = 0x5b;
const OPENING_BRACE = 0x7b;
const LOWER_N = 0x6e;
const [TAB, LINE_FEED, CARRIAGE_RETURN] = [0x09, 0x0a, 0x0d];

/** `=`, `+`, `-`, `@`. */
const FORMULA_SIGNS: ReadonlySet<number> = new Set([0x3d, 0x2b, 0x2d, 0x40]);
/** The same in full width, in UTF-8, after the byte EF and BC. */
const WIDE_SIGNS: ReadonlySet<number> = new Set([0x9d, 0x8b, 0x8d, 0xa0]);

/** A byte of a value becomes two at most; beside them a cell has quotes, a delimiter and an apostrophe. */
const GROWTH = 2;
const CELL_BYTES = 4;
/** Cells up to this length are moved faster here than by a call. */
const SHORT_CELL = 48;

export class CsvWriter {
  readonly #delimiter: number;
  readonly #other: number;
  readonly #isRaw: boolean;
  /** Bytes that are not only copied: in texts, and in the JSON of lists and objects. */
  readonly #inText = new Uint8Array(256);
  readonly #inJson = new Uint8Array(256);
  #out: Buffer;
  #at = 0;

  /** `capacity`: about how many bytes there will be. */
  constructor({ delimiter, isRaw }: CsvStyle, capacity: number) {
    this.#delimiter = delimiter.charCodeAt(0);
    this.#other = (delimiter === ',' ? ';' : ',').charCodeAt(0);
    this.#isRaw = isRaw;
    for (const byte of [this.#delimiter, this.#other]) this.#inText[byte] = this.#inJson[byte] = 1;
    this.#inText[BACKSLASH] = 1;
    this.#inJson[QUOTE] = 1;
    this.#out = Buffer.allocUnsafeSlow(capacity);
  }

  /** A row of these values, by the numbers of their keys. */
  add(values: DocumentValues, keys: readonly number[]): void {
    this.#makeRoom(values, keys);
    const { bytes } = values;
    for (let index = 0; index < keys.length; index += 1) {
      const key = keys[index] ?? 0;
      if (index > 0) this.#put(this.#delimiter);
      this.#cell(bytes, values.start(key), values.end(key));
    }
    this.#put(CARRIAGE_RETURN);
    this.#put(LINE_FEED);
  }

  /** The rows, in a buffer of their own. */
  finish(): Uint8Array {
    const whole = new Uint8Array(this.#at);
    whole.set(this.#out.subarray(0, this.#at));
    return whole;
  }

  #makeRoom(values: DocumentValues, keys: readonly number[]): void {
    let most = 2;
    for (const key of keys) most += (values.end(key) - values.start(key)) * GROWTH + CELL_BYTES;
    if (this.#at + most <= this.#out.length) return;
    const wider = Buffer.allocUnsafeSlow(Math.max(this.#out.length * 2, this.#at + most));
    this.#out.copy(wider, 0, 0, this.#at);
    this.#out = wider;
  }

  #put(byte: number): void {
    this.#out[this.#at] = byte;
    this.#at += 1;
  }

  #cell(bytes: Uint8Array, start: number, end: number): void {
    const first = bytes[start];
    if (first === LOWER_N) return;
    if (first === QUOTE) this.#quoteIf(this.#text(bytes, start + 1, end - 1), this.#at);
    else if (first === OPENING_BRACKET || first === OPENING_BRACE)
      this.#quoteIf(this.#json(bytes, start, end), this.#at);
    else for (let at = start; at < end; at += 1) this.#put(bytes[at] ?? 0);
  }

  /** Puts quotes around the cell, whose bytes stand a place too far. `end`: negative when it needs none. */
  #quoteIf(end: number, start: number): void {
    const out = this.#out;
    if (end >= 0) {
      out[start] = QUOTE;
      out[end] = QUOTE;
      this.#at = end + 1;
      return;
    }
    const last = -end;
    if (last - start > SHORT_CELL) out.copyWithin(start, start + 1, last);
    else for (let at = start + 1; at < last; at += 1) out[at - 1] = out[at] ?? 0;
    this.#at = last - 1;
  }

  /** Writes the text one place further; returns its end, negative when it needs no quotes. */
  #text(bytes: Uint8Array, start: number, end: number): number {
    const [out, special] = [this.#out, this.#inText];
    let to = this.#guard(bytes, start, end, this.#at + 1);
    let needsQuotes = false;
    let at = start;
    while (at < end) {
      const byte = bytes[at] ?? 0;
      if (special[byte] === 0) {
        out[to] = byte;
        to += 1;
        at += 1;
        continue;
      }
      let unit = byte;
      if (byte === BACKSLASH) {
        unit = escapedUnit(bytes, at);
        at += escapeBytes(bytes, at);
      } else at += 1;
      if (unit === QUOTE) {
        out[to] = QUOTE;
        to += 1;
      }
      to = writeUnit(out, to, unit);
      const isLineEnd = unit === LINE_FEED || unit === CARRIAGE_RETURN;
      if (isLineEnd || unit === QUOTE || unit === this.#delimiter) needsQuotes = true;
      if (isLineEnd || unit === this.#other) to = this.#guard(bytes, at, end, to);
    }
    return needsQuotes ? to : -to;
  }

  /** As `#text`, of JSON as it is. */
  #json(bytes: Uint8Array, start: number, end: number): number {
    const [out, special] = [this.#out, this.#inJson];
    let to = this.#at + 1;
    let needsQuotes = false;
    for (let at = start; at < end; at += 1) {
      const byte = bytes[at] ?? 0;
      out[to] = byte;
      to += 1;
      if (special[byte] === 0) continue;
      if (byte === this.#other) {
        if (bytes[at + 1] !== BACKSLASH) to = this.#guard(bytes, at + 1, end, to);
        continue;
      }
      needsQuotes = true;
      if (byte !== QUOTE) continue;
      out[to] = QUOTE;
      to += 1;
    }
    return needsQuotes ? to : -to;
  }

  /** Puts an apostrophe where a spreadsheet would start a formula: `at` is where a cell or a line begins. */
  #guard(bytes: Uint8Array, at: number, end: number, to: number): number {
    if (this.#isRaw || at >= end || !startsFormula(bytes, at)) return to;
    this.#out[to] = APOSTROPHE;
    return to + 1;
  }
}

function startsFormula(bytes: Uint8Array, at: number): boolean {
  const byte = bytes[at] ?? 0;
  if (byte === BACKSLASH) {
    const unit = escapedUnit(bytes, at);
    return unit === TAB || unit === CARRIAGE_RETURN;
  }
  if (byte === 0xef) return bytes[at + 1] === 0xbc && WIDE_SIGNS.has(bytes[at + 2] ?? 0);
  return FORMULA_SIGNS.has(byte);
}
