/**
 * Splits a stream of bytes into rows: one JSON value per line, the elements of an array, or those of `response` in a reply
 * of the log. Used by the import; never parses a row and never holds more than one.
 */
import { EnvelopeDetector } from './envelope-detector.ts';
import { FileOpening, type Opened } from './file-opening.ts';
import { HeldBytes, KEPT_BYTES } from './held-bytes.ts';
import { LineObjects } from './line-objects.ts';
import { ReplyRest } from './reply-rest.ts';
import { MOST_ROW_BYTES } from './row-rules.ts';
import type { SplitPart } from './split-part.ts';
import { BYTE, isWhitespace, ValueScanner } from './value-scanner.ts';

type Mode =
  | 'opening'
  | 'start'
  | 'naming'
  | 'deciding'
  | 'lines'
  | 'response'
  | 'elements'
  | 'value'
  | 'tail'
  | 'refused';
type Container = 'array' | 'response-array' | 'response-object';

export class JsonSplitter {
  readonly #maxRowBytes: number;
  #mode: Mode = 'opening';
  #line = 1;
  #parts: SplitPart[] = [];
  /** Bytes of the current row, or of text whose kind is still undecided. */
  readonly #held: HeldBytes;
  readonly #opening: FileOpening;
  readonly #lines: LineObjects;
  #rowLine = 1;
  #hasContent = false;
  #container: Container = 'array';
  /** Whether there was a value since the last comma or opening bracket. */
  #hasValue = false;
  #isAfterComma = false;
  #scanner = new ValueScanner();
  #detector = new EnvelopeDetector();
  #rest = new ReplyRest(new Uint8Array());

  constructor(maxRowBytes: number = MOST_ROW_BYTES) {
    this.#maxRowBytes = maxRowBytes;
    this.#held = new HeldBytes(maxRowBytes);
    this.#opening = new FileOpening(this.#held);
    this.#lines = new LineObjects(this.#held, (bytes, isTooLong) => {
      this.#rowLine = this.#line;
      this.#addRow(bytes, isTooLong);
    });
  }

  /** The rows that end in this chunk. They may share its memory; the splitter does not use it afterwards. */
  push(chunk: Uint8Array): readonly SplitPart[] {
    this.#consume(chunk);
    this.#held.detach(chunk);
    return this.#takeParts();
  }

  /** What was still open; call it once, after the last chunk. `damage`: why there are no more chunks though there should be. */
  finish(damage: string | null = null): readonly SplitPart[] {
    if (damage !== null) this.#addProblem(this.#line, damage, new Uint8Array());
    if (this.#mode === 'opening') this.#open(this.#opening.endMark());
    if (this.#mode === 'naming') this.#endNaming(this.#opening.endFirstLine());
    if (this.#mode === 'deciding') this.#readAsLines(this.#held.take());
    switch (this.#mode) {
      case 'lines':
        this.#endLine();
        break;
      case 'value':
        this.#addProblem(this.#rowLine, 'the file ends inside this row', this.#held.take());
        break;
      case 'response':
      case 'elements':
      case 'tail':
        this.#addProblem(this.#line, 'the file ends before its last bracket: it is truncated', new Uint8Array());
    }
    if (!this.#hasContent && damage === null) this.#addProblem(1, 'the file is empty', new Uint8Array());
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
      case 'naming':
        return this.#readFirstLine(chunk, from);
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
    const opened = this.#opening.readMark(chunk.subarray(from));
    if (opened !== null) this.#open(opened);
    return chunk.length;
  }

  #open(opened: Opened): void {
    if ('refusal' in opened) {
      this.#refuse(opened.refusal);
      return;
    }
    this.#mode = 'start';
    this.#consume(opened.bytes);
  }

  /** Nothing of the file is read. */
  #refuse(reason: string): void {
    this.#mode = 'refused';
    this.#hasContent = true;
    this.#addProblem(1, reason, new Uint8Array());
  }

  #readStart(chunk: Uint8Array, from: number): number {
    const byte = chunk[from];
    if (isWhitespace(byte)) {
      if (byte === BYTE.lineFeed) this.#line++;
      return from + 1;
    }
    const isFirst = !this.#hasContent;
    this.#hasContent = true;
    this.#rowLine = this.#line;
    if (byte === BYTE.openBracket) {
      this.#beginArray('array');
      return from + 1;
    }
    this.#detector = new EnvelopeDetector();
    this.#mode = byte === BYTE.openBrace ? 'deciding' : isFirst ? 'naming' : 'lines';
    return from;
  }

  #readFirstLine(chunk: Uint8Array, from: number): number {
    const { at, opened } = this.#opening.readFirstLine(chunk, from);
    if (opened !== null) this.#endNaming(opened);
    return at;
  }

  #endNaming(opened: Opened): void {
    if ('refusal' in opened) this.#refuse(opened.refusal);
    else this.#readAsLines(opened.bytes);
  }

  #decide(chunk: Uint8Array, from: number): number {
    const limit = Math.min(chunk.length, from + this.#maxRowBytes - this.#held.length);
    for (let index = from; index < limit; index++) {
      const finding = this.#detector.read(chunk[index] ?? 0);
      if (finding === null) continue;
      const end = finding === 'object' ? index + 1 : index;
      if (finding === 'lines') {
        this.#held.add(chunk.subarray(from, end));
        this.#readAsLines(this.#held.take());
        return end;
      }
      this.#line += this.#detector.lineBreaks;
      this.#held.add(chunk.subarray(from, end));
      const bytes = this.#held.take();
      if (finding === 'object') this.#addRow(bytes);
      else this.#rest = new ReplyRest(bytes);
      this.#mode = finding === 'object' ? 'start' : 'response';
      return end;
    }
    this.#held.add(chunk.subarray(from, limit));
    if (limit < chunk.length) this.#readAsLines(this.#held.take());
    return limit;
  }

  #readAsLines(bytes: Uint8Array): void {
    this.#mode = 'lines';
    this.#rowLine = this.#line;
    this.#consume(bytes);
  }

  #readLine(chunk: Uint8Array, from: number): number {
    const lineEnd = chunk.indexOf(BYTE.lineFeed, from);
    this.#lines.read(chunk.subarray(0, lineEnd < 0 ? chunk.length : lineEnd), from);
    if (lineEnd < 0) return chunk.length;
    this.#endLine();
    return lineEnd + 1;
  }

  #endLine(): void {
    this.#lines.endLine();
    this.#line++;
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
    this.#held.addToRow(chunk.subarray(from, end ?? chunk.length));
    if (end === null) return chunk.length;
    const { isTooLong } = this.#held;
    const bytes = this.#held.take();
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
  }

  /** Of what follows the rows of a reply, its errors are told, and rows under another key `response` are read too. */
  #readTail(chunk: Uint8Array, from: number): number {
    const finding = this.#rest.read(chunk, from);
    this.#line += this.#rest.takeLineBreaks();
    if (finding === null) return chunk.length;
    this.#mode = finding.kind === 'response' ? 'response' : 'start';
    if (finding.kind === 'end') {
      for (const problem of this.#rest.problems) this.#addProblem(this.#line, problem, new Uint8Array());
    }
    return finding.at;
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
