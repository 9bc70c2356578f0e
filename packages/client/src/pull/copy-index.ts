/** What a copy holds, chat by chat, as needed to compare it with the log. Read from the copy itself. */
import { createHash } from 'node:crypto';
import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { Checksum, wireText } from '../chat-digest.ts';
import { CHAT_KEYS, type ChatInReply } from '../contract-types.ts';
import { EXIT, PullError } from './pull-error.ts';

export interface CopiedChat {
  /** The chat's share of the checksum. */
  readonly share: bigint;
  /** Day of the printed start, `YYYY-MM-DD`. The server may count an imported row under another day, in another zone. */
  readonly day: string;
}

/** Enough for the ids at the beginning of a line. */
const HEAD_BYTES = 100;

/** By chatId. */
export type CopyIndex = ReadonlyMap<number, CopiedChat>;

/** In no string of a document, because its quotes are escaped; before the messages. */
const START_KEY = Buffer.from(',"sessionStartTime":"');
const DAY_BYTES = 10;

export function shareOf(text: string | Uint8Array): bigint {
  return createHash('sha256').update(text).digest().readBigUInt64BE(0);
}

export function copiedChat(chat: ChatInReply, text: string | Uint8Array): CopiedChat {
  return { share: shareOf(text), day: (chat.sessionStartTime ?? '').slice(0, 10) };
}

/** As `copiedChat`, of the exact text as bytes, which need not be parsed. */
export function copiedDocument(document: Buffer): CopiedChat {
  const key = document.indexOf(START_KEY);
  if (key === -1) return copiedChat(JSON.parse(document.toString()) as ChatInReply, document);
  const start = key + START_KEY.length;
  return { share: shareOf(document), day: document.toString('utf8', start, start + DAY_BYTES) };
}

export function checksumOf(index: CopyIndex): string {
  const sum = new Checksum();
  for (const { share } of index.values()) sum.add(share);
  return sum.toString();
}

/**
 * Reads an NDJSON copy: chats, with or without `ext`, and lines of erased or left chats. Of several lines of a chat the
 * last one counts. @throws PullError for a line that is none of these
 */
export async function indexNdjson(path: string, bytes: number | null): Promise<CopyIndex> {
  const index = new Map<number, CopiedChat>();
  if (bytes === 0) return index;
  const stream = createReadStream(path, bytes === null ? {} : { end: bytes - 1 });
  for await (const lines of linesOf(stream)) {
    for (const line of lines) if (line !== '') indexLine(index, line, path);
  }
  return index;
}

/** The project of an NDJSON copy, as its first chat says; null when that says none. */
export function projectOf(path: string): number | null {
  const found = /^\{"chatId":\d+,"projectId":(\d+)[,}]/.exec(readHead(path))?.[1];
  return found === undefined ? null : Number(found);
}

function readHead(path: string): string {
  const descriptor = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(HEAD_BYTES);
    return bytes.toString('latin1', 0, readSync(descriptor, bytes, 0, HEAD_BYTES, 0));
  } finally {
    closeSync(descriptor);
  }
}

async function* linesOf(stream: AsyncIterable<Buffer>): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  for await (const piece of stream) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield lines;
  }
  yield [rest + decoder.decode()];
}

type CopiedLine = ChatInReply & { readonly end?: true };

function indexLine(index: Map<number, CopiedChat>, line: string, path: string): void {
  const chat = parseLine(line, path);
  if (chat.end === true) return;
  if (typeof chat.chatId !== 'number') throw new PullError(`${path} has a line that is not a chat`, EXIT.usage);
  if (chat.ext !== undefined && ('deleted' in chat.ext || 'left' in chat.ext)) {
    index.delete(chat.chatId);
    return;
  }
  const lacking = CHAT_KEYS.find((key) => !(key in chat));
  if (lacking !== undefined)
    throw new PullError(`${path} lacks ${lacking}: only complete chats can be compared`, EXIT.usage);
  // Without ext the line is exactly what the server sent.
  index.set(chat.chatId, copiedChat(chat, chat.ext === undefined ? line : wireText(chat)));
}

function parseLine(line: string, path: string): CopiedLine {
  try {
    return JSON.parse(line) as CopiedLine;
  } catch {
    throw new PullError(`${path} has a line that is not JSON`, EXIT.differs);
  }
}
