/** A place in the change feed as this store spells it. Nobody above the store reads it. Pure. */
import type { FeedPosition } from '../chat-store.ts';

/** Of a change: its transaction, then its number in the order in which changes were written. */
export interface Place {
  readonly xid: bigint;
  readonly seq: bigint;
}

export interface FeedPlace extends Place {
  /**
   * The watermark when the reader began with an empty copy, `START` otherwise. Chats that were erased up to there were
   * never in that copy, so that their tombstones may be forgotten without harm to it.
   */
  readonly base: Place;
}

/** Before the first change. */
export const START: Place = { xid: 0n, seq: 0n };

export function isBefore(a: Place, b: Place): boolean {
  return a.xid < b.xid || (a.xid === b.xid && a.seq < b.seq);
}

export function laterOf(a: Place, b: Place): Place {
  return isBefore(a, b) ? b : a;
}

export function formatPlain({ xid, seq }: Place): FeedPosition {
  return `${xid}.${seq}` as FeedPosition;
}

/** `xid.seq`, and `.xid.seq` of the base as long as that lies ahead. */
export function formatPlace(place: FeedPlace): FeedPosition {
  const plain = formatPlain(place);
  return isBefore(place, place.base) ? (`${plain}.${formatPlain(place.base)}` as FeedPosition) : plain;
}

/** @throws RangeError when the text was not made by `formatPlace`; cursors are authenticated before they get here. */
export function parsePlace(text: FeedPosition): FeedPlace {
  const parts = /^(\d{1,19})\.(\d{1,19})(?:\.(\d{1,19})\.(\d{1,19}))?$/.exec(text);
  if (parts === null) throw new RangeError(`not a place in the feed: ${text}`);
  const [xid = 0n, seq = 0n, baseXid = 0n, baseSeq = 0n] = parts.slice(1).map((part) => BigInt(part ?? 0));
  return { xid, seq, base: { xid: baseXid, seq: baseSeq } };
}
