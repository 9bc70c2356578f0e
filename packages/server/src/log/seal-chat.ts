/** Everything of a chat that the store keeps as bytes, made before the commit where there is time for it. */
import { deflateRawSync } from 'node:zlib';
import type { FoldedChat } from './folded-chat.ts';
import { type Sealed, sealDocument } from './segment.ts';

export interface SealedChat extends Sealed {
  /** Length of the document before compression. */
  readonly documentBytes: number;
  /** JSON of `StoredExt` as raw deflate. */
  readonly ext: Uint8Array;
}

/** The document of a chat that may still change is framed only, so that no acknowledgement waits for compression. */
export function sealChat({ chat, ext, index }: FoldedChat): SealedChat {
  const document = Buffer.from(JSON.stringify(chat));
  // Level 1: read with include=ext only.
  return {
    ...sealDocument(document, !index.isOpen),
    documentBytes: document.length,
    ext: deflateRawSync(JSON.stringify(ext), { level: 1 }),
  };
}
