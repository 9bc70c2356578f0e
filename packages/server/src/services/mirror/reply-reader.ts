/**
 * Reads a reply of a chat log in pieces and returns its rows without parsing them. Unlike the reader of import files it
 * accepts only the contract's envelope, complete and alone: a source is not trusted. Used by the source's client.
 */
import { describeErrors } from '../import/reply-errors.ts';
import { BYTE, isWhitespace, ValueScanner } from '../import/value-scanner.ts';
import { MirrorError } from './mirror-error.ts';

export interface ReplyLimits {
  /** Largest row in bytes. */
  readonly rowBytes: number;
  /** Largest reply in bytes, after decompression. */
  readonly replyBytes: number;
}

export const REPLY_LIMITS: ReplyLimits = { rowBytes: 64 * 1024 * 1024, replyBytes: 2 * 1024 * 1024 * 1024 };

/** How much of `errors` is kept to show it. */
const KEPT_ERRORS_BYTES = 64 * 1024;
const LESS_THAN = 0x3c;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf] as const;

type Mode =
  | 'start'
  | 'first-key'
  | 'key'
  | 'in-key'
  | 'colon'
  | 'value'
  | 'in-value'
  | 'comma'
  | 'response'
  | 'first-row'
  | 'row'
  | 'in-row'
  | 'row-comma'
  | 'done';

export class ReplyReader {
  readonly #limits: ReplyLimits;
  #mode: Mode = 'start';
  #bytes = 0;
  #markBytes = 0;
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #scanner = new ValueScanner();
  #key = '';
  #hasResponse = false;
  /** What the first key `errors` says that says anything: another one must not hide it. */
  #error: string | null = null;
  #rows: Uint8Array[] = [];

  constructor(limits: ReplyLimits = REPLY_LIMITS) {
    this.#limits = limits;
  }

  /** The rows that end in this piece. They may share its memory. @throws MirrorError `wrong` when it is not a chat log */
  push(piece: Uint8Array): readonly Uint8Array[] {
    this.#bytes += piece.length;
    if (this.#bytes > this.#limits.replyBytes) {
      throw new MirrorError('wrong', `the source sends a reply longer than ${describeBytes(this.#limits.replyBytes)}`);
    }
    let from = 0;
    while (from < piece.length) from = this.#step(piece, from);
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  /** Call it after the last piece. @throws MirrorError `passing` when the reply is incomplete, `wrong` when it reports errors */
  finish(): void {
    if (this.#mode !== 'done') {
      const what = this.#bytes === 0 ? 'an empty body' : `a body that breaks off after ${this.#bytes} bytes`;
      throw new MirrorError('passing', `the source sends ${what}`);
    }
    if (!this.#hasResponse) throw new MirrorError('wrong', 'the source sends a reply without "response"');
    if (this.#error !== null) {
      throw new MirrorError('wrong', `the source answers 200 with an error inside: ${this.#error}`);
    }
  }

  #step(piece: Uint8Array, from: number): number {
    if (this.#mode === 'in-key' || this.#mode === 'in-value' || this.#mode === 'in-row') return this.#scan(piece, from);
    const byte = piece[from] ?? 0;
    if (isWhitespace(byte)) return from + 1;
    switch (this.#mode) {
      case 'start':
        return this.#readStart(byte, from);
      case 'first-key':
      case 'key':
        if (byte === BYTE.closeBrace && this.#mode === 'first-key') return this.#go('done', from + 1);
        if (byte !== BYTE.quote) throw this.#wrongEnvelope();
        return this.#begin('in-key', from);
      case 'colon':
        if (byte !== BYTE.colon) throw this.#wrongEnvelope();
        return this.#go(this.#key === 'response' ? 'response' : 'value', from + 1);
      case 'value':
        return this.#begin('in-value', from);
      case 'comma':
        if (byte === BYTE.comma) return this.#go('key', from + 1);
        if (byte !== BYTE.closeBrace) throw this.#wrongEnvelope();
        return this.#go('done', from + 1);
      case 'response':
        return this.#readResponse(byte, from);
      case 'first-row':
      case 'row':
        if (byte === BYTE.closeBracket && this.#mode === 'first-row') return this.#go('comma', from + 1);
        return this.#begin('in-row', from);
      case 'row-comma':
        if (byte === BYTE.comma) return this.#go('row', from + 1);
        if (byte !== BYTE.closeBracket) throw this.#wrongEnvelope();
        return this.#go('comma', from + 1);
      case 'done':
        throw new MirrorError('wrong', 'the source sends something after the end of its reply');
    }
  }

  #readStart(byte: number, from: number): number {
    if (byte === BYTE_ORDER_MARK[this.#markBytes] && this.#bytes > 0) {
      this.#markBytes += 1;
      return from + 1;
    }
    if (byte === LESS_THAN)
      throw new MirrorError('wrong', 'the source sends HTML where the chat log should be: check --from');
    if (byte !== BYTE.openBrace) throw this.#wrongEnvelope();
    return this.#go('first-key', from + 1);
  }

  #readResponse(byte: number, from: number): number {
    if (this.#hasResponse) throw new MirrorError('wrong', 'the source sends "response" twice in one reply');
    if (byte !== BYTE.openBracket) {
      throw new MirrorError('wrong', 'the source sends a "response" that is no array: this is not the chat log');
    }
    this.#hasResponse = true;
    return this.#go('first-row', from + 1);
  }

  #go(mode: Mode, next: number): number {
    this.#mode = mode;
    return next;
  }

  #begin(mode: 'in-key' | 'in-value' | 'in-row', from: number): number {
    this.#scanner = new ValueScanner();
    return this.#go(mode, from);
  }

  #scan(piece: Uint8Array, from: number): number {
    const end = this.#scanner.scan(piece, from);
    this.#hold(piece.subarray(from, end ?? piece.length));
    if (end === null) return piece.length;
    // A stray bracket or comma makes no progress.
    if (this.#heldBytes === 0) throw this.#wrongEnvelope();
    const held = this.#held.length === 1 ? this.#held[0] : undefined;
    const bytes = held ?? Buffer.concat(this.#held);
    this.#held = [];
    this.#heldBytes = 0;
    return this.#take(bytes, end);
  }

  #take(bytes: Uint8Array, end: number): number {
    switch (this.#mode) {
      case 'in-key':
        this.#key = new TextDecoder().decode(bytes).slice(1, -1);
        return this.#go('colon', end);
      case 'in-row':
        this.#rows.push(bytes);
        return this.#go('row-comma', end);
      default:
        if (this.#key === 'errors') this.#error ??= describeErrors(new TextDecoder().decode(bytes));
        return this.#go('comma', end);
    }
  }

  /** Values that are not needed are recorded as present, but not kept. */
  #hold(bytes: Uint8Array): void {
    const isSkipped = this.#mode === 'in-value' && (this.#key !== 'errors' || this.#heldBytes > KEPT_ERRORS_BYTES);
    if (isSkipped && this.#heldBytes > 0) return;
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
    if (this.#heldBytes > this.#limits.rowBytes && !isSkipped) {
      throw new MirrorError('wrong', `the source sends a chat longer than ${describeBytes(this.#limits.rowBytes)}`);
    }
  }

  #wrongEnvelope(): MirrorError {
    return new MirrorError('wrong', 'the source sends something else than {"response":[…],"errors":[]}: check --from');
  }
}

function describeBytes(bytes: number): string {
  return bytes >= 2 ** 20 ? `${Math.floor(bytes / 2 ** 20)} MiB` : `${bytes} bytes`;
}
