/** Everything of a chat that the store keeps as bytes, prepared before the commit. */
import { createHash } from 'node:crypto';
import { crc32, deflateRawSync } from 'node:zlib';
import type { FoldedChat } from '../fold/folded-chat.ts';
import { packBrief } from './chat-brief.ts';
import { type FullRow, packFullRow } from './full-row.ts';
import { type Sealed, sealDocument } from './segment.ts';
import { storedBlocks } from './stored-blocks.ts';

export interface SealedChat extends Sealed {
  /** Length before compression, of the document or of its additional facts, whichever is longer. */
  readonly documentBytes: number;
  /** JSON of `StoredExt` as raw deflate. */
  readonly ext: Uint8Array;
  /** First `DIGEST_BYTES` of the SHA-256 of the document: the chat's part of the log's checksum. */
  readonly digest: Uint8Array;
  /** See `packBrief`. */
  readonly brief: Uint8Array | null;
  readonly fullRow: FullRow | null;
}

export const DIGEST_BYTES = 8;

/** Nothing of an open chat is compressed, so that no acknowledgement waits for compression. */
export function sealChat({ chat, ext, index }: FoldedChat): SealedChat {
  const document = Buffer.from(JSON.stringify(chat));
  const extDocument = Buffer.from(JSON.stringify(ext));
  return {
    ...sealDocument(document, !index.isOpen),
    documentBytes: Math.max(document.length, extDocument.length),
    // Level 1: read with include=ext only.
    ext: index.isOpen ? storedBlocks(extDocument, true) : deflateRawSync(extDocument, { level: 1 }),
    digest: digestOf(document),
    brief: packBrief(chat, ext),
    fullRow: packFullRow(chat, ext, !index.isOpen),
  };
}

/** A chat's share of the checksum of the log. */
export function digestOf(document: Uint8Array): Buffer {
  return createHash('sha256').update(document).digest().subarray(0, DIGEST_BYTES);
}

/** A digest as it is stored, followed by a checksum of it and of what is sent beside it; `startedAt` in ms since 1970. */
export function sealDigest(digest: Uint8Array, chatId: number, startedAt: number): Uint8Array {
  const crc = Buffer.alloc(4);
  crc.writeUInt32LE(crc32(`${chatId} ${startedAt}`, crc32(digest)));
  return Buffer.concat([digest, crc]);
}

/** Whether a stored digest is what was sealed. One that 0.1.0 stored has no seal, and passes. */
export function isSoundDigest(stored: Uint8Array, chatId: number, startedAt: number): boolean {
  if (stored.length === DIGEST_BYTES) return true;
  const digest = stored.subarray(0, DIGEST_BYTES);
  return Buffer.compare(sealDigest(digest, chatId, startedAt), stored) === 0;
}
