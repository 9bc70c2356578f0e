/** Cells of a column that are not in a page yet. Used by `parquet-chunk.ts`. */

/** The overhead of a text, and a number as it is counted. */
const PREFIX_BYTES = 4;
const NUMBER_BYTES = 8;
const INT32_BYTES = 4;
const TWO_POW_32 = 2 ** 32;

/** Neighbouring texts of a packed column, each with its length before it. */
interface Stretch {
  readonly bytes: Uint8Array;
  readonly from: number;
  to: number;
}

/** How a number is written plainly. */
export type NumberType = 'INT32' | 'INT64' | 'BOOLEAN';

export class PendingCells {
  /** Of each cell how much of it is there: the most when it has a value. */
  readonly given: number[] = [];
  /** Of each cell 0 when it begins a row; only where rows have several. */
  readonly repeated: number[] = [];
  /** Those that are numbers. */
  readonly numbers: number[] = [];
  /** Of the texts their lengths in UTF-16 units. */
  readonly units: number[] = [];
  readonly #numberType: NumberType;
  /** What `given` is of a cell with a value. */
  readonly #present: number;
  readonly #stretches: Stretch[] = [];
  #bytes = 0;

  constructor(numberType: NumberType, present: number) {
    this.#numberType = numberType;
    this.#present = present;
  }

  next(): PendingCells {
    return new PendingCells(this.#numberType, this.#present);
  }

  /** Cells that have no value. */
  get nulls(): number {
    return this.given.reduce((sum, level) => (level < this.#present ? sum + 1 : sum), 0);
  }

  get rows(): number {
    return this.repeated.length === 0 ? this.count : this.repeated.reduce((sum, one) => sum + 1 - one, 0);
  }

  get count(): number {
    return this.given.length;
  }

  /** About how many bytes they have. */
  get bytes(): number {
    return this.#bytes;
  }

  /** `level`: how much of it is there. */
  addNull(level: number): void {
    this.given.push(level);
  }

  addNumber(value: number): void {
    this.given.push(this.#present);
    this.numbers.push(value);
    this.#bytes += NUMBER_BYTES;
  }

  /** The text from `from` to `to`, with its length before it. */
  addText(bytes: Uint8Array, from: number, to: number, units: number): void {
    this.given.push(this.#present);
    this.units.push(units);
    this.#bytes += PREFIX_BYTES + units;
    const last = this.#stretches.at(-1);
    if (last !== undefined && last.bytes === bytes && last.to === from) last.to = to;
    else this.#stretches.push({ bytes, from, to });
  }

  /** Those that are not null, encoded plainly. */
  plain(): Uint8Array {
    if (this.numbers.length > 0) return this.encodeNumbers(this.numbers);
    return Buffer.concat(this.#stretches.map(({ bytes, from, to }) => bytes.subarray(from, to)));
  }

  encodeNumbers(numbers: readonly number[]): Uint8Array {
    if (this.#numberType === 'BOOLEAN') return encodeBits(numbers);
    const size = this.#numberType === 'INT32' ? INT32_BYTES : NUMBER_BYTES;
    const bytes = new Uint8Array(numbers.length * size);
    const view = new DataView(bytes.buffer);
    for (const [at, number] of numbers.entries()) {
      if (size === INT32_BYTES) {
        view.setInt32(at * size, number, true);
      } else {
        const high = Math.floor(number / TWO_POW_32);
        view.setUint32(at * size, number - high * TWO_POW_32, true);
        view.setInt32(at * size + INT32_BYTES, high, true);
      }
    }
    return bytes;
  }

  /** The texts, or so many of their first bytes, byte by byte as characters: equal, and in order, as the texts are. */
  *keys(mostBytes = Number.MAX_SAFE_INTEGER): Generator<string> {
    for (const { bytes, from, to } of this.#stretches) {
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      for (let at = from; at < to; ) {
        const start = at + PREFIX_BYTES;
        const end = start + buffer.readUInt32LE(at);
        yield buffer.toString('latin1', start, Math.min(end, start + mostBytes));
        at = end;
      }
    }
  }
}

/** Eight to a byte, the first in its lowest bit. */
function encodeBits(bits: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  for (const [at, bit] of bits.entries()) bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (bit << (at & 7));
  return bytes;
}
