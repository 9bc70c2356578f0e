/**
 * The row of a chat with its additional facts, as `include=ext` and the change feed send it, stored ready to be joined like a
 * document. Its revision and the time of its change are known in the commit only: they stand between two parts that are
 * compressed before it. What has no full row is printed from its document.
 */
import { crc32, deflateRawSync } from 'node:zlib';
import type { LoggedChat } from '@parley/contract';
import type { Instant } from '../../model/instant.ts';
import type { StoredExt } from '../fold/folded-chat.ts';
import { addMessageExt } from '../view/add-ext.ts';
import { appendCrc, appendOperator } from './crc32-combine.ts';
import { DEFLATE_SEGMENT, type Sealed, sealParts } from './segment.ts';
import { storedBlocks } from './stored-blocks.ts';

/** A longer one is printed in a thread beside the server's when somebody asks for it. */
const MOST_CHARACTERS = 262_144;
/** Half the time of the level of documents, for a twentieth more bytes. */
const COMPRESSION = { ...DEFLATE_SEGMENT, level: 1 };

export interface FullRow {
  /** Up to the revision. */
  readonly before: PackedPart;
  readonly after: PackedPart;
}

interface PackedPart {
  /** Raw deflate that ends at a byte boundary and refers to nothing before it. */
  readonly packed: Uint8Array;
  readonly crc: number;
  /** Of the part, unpacked. */
  readonly bytes: number;
}

export interface RowHead {
  readonly revision: number;
  readonly updatedAt: Instant;
}

/** null for a chat that is too long. */
export function packFullRow(chat: LoggedChat, ext: StoredExt, isFinal: boolean): FullRow | null {
  const around = printAround(chat, ext);
  if (around === null) return null;
  const [before, after] = around;
  return { before: packPart(before, isFinal), after: packPart(after, isFinal) };
}

export function sealFullRow({ before, after }: FullRow, head: RowHead): Sealed {
  const between = Buffer.from(printHead(head));
  const crc = appendCrc(crc32(between, before.crc), after.crc, appendOperator(after.bytes));
  const documentBytes = before.bytes + between.length + after.bytes;
  return sealParts([before.packed, storedBlocks(between, false), after.packed], { crc, documentBytes });
}

/** JSON of the row; null for a chat that is too long. */
export function printFullRow(chat: LoggedChat, ext: StoredExt, head: RowHead): string | null {
  return printAround(chat, ext)?.join(printHead(head)) ?? null;
}

/** The row without what `printHead` gives. */
function printAround(chat: LoggedChat, ext: StoredExt): readonly [before: string, after: string] | null {
  const before = `${JSON.stringify(addMessageExt(chat, ext)).slice(0, -1)},"ext":{`;
  const after = `,${JSON.stringify(ext.chat).slice(1)}}`;
  return before.length + after.length > MOST_CHARACTERS ? null : [before, after];
}

function printHead({ revision, updatedAt }: RowHead): string {
  return `"revision":${revision},"updatedAt":"${new Date(updatedAt).toISOString()}"`;
}

function packPart(text: string, isFinal: boolean): PackedPart {
  const bytes = Buffer.from(text);
  const packed = isFinal ? deflateRawSync(bytes, COMPRESSION) : storedBlocks(bytes, false);
  return { packed, crc: crc32(bytes), bytes: bytes.length };
}
