/**
 * Where the values of a stored chat stand in the bytes of its document, so that they can be copied without being parsed. For
 * documents as `JSON.stringify` prints them: without white space, with the keys in order.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;
const ZERO = 0x30;
const MINUS = 0x2d;
/** Digits that every double holds. */
const EXACT_DIGITS = 15;

/** Characters of numbers; `e` and `E` are 2. */
const NUMERIC = new Uint8Array(256);
for (const sign of '0123456789.+-') NUMERIC[sign.charCodeAt(0)] = 1;
for (const sign of 'eE') NUMERIC[sign.charCodeAt(0)] = 2;

export class DocumentValues {
  readonly #keys: readonly string[];
  /** Of each key what stands before its value. */
  readonly #heads: readonly Uint8Array[];
  readonly #bounds: Int32Array;
  #bytes: Uint8Array = new Uint8Array();
  #mayBeRounded = false;

  constructor(keys: readonly string[]) {
    this.#keys = keys;
    this.#heads = keys.map((key, at) => Buffer.from(`${at === 0 ? '{' : ','}${JSON.stringify(key)}:`));
    this.#bounds = new Int32Array(keys.length * 2);
  }

  /** What the places are in. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** The key as JSON. */
  name(key: number): string {
    return JSON.stringify(this.#keys[key]);
  }

  start(key: number): number {
    return this.#bounds[key * 2] ?? 0;
  }

  end(key: number): number {
    return this.#bounds[key * 2 + 1] ?? 0;
  }

  /** Finds the values of the document at these places. Numbers that a double does not hold are rounded, as when it is parsed. */
  read(bytes: Uint8Array, start: number, end: number): void {
    if (this.#find(bytes, start, end) && !this.#mayBeRounded) return;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString();
    const chat = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const printed = Buffer.from(JSON.stringify(Object.fromEntries(this.#keys.map((key) => [key, chat[key] ?? null]))));
    if (!this.#find(printed, 0, printed.length)) throw new TypeError('a document that is no object');
  }

  /** False when it has other keys. */
  #find(bytes: Uint8Array, start: number, end: number): boolean {
    this.#bytes = bytes;
    this.#mayBeRounded = false;
    let at = start;
    for (let key = 0; key < this.#heads.length; key += 1) {
      const head = this.#heads[key];
      if (head === undefined || !isAt(bytes, at, head)) return false;
      at += head.length;
      this.#bounds[key * 2] = at;
      at = this.#endOfValue(bytes, at, end);
      this.#bounds[key * 2 + 1] = at;
    }
    return bytes[at] === CLOSING_BRACE && at === end - 1;
  }

  #endOfValue(bytes: Uint8Array, start: number, end: number): number {
    if (bytes[start] === QUOTE) return endOfText(bytes, start);
    let depth = 0;
    let at = start;
    while (at < end) {
      const byte = bytes[at] ?? 0;
      if (byte === QUOTE) {
        at = endOfText(bytes, at);
        continue;
      }
      if (byte === OPENING_BRACKET || byte === OPENING_BRACE) depth += 1;
      else if (byte === CLOSING_BRACKET || byte === CLOSING_BRACE) {
        if (depth === 0) return at;
        depth -= 1;
      } else if (byte === COMMA) {
        if (depth === 0) return at;
      } else if (NUMERIC[byte] === 1) {
        at = this.#endOfNumber(bytes, at);
        continue;
      }
      at += 1;
    }
    return at;
  }

  #endOfNumber(bytes: Uint8Array, start: number): number {
    let at = start;
    for (let kind = 1; kind !== 0; kind = NUMERIC[bytes[at] ?? 0] ?? 0) {
      if (kind === 2) this.#mayBeRounded = true;
      at += 1;
    }
    if (at - start > EXACT_DIGITS || (bytes[start] === MINUS && bytes[start + 1] === ZERO)) this.#mayBeRounded = true;
    return at;
  }
}

function isAt(bytes: Uint8Array, start: number, expected: Uint8Array): boolean {
  for (let at = 0; at < expected.length; at += 1) if (bytes[start + at] !== expected[at]) return false;
  return true;
}

/** The place after the quote that ends the text which begins at `start`. */
function endOfText(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at + 1;
}
