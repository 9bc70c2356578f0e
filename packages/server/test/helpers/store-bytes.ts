/** Everything that stands in the files of a SQLite store, read as anybody could who has the folder. Used by the tests of erasure. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { inflateRawSync } from 'node:zlib';
import { ChatBrief } from '../../src/chat-log/codec/chat-brief.ts';
import { SEPARATOR_BLOCK_BYTES } from '../../src/chat-log/codec/segment.ts';

export interface StoreBytes {
  /** Names of the files that were read. */
  readonly names: readonly string[];
  /** Every byte of every file, as Latin-1 text. */
  readonly raw: string;
  /** Everything that the store keeps compressed, unpacked. */
  readonly unpacked: string;
  /** Compressed documents as they are stored, by chat. */
  readonly segments: ReadonlyMap<number, Buffer>;
}

/**
 * The files are copied by another process first: closing a file here would end the locks that a store of this process
 * holds on it.
 */
export function readStoreBytes(directory: string): StoreBytes {
  const copy = mkdtempSync(join(tmpdir(), 'parley-bytes-'));
  try {
    execFileSync('cp', ['-R', `${directory}/.`, copy]);
    const names = readdirSync(copy, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const raw = names.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1')).join('\n');
    return { names: names.map(({ name }) => name).sort(), raw, ...readPacked(join(copy, 'parley.db')) };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function readPacked(file: string): Pick<StoreBytes, 'unpacked' | 'segments'> {
  const database = new DatabaseSync(file);
  const rows = (sql: string) => database.prepare(sql).all() as { chat_id?: number; packed: Uint8Array }[];
  const segments = rows('SELECT chat_id, segment AS packed FROM chat');
  const blocks = rows('SELECT segment AS packed FROM chat_block');
  const fullRows = rows('SELECT segment AS packed FROM full_row');
  const exts = rows('SELECT ext AS packed FROM chat_ext');
  const briefs = rows('SELECT brief AS packed FROM chat_brief');
  database.close();
  const unpacked = [
    ...[...segments, ...blocks, ...fullRows].map(({ packed }) => unpackSegment(packed)),
    ...exts.map(({ packed }) => inflateRawSync(packed).toString()),
    ...briefs.map(({ packed }) => JSON.stringify(ChatBrief.unpack(packed))),
  ];
  return {
    unpacked: unpacked.join('\n'),
    segments: new Map(segments.map(({ chat_id, packed }) => [Number(chat_id), Buffer.from(packed)])),
  };
}

/** A segment is a part of a stream: it has no end of its own. */
function unpackSegment(segment: Uint8Array): string {
  const finishFlush = 2;
  return inflateRawSync(segment.subarray(SEPARATOR_BLOCK_BYTES), { finishFlush }).toString();
}
