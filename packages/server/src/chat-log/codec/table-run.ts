/** Neighbouring chats to be printed from their stored bytes as rows of a table; everything here can be copied between threads. */
import type { CsvStyle } from '../query/chat-log-query.ts';
import type { ShippedTable } from './packed-table.ts';

/** How the values of documents become rows. */
export type RunOrder = { readonly keys: readonly string[] } & (CsvOrder | ParquetOrder);

export interface CsvOrder {
  readonly kind: 'csv';
  /** Numbers of the keys that are columns. */
  readonly columns: readonly number[];
  readonly style: CsvStyle;
}

export interface ParquetOrder {
  readonly kind: 'parquet';
  readonly columns: readonly ColumnOrder[];
}

/** A column of the values of one key, or of the times that are none. */
export type ColumnOrder =
  | { readonly kind: ValueKind; readonly key: number }
  | { readonly kind: 'unreadableTimes'; readonly keys: readonly number[] };

/** `text`: without quotes and escapes; `json`: as it stands in the document. */
export type ValueKind = 'number' | 'text' | 'json' | 'wallTime';

/** Bytes of text, or a part of a table. */
export type PrintedRun = Uint8Array | ShippedTable;

export interface StoredRunArgs {
  /** Joined segments. */
  readonly segments: Uint8Array;
  /** Of the documents, see `packLengths`. */
  readonly lengths: Uint8Array;
  readonly order: RunOrder;
}
