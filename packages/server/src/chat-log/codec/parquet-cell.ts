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

/** The values of a column of a list, one for each of its items; null where there is no list. */
export interface ListCell {
  readonly items: readonly ParquetCell[] | null;
}

export type PrintedCell = ParquetCell | ParquetPage | ListCell;

export function isPage(cell: PrintedCell): cell is ParquetPage {
  return typeof cell === 'object' && cell !== null && 'bytes' in cell;
}
