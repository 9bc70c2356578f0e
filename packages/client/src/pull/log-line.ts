/**
 * A line of an NDJSON reply with `include=ext` as bytes: its id, and the exact text of its chat, cut out of it without being
 * parsed and printed again.
 */
import { isUtf8 } from 'node:buffer';
import { BrokenReply } from '../http-client.ts';
import type { EndLine, RowForm } from '../read-chats.ts';

/** A chat as it came. */
export interface LogLine {
  readonly chatId: number;
  /** Without its line end. */
  readonly bytes: Buffer;
}

/** The parts of a line, each a JSON text. */
export interface LineParts {
  /** The chat as the log prints it without `ext`. */
  readonly document: Buffer;
  readonly ext: Buffer;
  /** A list of what `include=ext` adds to each message. */
  readonly messageExt: Buffer;
}

/** No string holds these bytes, because its quotes are escaped: each time they are a key whose value is an object. */
const EXT_KEY = Buffer.from(',"ext":{');
const EMPTY_LIST = Buffer.from('[]');
const HEAD = /^\{"chatId":(\d{1,16}),/;
const HEAD_BYTES = 40;
const [QUOTE, BACKSLASH, OPEN, CLOSE] = [0x22, 0x5c, 0x7b, 0x7d];
const [COMMA, OPEN_LIST, CLOSE_LIST, LINE_END] = [0x2c, 0x5b, 0x5d, 0x0a];

/** Lines of the log, as they come. */
export const LOG_LINES: RowForm<Buffer, LogLine> = { lines: byteLines, read: readLine };

async function* byteLines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<readonly Buffer[]> {
  let parts: Buffer[] = [];
  for await (const { buffer, byteOffset, length } of pieces) {
    const piece = Buffer.from(buffer, byteOffset, length);
    const [firstEnd, lastEnd] = [piece.indexOf(LINE_END) + 1, piece.lastIndexOf(LINE_END) + 1];
    if (firstEnd === 0) {
      parts.push(piece);
      continue;
    }
    const first = Buffer.concat([...parts, piece.subarray(0, firstEnd)]);
    parts = [piece.subarray(lastEnd)];
    yield [...linesOf(first), ...linesOf(piece.subarray(firstEnd, lastEnd))];
  }
}

/** The lines of bytes that end with a line end, without empty ones. */
export function* linesOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(LINE_END, at);
    if (end > at) yield bytes.subarray(at, end);
    at = end + 1;
  }
}

/** What `copyLines` needs. */
export function sizeOfLines(lines: readonly LogLine[]): number {
  return lines.reduce((sum, { bytes }) => sum + bytes.length + 1, 0);
}

/** Copies the lines with their line ends to the beginning of `into`. Returns what it filled. */
export function copyLines(lines: readonly LogLine[], into: Buffer<ArrayBuffer>): Buffer<ArrayBuffer> {
  let end = 0;
  for (const { bytes } of lines) {
    into.set(bytes, end);
    end += bytes.length;
    into[end] = LINE_END;
    end += 1;
  }
  return into.subarray(0, end);
}

function readLine(bytes: Buffer): LogLine | EndLine {
  if (!isUtf8(bytes)) throw new BrokenReply('The reply was damaged in transit.', null, 200);
  const id = HEAD.exec(bytes.toString('latin1', 0, HEAD_BYTES))?.[1];
  if (id !== undefined && bytes.at(-1) === CLOSE) return { chatId: Number(id), bytes };
  try {
    const row = JSON.parse(bytes.toString()) as { readonly chatId: number } | EndLine;
    return 'end' in row ? row : { chatId: row.chatId, bytes };
  } catch (cause) {
    throw new BrokenReply('A line of the reply is not JSON.', cause, 200);
  }
}

/** Splits lines, one after the other, into the same memory: the parts are valid until the next line is split. */
export class LineSplitter {
  #document = Buffer.alloc(0);
  #messageExt = Buffer.alloc(0);

  /** Null for a line whose `ext` is not where it is expected. */
  split(line: Buffer): LineParts | null {
    if (this.#document.length < line.length) {
      this.#document = Buffer.allocUnsafeSlow(2 * line.length);
      this.#messageExt = Buffer.allocUnsafeSlow(2 * line.length);
    }
    let [from, documentEnd, listEnd] = [0, 0, 0];
    for (let key = line.indexOf(EXT_KEY); key !== -1; key = line.indexOf(EXT_KEY, from)) {
      const value = key + EXT_KEY.length - 1;
      const end = endOfObject(line, value);
      documentEnd += line.copy(this.#document, documentEnd, from, key);
      from = end;
      if (end === line.length - 1) {
        documentEnd += line.copy(this.#document, documentEnd, end);
        return this.#parts(documentEnd, line.subarray(value, end), listEnd);
      }
      if (line[end] !== CLOSE) return null;
      this.#messageExt[listEnd] = listEnd === 0 ? OPEN_LIST : COMMA;
      listEnd += 1 + line.copy(this.#messageExt, listEnd + 1, value, end);
    }
    return null;
  }

  #parts(documentEnd: number, ext: Buffer, listEnd: number): LineParts {
    if (listEnd === 0) return { document: this.#document.subarray(0, documentEnd), ext, messageExt: EMPTY_LIST };
    this.#messageExt[listEnd] = CLOSE_LIST;
    const messageExt = this.#messageExt.subarray(0, listEnd + 1);
    return { document: this.#document.subarray(0, documentEnd), ext, messageExt };
  }
}

/** The revision in the `ext` of a chat. */
export function revisionIn(ext: Buffer): number {
  const found = /^\{"revision":(\d{1,15}),/.exec(ext.toString('latin1', 0, HEAD_BYTES))?.[1];
  if (found !== undefined) return Number(found);
  return (JSON.parse(ext.toString()) as { readonly revision: number }).revision;
}

/** Behind the object that begins at `start`; the end of the line when it does not end there. */
function endOfObject(line: Uint8Array, start: number): number {
  let depth = 0;
  let isText = false;
  for (let at = start; at < line.length; at += 1) {
    const byte = line[at];
    if (isText && byte === BACKSLASH) at += 1;
    else if (byte === QUOTE) isText = !isText;
    else if (isText) continue;
    else if (byte === OPEN) depth += 1;
    else if (byte === CLOSE) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return line.length;
}
