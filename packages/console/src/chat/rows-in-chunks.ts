/** Cuts the rows of a conversation into chunks that are in the page only near what is visible. Pure. */

export const CHUNK_ROWS = 100;
/** Up to here everything is in the page, so that the browser finds, copies and prints it. */
export const MOST_WHOLE_ROWS = 1_000;

export function chunksOf<Row>(rows: readonly Row[]): readonly (readonly Row[])[] {
  return Array.from({ length: Math.ceil(rows.length / CHUNK_ROWS) }, (_, at) =>
    rows.slice(at * CHUNK_ROWS, (at + 1) * CHUNK_ROWS),
  );
}

/** The chunk of the row with that index. */
export function chunkOf(index: number): number {
  return Math.floor(index / CHUNK_ROWS);
}
