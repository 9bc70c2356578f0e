/**
 * Rows on their way between threads: one list of values, and their bytes, which are handed over uncopied where they are long and
 * in one run where they are short.
 */
import type { Columns } from '../sql/database.ts';
import type { SqlValue } from '../sql/sql.ts';

/** Whoever sends longer ones gives their memory back at once, which parts of a run share. */
const LONG_BYTES = 65_536;

export type ColumnKinds = readonly Columns[string][];

export interface PackedRows {
  /** Row after row; bytes are their length here. */
  readonly values: readonly Exclude<SqlValue, Uint8Array>[];
  readonly short: Uint8Array<ArrayBuffer>;
  readonly long: readonly Uint8Array<ArrayBuffer>[];
}

export function packRows(rows: readonly (readonly SqlValue[])[]): PackedRows {
  const values: Exclude<SqlValue, Uint8Array>[] = [];
  const short: Uint8Array[] = [];
  const long: Uint8Array<ArrayBuffer>[] = [];
  for (const row of rows) {
    for (const value of row) {
      if (!(value instanceof Uint8Array)) values.push(value);
      else {
        values.push(value.length);
        if (value.length > LONG_BYTES) long.push(ownBytes(value));
        else short.push(value);
      }
    }
  }
  return { values, short: joinParts(short), long };
}

/** The memory to hand over with them. */
export function buffersOf({ short, long }: PackedRows): ArrayBuffer[] {
  return [short.buffer, ...long.map(({ buffer }) => buffer)];
}

/** Each row as a list of its values, in the order of `kinds`. */
export function unpackRows(kinds: ColumnKinds, { values, short, long }: PackedRows): SqlValue[][] {
  const rows: SqlValue[][] = [];
  const rest = long.values();
  let at = 0;
  const take = (length: number) => {
    if (length > LONG_BYTES) return rest.next().value ?? null;
    at += length;
    return short.subarray(at - length, at);
  };
  for (let first = 0; first < values.length; first += kinds.length) {
    const row = kinds.map((kind, index): SqlValue => {
      const value = values[first + index] ?? null;
      if (value === null) return null;
      if (kind === 'bigint') return BigInt(value);
      return kind === 'bytes' || kind === 'bytes?' ? take(Number(value)) : value;
    });
    rows.push(row);
  }
  return rows;
}

/** A result of SQLite has memory of its own. */
function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteLength } = bytes;
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? new Uint8Array(buffer) : bytes.slice();
}

function joinParts(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
