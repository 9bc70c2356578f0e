/** A place in the change feed as this store spells it. Nobody above the store reads it. */
import type { FeedPosition } from '../chat-store.ts';

export interface FeedPlace {
  /** Of the last change that was delivered, 0 before the first. */
  readonly position: number;
  /**
   * The newest change when the reader began with an empty copy, 0 otherwise. Chats that were erased up to there were never
   * in that copy, so that their tombstones may be forgotten without harm to it.
   */
  readonly base: number;
}

/** `position`, or `position.base` as long as the base lies ahead. */
export function formatPlace({ position, base }: FeedPlace): FeedPosition {
  return (base > position ? `${position}.${base}` : String(position)) as FeedPosition;
}

/** @throws RangeError when the text was not made by `formatPlace`; cursors are authenticated before they get here. */
export function parsePlace(text: FeedPosition): FeedPlace {
  const [, position, base] = /^(\d{1,16})(?:\.(\d{1,16}))?$/.exec(text) ?? [];
  if (position === undefined) throw new RangeError(`not a place in the feed: ${text}`);
  return { position: Number(position), base: Number(base ?? 0) };
}
