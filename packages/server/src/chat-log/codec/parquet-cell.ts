/** What stands in a Parquet file for one value of a chat; everything here can be copied between threads. */

/** A value to write: INT64 as bigint, INT32 as number, BYTE_ARRAY as text. */
export type ParquetCell = bigint | number | string | null;

/** A long text as a finished page of its column, which holds nothing else. */
export interface ParquetPage {
  /** Whole buffer of its own. */
  readonly bytes: Uint8Array;
  /** With its head. */
  readonly uncompressedBytes: number;
}

export type PrintedCell = ParquetCell | ParquetPage;

export function isPage(cell: PrintedCell): cell is ParquetPage {
  return typeof cell === 'object' && cell !== null;
}
