/**
 * The rows of `COPY … (FORMAT binary)`, both ways: bytes travel as they are, neither printed as hexadecimal text nor
 * parsed. See "Binary Format" of COPY in PostgreSQL's documentation.
 */
const HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const END = -1;
const NULL = -1;

/** A row as it came; each column is read by what the statement selected it as. */
export class CopyRow {
  readonly #fields: readonly (Buffer | null)[];

  constructor(fields: readonly (Buffer | null)[]) {
    this.#fields = fields;
  }

  /** A `bigint` column; null for NULL. */
  int(column: number): number | null {
    const field = this.#fields[column] ?? null;
    return field === null ? null : Number(field.readBigInt64BE());
  }

  /** A `bigint` column that is never NULL, as all of its 64 bits. */
  int64(column: number): bigint {
    return this.#fields[column]?.readBigInt64BE() ?? 0n;
  }

  /** A `text` column; "" for NULL. */
  text(column: number): string {
    return this.#fields[column]?.toString() ?? '';
  }

  /** A `bytea` column, empty for NULL. */
  bytes(column: number): Buffer {
    return this.#fields[column] ?? Buffer.alloc(0);
  }
}

/** The rows of a whole COPY. @throws RangeError when the bytes are not one. */
export function readCopyRows(bytes: Buffer): readonly CopyRow[] {
  const rows: CopyRow[] = [];
  // The header may be followed by an extension of a length that it tells.
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
    rows.push(new CopyRow(fields));
  }
}

/** A value by the type of its column: number or bigint for `bigint`, text for `text`, bytes for `bytea`. */
export type CopyValue = number | bigint | string | Uint8Array | null;

/** Rows on their way into a table, each as one piece. */
export function* writeCopyRows(rows: Iterable<readonly CopyValue[]>): Generator<Buffer> {
  yield HEADER;
  for (const row of rows) yield encodeRow(row);
  yield Buffer.from([0xff, 0xff]);
}

function encodeRow(row: readonly CopyValue[]): Buffer {
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

function encodeValue(value: CopyValue): Uint8Array | null {
  if (value === null || value instanceof Uint8Array) return value;
  if (typeof value === 'string') return Buffer.from(value);
  const number = Buffer.alloc(8);
  number.writeBigInt64BE(BigInt(value));
  return number;
}
