/**
 * Joins the chats of an import into blocks where they are sealed, so that nobody reads them again for it. Which of the blocks
 * can stand is known in the commit only.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { type BlockChat, planRuns } from '../codec/compaction-plan.ts';
import {
  DEFLATE_SEGMENT,
  frameSegment,
  INFLATE_SEGMENTS,
  SEPARATOR_BLOCK_BYTES,
  type Sealed,
  totalDocumentBytes,
} from '../codec/segment.ts';
import { shareOf } from '../fold/fold-stored.ts';
import type { ImportChat } from './import-chat.ts';

/** A block for chats of an import. */
export interface JoinedRun {
  /** By rising id. */
  readonly run: readonly BlockChat[];
  readonly sealed: Sealed;
}

/** Blocks for chats that come by rising or falling id; none where they come in no order: others may stand between them. */
export function joinImports(chats: readonly ImportChat[]): readonly JoinedRun[] {
  const rising = inRisingOrder(chats);
  return planRuns(rising.map(blockChatOf)).map((run) => ({ run, sealed: joinSegments(run) }));
}

function inRisingOrder(chats: readonly ImportChat[]): readonly ImportChat[] {
  const isBefore = (a: ImportChat | undefined, b: ImportChat) => a === undefined || a.chatId < b.chatId;
  if (chats.every((chat, at) => isBefore(chats[at - 1], chat))) return chats;
  const reversed = chats.toReversed();
  return reversed.every((chat, at) => isBefore(reversed[at - 1], chat)) ? reversed : [];
}

function blockChatOf({ chatId, folded, sealed }: ImportChat): BlockChat | null {
  if (folded.index.isOpen) return null;
  return {
    chatId,
    documentBytes: totalDocumentBytes(sealed.mark),
    ...shareOf(folded),
    segment: sealed.segment,
  };
}

function joinSegments(run: readonly BlockChat[]): Sealed {
  const segments = Buffer.concat(run.map(({ segment }) => segment));
  const documents = inflateRawSync(segments.subarray(SEPARATOR_BLOCK_BYTES), INFLATE_SEGMENTS);
  return frameSegment(documents, deflateRawSync(documents, DEFLATE_SEGMENT));
}
