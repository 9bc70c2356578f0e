/**
 * Splits a stream of bytes into rows: one JSON value per line, the elements of an array, or those of `response` in a reply
 * of the log. Used by the import; never parses a row and never holds more than one.
 */
import { EnvelopeDetector } from './envelope-detector.ts';
import { refuseEncoding } from './refuse-encoding.ts';
import { BYTE, isWhitespace, ValueScanner } from './value-scanner.ts';

/** A row, or why there is none. */
export interface SplitPart {
  /** Line of the file on which it begins, from 1. */
  readonly line: number;
  /** The bytes of the row; for a problem, those that were read, possibly cut. */
  readonly bytes: Uint8Array;
  /** null for a row. */
  readonly problem: string | null;
}

/** Largest row in bytes. */
export const MAX_ROW_BYTES = 64 * 1024 * 1024;
/** How much of a row that is too long or cut off is kept to show it. */
const KEPT_BYTES = 64 * 1024;

type Mode = 'opening' | 'start' | 'deciding' | 'lines' | 'response' | 'elements' | 'value' | 'tail' | 'refused';
type Container = 'array' | 'response-array' | 'response-object';

export class JsonSplitter {
  readonly #maxRowBytes: number;
  #mode: Mode = 'opening';
  #line = 1;
  #parts: SplitPart[] = [];
  /** Bytes of the current row, or of text whose kind is still undecided. */
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #isTooLong = false;
  #rowLine = 1;
  #hasContent = false;
  #container: Container = 'array';
  /** Whether there was a value since the last comma or opening bracket. */
  #hasValue = false;
  #isAfterComma = false;
  #scanner = new ValueScanner();
  #detector = new EnvelopeDetector();

  constructor(maxRowBytes: number = MAX_ROW_BYTES) {
    this.#maxRowBytes = maxRowBytes;
  }

  /** The rows that end in this chunk. They may share its memory; the splitter does not use it afterwards. */
  push(chunk: Uint8Array): readonly SplitPart[] {
    this.#consume(chunk);
    const last = this.#held.pop();
    if (last !== undefined) this.#held.push(last.buffer === chunk.buffer ? last.slice() : last);
    return this.#takeParts();
  }

  /** What was still open; call it once, after the last chunk. */
  finish(): readonly SplitPart[] {
    if (this.#mode === 'opening') this.#open(this.#takeHeld());
    if (this.#mode === 'deciding') this.#readAsLines(this.#takeHeld());
    switch (this.#mode) {
      case 'lines':
        this.#endLine(new Uint8Array());
        break;
      case 'value':
        this.#addProblem(this.#rowLine, 'the file ends inside this row', this.#takeHeld());
        break;
      case 'response':
      case 'elements':
      case 'tail':
        this.#addProblem(this.#line, 'the file ends before its last bracket: it is truncated', new Uint8Array());
    }
    if (!this.#hasContent) this.#addProblem(1, 'the file is empty', new Uint8Array());
    return this.#takeParts();
  }

  #consume(chunk: Uint8Array): void {
    let from = 0;
    while (from < chunk.length) from = this.#step(chunk, from);
  }

  /** Reads from `from` to the end of the mode; returns where to continue. */
  #step(chunk: Uint8Array, from: number): number {
    switch (this.#mode) {
      case 'opening':
        return this.#readOpening(chunk, from);
      case 'start':
        return this.#readStart(chunk, from);
      case 'deciding':
        return this.#decide(chunk, from);
      case 'lines':
        return this.#readLine(chunk, from);
      case 'response':
        return this.#readResponse(chunk, from);
      case 'elements':
        return this.#readBetween(chunk, from);
      case 'value':
        return this.#readValue(chunk, from);
      case 'tail':
        return this.#readTail(chunk, from);
      case 'refused':
        return chunk.length;
    }
  }

  #readOpening(chunk: Uint8Array, from: number): number {
    this.#hold(chunk.subarray(from));
    if (this.#heldBytes >= 4) this.#open(this.#takeHeld());
    return chunk.length;
  }

  /** The encoding follows from four bytes, or all if there are fewer. */
  #open(bytes: Uint8Array): void {
    const refusal = refuseEncoding(bytes);
    this.#mode = refusal === null ? 'start' : 'refused';
    if (refusal !== null) {
      this.#hasContent = true;
      this.#addProblem(1, refusal, new Uint8Array());
      return;
    }
    const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    this.#consume(hasMark ? bytes.subarray(3) : bytes);
  }

  #readStart(chunk: Uint8Array, from: number): number {
    const byte = chunk[from];
    if (isWhitespace(byte)) {
      if (byte === BYTE.lineFeed) this.#line++;
      return from + 1;
    }
    this.#hasContent = true;
    this.#rowLine = this.#line;
    if (byte === BYTE.openBracket) {
      this.#beginArray('array');
      return from + 1;
    }
    this.#detector = new EnvelopeDetector();
    this.#mode = byte === BYTE.openBrace ? 'deciding' : 'lines';
    return from;
  }

  #decide(chunk: Uint8Array, from: number): number {
    const limit = Math.min(chunk.length, from + this.#maxRowBytes - this.#heldBytes);
    for (let index = from; index < limit; index++) {
      const finding = this.#detector.read(chunk[index] ?? 0);
      if (finding === null) continue;
      const end = finding === 'object' ? index + 1 : index;
      if (finding === 'lines') {
        this.#hold(chunk.subarray(from, end));
        this.#readAsLines(this.#takeHeld());
        return end;
      }
      this.#line += this.#detector.lineBreaks;
      this.#hold(chunk.subarray(from, end));
      const bytes = this.#takeHeld();
      if (finding === 'object') this.#addRow(bytes);
      this.#mode = finding === 'object' ? 'start' : 'response';
      return end;
    }
    this.#hold(chunk.subarray(from, limit));
    if (limit < chunk.length) this.#readAsLines(this.#takeHeld());
    return limit;
  }

  #readAsLines(bytes: Uint8Array): void {
    this.#mode = 'lines';
    this.#rowLine = this.#line;
    this.#consume(bytes);
  }

  #readLine(chunk: Uint8Array, from: number): number {
    const end = chunk.indexOf(BYTE.lineFeed, from);
    if (end < 0) {
      this.#holdRow(chunk.subarray(from));
      return chunk.length;
    }
    this.#endLine(chunk.subarray(from, end));
    return end + 1;
  }

  #endLine(rest: Uint8Array): void {
    this.#rowLine = this.#line++;
    this.#holdRow(rest);
    const isTooLong = this.#isTooLong;
    const bytes = this.#takeHeld();
    if (isTooLong || !bytes.every(isWhitespace)) this.#addRow(bytes, isTooLong);
  }

  /** The value of `response` begins here. */
  #readResponse(chunk: Uint8Array, from: number): number {
    if (chunk[from] === BYTE.openBracket) {
      this.#beginArray('response-array');
      return from + 1;
    }
    if (chunk[from] !== BYTE.openBrace) {
      this.#addProblem(this.#line, '"response" must be an array of chats or one chat', new Uint8Array());
    }
    this.#container = 'response-object';
    this.#beginValue();
    return from;
  }

  #beginArray(container: Container): void {
    this.#container = container;
    this.#hasValue = false;
    this.#isAfterComma = false;
    this.#mode = 'elements';
  }

  #readBetween(chunk: Uint8Array, from: number): number {
    const byte = chunk[from];
    if (byte === BYTE.lineFeed) this.#line++;
    if (isWhitespace(byte)) return from + 1;
    if (byte === BYTE.comma) {
      if (!this.#hasValue) this.#addProblem(this.#line, 'a row is missing before this comma', new Uint8Array());
      this.#hasValue = false;
      this.#isAfterComma = true;
      return from + 1;
    }
    if (byte === BYTE.closeBracket) {
      if (this.#isAfterComma && !this.#hasValue) {
        this.#addProblem(this.#line, 'a row is missing after the last comma', new Uint8Array());
      }
      this.#endContainer();
      return from + 1;
    }
    this.#beginValue();
    return from;
  }

  #beginValue(): void {
    this.#scanner = new ValueScanner();
    this.#rowLine = this.#line;
    this.#mode = 'value';
  }

  #readValue(chunk: Uint8Array, from: number): number {
    const end = this.#scanner.scan(chunk, from);
    this.#holdRow(chunk.subarray(from, end ?? chunk.length));
    if (end === null) return chunk.length;
    const isTooLong = this.#isTooLong;
    const bytes = this.#takeHeld();
    this.#line += this.#scanner.lineBreaks;
    this.#hasValue = true;
    // A stray closing brace makes no progress in the scanner, so it is taken as a row of its own.
    const isStuck = bytes.length === 0;
    this.#addRow(isStuck ? chunk.subarray(end, end + 1) : bytes, isTooLong);
    this.#mode = 'elements';
    if (this.#container === 'response-object') this.#endContainer();
    return isStuck ? end + 1 : end;
  }

  #endContainer(): void {
    this.#mode = this.#container === 'array' ? 'start' : 'tail';
    this.#scanner = new ValueScanner(1);
  }

  /** What follows `response` in the reply is not needed. */
  #readTail(chunk: Uint8Array, from: number): number {
    const end = this.#scanner.scan(chunk, from);
    if (end === null) return chunk.length;
    this.#line += this.#scanner.lineBreaks;
    this.#mode = 'start';
    return end;
  }

  #hold(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
  }

  /** Keeps only the beginning of a row that is too long, so that memory stays bounded. */
  #holdRow(bytes: Uint8Array): void {
    if (this.#isTooLong) return;
    this.#hold(bytes);
    if (this.#heldBytes <= this.#maxRowBytes) return;
    this.#isTooLong = true;
    const kept = this.#join().slice(0, Math.min(KEPT_BYTES, this.#maxRowBytes));
    this.#held = [kept];
    this.#heldBytes = kept.length;
  }

  #takeHeld(): Uint8Array {
    const bytes = this.#join();
    this.#held = [];
    this.#heldBytes = 0;
    this.#isTooLong = false;
    return bytes;
  }

  #join(): Uint8Array {
    return this.#held.length === 1 && this.#held[0] !== undefined ? this.#held[0] : Buffer.concat(this.#held);
  }

  #addRow(bytes: Uint8Array, isTooLong = false): void {
    const problem = isTooLong ? `is longer than ${Math.floor(this.#maxRowBytes / 2 ** 20)} MiB` : null;
    this.#parts.push({ line: this.#rowLine, bytes, problem });
  }

  #addProblem(line: number, problem: string, bytes: Uint8Array): void {
    this.#parts.push({ line, bytes: bytes.subarray(0, KEPT_BYTES), problem });
  }

  #takeParts(): readonly SplitPart[] {
    const parts = this.#parts;
    this.#parts = [];
    return parts;
  }
}
