/** Reads the number of rows from the footer of a Parquet file, to check that it is complete. Reads no data. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { EXIT, PullError } from './pull-error.ts';

const MAGIC = 'PAR1';

/** Thrift compact types, as the Parquet format numbers them. */
const TYPE = {
  stop: 0,
  true: 1,
  false: 2,
  byte: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  set: 10,
  struct: 12,
};
/** `num_rows` is the third field of FileMetaData. */
const NUM_ROWS = 3;

/** @throws PullError when the file is not a complete Parquet file */
export function parquetRows(path: string): number {
  const descriptor = openSync(path, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const read = (length: number, position: number): Buffer => {
      const bytes = Buffer.alloc(Math.max(0, length));
      readSync(descriptor, bytes, 0, bytes.length, position);
      return bytes;
    };
    const tail = size < 12 ? Buffer.alloc(8) : read(8, size - 8);
    const length = tail.readUInt32LE(0);
    if (tail.toString('latin1', 4) !== MAGIC || read(4, 0).toString('latin1') !== MAGIC || length > size - 12) {
      throw new PullError('the server did not send a complete Parquet file', EXIT.failed);
    }
    return new FooterReader(read(length, size - 8 - length)).findInteger(NUM_ROWS);
  } finally {
    closeSync(descriptor);
  }
}

/** Reads a struct of the Thrift compact protocol and skips other fields. */
class FooterReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  findInteger(wanted: number): number {
    let field = 0;
    for (;;) {
      const head = this.#byte();
      const type = head & 0x0f;
      if (type === TYPE.stop) throw new PullError('the Parquet file does not say how many rows it has', EXIT.failed);
      field = head >> 4 === 0 ? this.#zigzag() : field + (head >> 4);
      if (field === wanted) return this.#zigzag();
      this.#skip(type, false);
    }
  }

  #byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw new PullError('the footer of the Parquet file is truncated', EXIT.failed);
    this.#at += 1;
    return byte;
  }

  /** Row counts stay far below 2^53: multiplication keeps the bits that a 32-bit shift would lose. */
  #varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  }

  #zigzag(): number {
    const value = this.#varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  #skip(type: number, isElement: boolean): void {
    switch (type) {
      case TYPE.true:
      case TYPE.false:
        // A field's boolean is its type; an element's is a byte.
        if (isElement) this.#at += 1;
        return;
      case TYPE.byte:
        this.#at += 1;
        return;
      case TYPE.double:
        this.#at += 8;
        return;
      case TYPE.binary:
        this.#skipBytes(this.#varint());
        return;
      case TYPE.list:
      case TYPE.set:
        this.#skipList();
        return;
      case TYPE.struct:
        this.#skipStruct();
        return;
      default:
        this.#varint();
    }
  }

  #skipBytes(count: number): void {
    this.#at += count;
  }

  #skipList(): void {
    const head = this.#byte();
    const count = head >> 4 === 15 ? this.#varint() : head >> 4;
    for (let at = 0; at < count; at += 1) this.#skip(head & 0x0f, true);
  }

  #skipStruct(): void {
    for (;;) {
      const head = this.#byte();
      if ((head & 0x0f) === TYPE.stop) return;
      if (head >> 4 === 0) this.#varint();
      this.#skip(head & 0x0f, false);
    }
  }
}
