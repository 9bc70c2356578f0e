/** How far a reader of the change feed has read, and its text form. Only the store interprets it. */

/**
 * A position in the order of a project's changes, in the store's own encoding: at most 64 characters of `[0-9.]`. Opaque
 * outside the store that made it.
 */
export type FeedPosition = string & { readonly brand: 'FeedPosition' };

/** A position in the order of changes: one number in SQLite, transaction and sequence in PostgreSQL. Compared part by part. */
export type Place = readonly bigint[];

/** The columns of a row that form a position. */
interface PlaceColumns {
  readonly columns: Readonly<Record<string, 'bigint'>>;
}

export interface FeedCursorState {
  /** Of the last change that was delivered. */
  readonly place: Place;
  /**
   * The end of the feed when the reader began with an empty copy, the start otherwise. Chats erased before it were never in
   * that copy, so their tombstones may be purged.
   */
  readonly base: Place;
}

/** Before the first change. */
export function startOf({ columns }: PlaceColumns): Place {
  return Object.keys(columns).map(() => 0n);
}

/** The position in a row that holds the order's columns. */
export function readPlace({ columns }: PlaceColumns, row: Readonly<Record<string, unknown>>): Place {
  return Object.keys(columns).map((name) => BigInt(row[name] as bigint));
}

export function isBefore(a: Place, b: Place): boolean {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at !== -1 && (a[at] ?? 0n) < (b[at] ?? 0n);
}

export function laterOf(a: Place, b: Place): Place {
  return isBefore(a, b) ? b : a;
}

/** The position just before that one. */
export function placeBefore(place: Place): Place {
  return [...place.slice(0, -1), (place.at(-1) ?? 0n) - 1n];
}

export function formatPlace(place: Place): FeedPosition {
  return place.join('.') as FeedPosition;
}

/** The parts of the position, and those of the base while it is ahead, separated by dots. */
export function formatState({ place, base }: FeedCursorState): FeedPosition {
  return formatPlace(isBefore(place, base) ? [...place, ...base] : place);
}

/** @throws RangeError when the text is not from `formatState`; cursors are authenticated before. */
export function parseState(order: PlaceColumns, text: FeedPosition): FeedCursorState {
  const parts = Object.keys(order.columns).length;
  const numbers = /^\d{1,19}(\.\d{1,19})*$/.test(text) ? text.split('.').map(BigInt) : [];
  if (numbers.length !== parts && numbers.length !== 2 * parts)
    throw new RangeError(`not a position in the feed: ${text}`);
  return { place: numbers.slice(0, parts), base: numbers.length === parts ? startOf(order) : numbers.slice(parts) };
}
