/** The rows of `COPY … (FORMAT binary)`, both ways. See "Binary Format" of COPY in PostgreSQL's documentation. */
import type { Columns } from '../sql/database.ts';
import type { SqlValue } from '../sql/sql.ts';

const HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const END = -1;
const NULL = -1;

/** A row as it came: the bytes of each column, null for NULL. */
export type CopyRow = readonly (Buffer | null)[];

/** The rows of a whole COPY. @throws RangeError when the bytes are not one. */
export function readCopyRows(bytes: Buffer): readonly CopyRow[] {
  const rows: CopyRow[] = [];
  // An extension may follow the header, with its length before it.
  let at = HEADER.length + bytes.readInt32BE(HEADER.length - 4);
  for (;;) {
    const count = bytes.readInt16BE(at);
    at += 2;
    if (count === END) return rows;
    const fields: (Buffer | null)[] = [];
    for (let column = 0; column < count; column++) {
      const length = bytes.readInt32BE(at);
      at += 4;
      fields.push(length === NULL ? null : bytes.subarray(at, at + length));
      at += Math.max(length, 0);
    }
    rows.push(fields);
  }
}

const INT4_BYTES = 4;

/** The value of a column; a bigint is all 64 bits of it. */
export function readField(kind: Columns[string], field: Buffer | null): SqlValue {
  if (field === null) return null;
  switch (kind) {
    case 'int':
    case 'int?':
      return field.length === INT4_BYTES ? field.readInt32BE() : Number(field.readBigInt64BE());
    case 'bigint':
      return field.readBigInt64BE();
    case 'text':
    case 'text?':
      return field.toString();
    case 'bytes':
    case 'bytes?':
      return field;
  }
}

/** Rows to be written, each as one piece. */
export function* writeCopyRows(rows: Iterable<readonly SqlValue[]>): Generator<Buffer> {
  yield HEADER;
  for (const row of rows) yield encodeRow(row);
  yield Buffer.from([0xff, 0xff]);
}

function encodeRow(row: readonly SqlValue[]): Buffer {
  const parts: Uint8Array[] = [];
  const count = Buffer.alloc(2);
  count.writeInt16BE(row.length);
  parts.push(count);
  for (const value of row) {
    const field = encodeValue(value);
    const length = Buffer.alloc(4);
    length.writeInt32BE(field === null ? NULL : field.length);
    parts.push(length);
    if (field !== null) parts.push(field);
  }
  return Buffer.concat(parts);
}

function encodeValue(value: SqlValue): Uint8Array | null {
  if (value === null || value instanceof Uint8Array) return value;
  if (typeof value === 'string') return Buffer.from(value);
  const number = Buffer.alloc(8);
  number.writeBigInt64BE(BigInt(value));
  return number;
}
