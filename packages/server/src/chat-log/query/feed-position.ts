/** How far a reader of the change feed has read, and how that is spelt. Only the store looks into it. */

/**
 * A place in the order of a project's changes, in the store's own spelling: at most 64 characters of `[0-9.]`. Only the
 * store that made it can compare it; above the store it is kept and passed back, never looked into.
 */
export type FeedPosition = string & { readonly brand: 'FeedPosition' };

/** A place in the order of changes: one number in SQLite, transaction and sequence in PostgreSQL. Compared part by part. */
export type Place = readonly bigint[];

/** The columns of a row that make a place. */
interface PlaceColumns {
  readonly columns: Readonly<Record<string, 'bigint'>>;
}

export interface FeedCursorState {
  /** Of the last change that was delivered. */
  readonly place: Place;
  /**
   * The end of the feed when the reader began with an empty copy, the start otherwise. Chats that were erased up to there
   * were never in that copy, so that their tombstones may be forgotten without harm to it.
   */
  readonly base: Place;
}

/** Before the first change. */
export function startOf({ columns }: PlaceColumns): Place {
  return Object.keys(columns).map(() => 0n);
}

/** The place in a row that holds the order's columns. */
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

/** The place just before that one. */
export function placeBefore(place: Place): Place {
  return [...place.slice(0, -1), (place.at(-1) ?? 0n) - 1n];
}

export function formatPlace(place: Place): FeedPosition {
  return place.join('.') as FeedPosition;
}

/** The parts of the place, and those of the base as long as it lies ahead, with dots between them. */
export function formatState({ place, base }: FeedCursorState): FeedPosition {
  return formatPlace(isBefore(place, base) ? [...place, ...base] : place);
}

/** @throws RangeError when the text was not made by `formatState`; cursors are authenticated before they get here. */
export function parseState(order: PlaceColumns, text: FeedPosition): FeedCursorState {
  const parts = Object.keys(order.columns).length;
  const numbers = /^\d{1,19}(\.\d{1,19})*$/.test(text) ? text.split('.').map(BigInt) : [];
  if (numbers.length !== parts && numbers.length !== 2 * parts)
    throw new RangeError(`not a place in the feed: ${text}`);
  return { place: numbers.slice(0, parts), base: numbers.length === parts ? startOf(order) : numbers.slice(parts) };
}
