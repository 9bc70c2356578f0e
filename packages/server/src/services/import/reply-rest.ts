/**
 * Reads what stands beside the rows in a saved reply of the log: its errors, and signs that it is no reply. Used by the
 * splitter; keeps nothing else, however long it is.
 */
import { findContradiction } from './repeated-keys.ts';
import { describeErrors, describeErrorValue } from './reply-errors.ts';
import { BYTE, isWhitespace, ValueScanner } from './value-scanner.ts';

const KEPT_ERRORS_BYTES = 64 * 1024;
const KEPT_KEY_BYTES = 16;

type Mode = 'between' | 'key' | 'colon' | 'before-value' | 'value';

/** `end`: the reply ended before `at`. `response`: the value of another key `response` begins at `at`. */
export interface RestFinding {
  readonly kind: 'end' | 'response';
  readonly at: number;
}

export class ReplyRest {
  readonly #problems: string[] = [];
  #lineBreaks = 0;
  #mode: Mode = 'between';
  #scanner = new ValueScanner();
  #key = '';
  #held: Uint8Array[] = [];
  #heldBytes = 0;

  /** `head`: the reply up to where the value of its `response` begins. */
  constructor(head: Uint8Array) {
    try {
      const text = `${new TextDecoder().decode(head)}null}`;
      const { errors } = JSON.parse(text) as { readonly errors?: unknown };
      this.#addError(errors === undefined ? null : describeErrorValue(errors));
      const repeated = findContradiction(text);
      if (repeated !== null) this.#problems.push(`in the saved reply, ${repeated} stands twice with different values`);
    } catch {
      // Text that is not JSON shows in the rows.
    }
  }

  /** Why there is more to say of the reply than its rows do. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  /** Line breaks since the last call. */
  takeLineBreaks(): number {
    const count = this.#lineBreaks;
    this.#lineBreaks = 0;
    return count;
  }

  /** Continues at `from`; null when the chunk ends before anything is found. */
  read(chunk: Uint8Array, from: number): RestFinding | null {
    let at = from;
    while (at < chunk.length) {
      const byte = chunk[at] ?? 0;
      if (this.#mode === 'key' || this.#mode === 'value') {
        at = this.#scan(chunk, at);
      } else if (isWhitespace(byte)) {
        if (byte === BYTE.lineFeed) this.#lineBreaks++;
        at++;
      } else if (this.#mode === 'before-value') {
        if (this.#key === 'response') {
          this.#mode = 'between';
          return { kind: 'response', at };
        }
        this.#begin('value');
        at = this.#scan(chunk, at);
      } else if (this.#mode === 'colon') {
        this.#mode = byte === BYTE.colon ? 'before-value' : 'between';
        if (byte === BYTE.colon) at++;
      } else {
        if (byte === BYTE.closeBrace) return { kind: 'end', at: at + 1 };
        at = this.#readBetween(chunk, at, byte);
      }
    }
    return null;
  }

  #readBetween(chunk: Uint8Array, at: number, byte: number): number {
    if (byte === BYTE.quote) {
      this.#begin('key');
      return this.#scan(chunk, at);
    }
    if (byte !== BYTE.openBrace && byte !== BYTE.openBracket) return at + 1;
    this.#key = '';
    this.#begin('value');
    return this.#scan(chunk, at);
  }

  #begin(mode: 'key' | 'value'): void {
    this.#mode = mode;
    this.#scanner = new ValueScanner();
  }

  #scan(chunk: Uint8Array, from: number): number {
    const end = this.#scanner.scan(chunk, from);
    const limit = this.#mode === 'key' ? KEPT_KEY_BYTES : this.#key === 'errors' ? KEPT_ERRORS_BYTES : 0;
    const kept = chunk.slice(from, Math.min(end ?? chunk.length, from + limit - this.#heldBytes));
    this.#held.push(kept);
    this.#heldBytes += kept.length;
    if (end === null) return chunk.length;
    this.#lineBreaks += this.#scanner.lineBreaks;
    this.#take(new TextDecoder().decode(Buffer.concat(this.#held)));
    this.#held = [];
    this.#heldBytes = 0;
    return end;
  }

  #take(text: string): void {
    if (this.#mode === 'value') {
      if (this.#key === 'errors') this.#addError(describeErrors(text));
      this.#mode = 'between';
      return;
    }
    this.#key = text.slice(1, -1);
    this.#mode = 'colon';
    if (this.#key === 'chatId') {
      const advice = 'a row that has a key "response" of its own needs its chatId before it';
      this.#problems.push(`is read as a reply of the log, for its "response", but also has a chatId; ${advice}`);
    }
  }

  #addError(error: string | null): void {
    if (error !== null) this.#problems.push(`the saved reply reports an error: ${error}`);
  }
}
