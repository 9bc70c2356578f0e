/** Rows on their way between threads: one list of values, and one run of all their bytes, which is handed over uncopied. */
import type { Columns } from '../sql/database.ts';
import type { SqlValue } from '../sql/sql.ts';

export type ColumnKinds = readonly Columns[string][];

export interface PackedRows {
  /** Row after row; bytes are their length here. */
  readonly values: readonly Exclude<SqlValue, Uint8Array>[];
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export function packRows(rows: readonly (readonly SqlValue[])[]): PackedRows {
  const values: Exclude<SqlValue, Uint8Array>[] = [];
  const parts: Uint8Array[] = [];
  for (const row of rows) {
    for (const value of row) {
      if (value instanceof Uint8Array) {
        parts.push(value);
        values.push(value.length);
      } else values.push(value);
    }
  }
  return { values, bytes: joinParts(parts) };
}

/** Each row as a list of its values, in the order of `kinds`. */
export function unpackRows(kinds: ColumnKinds, { values, bytes }: PackedRows): SqlValue[][] {
  const rows: SqlValue[][] = [];
  let at = 0;
  for (let first = 0; first < values.length; first += kinds.length) {
    const row = kinds.map((kind, index): SqlValue => {
      const value = values[first + index] ?? null;
      if (value === null) return null;
      if (kind === 'bigint') return BigInt(value);
      if (kind !== 'bytes' && kind !== 'bytes?') return value;
      at += Number(value);
      return bytes.subarray(at - Number(value), at);
    });
    rows.push(row);
  }
  return rows;
}

function joinParts(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const [first] = parts;
  // A run of blocks comes as one value with memory of its own.
  if (parts.length === 1 && first?.buffer instanceof ArrayBuffer && first.length === first.buffer.byteLength) {
    return new Uint8Array(first.buffer);
  }
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
