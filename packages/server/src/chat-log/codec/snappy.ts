/**
 * Snappy, with the same bytes as `hyparquet-writer` makes, in less time: the output is written into one buffer instead of byte
 * by byte into a growing one.
 */

const MOST_TABLE_BITS = 14;
const MOST_OFFSET = 0xffff;
/** Nearer to the end no copy is looked for. */
const INPUT_MARGIN = 15;
const HASH_FACTOR = 0x1e35a7bd;
const [LONGEST_COPY, LAST_LONG_COPY] = [64, 60];
/** Lengths of literals up to this stand in their tag. */
const SHORT_LITERAL = 60;

export function snappyCompress(input: Uint8Array): Uint8Array {
  return new Compression(input).run();
}

class Compression {
  readonly #input: Uint8Array;
  readonly #output: Uint8Array;
  readonly #table: Uint32Array;
  readonly #shift: number;
  #at = 0;

  constructor(input: Uint8Array) {
    this.#input = input;
    this.#output = new Uint8Array(32 + input.length + Math.ceil(input.length / 6));
    const bits = Math.min(MOST_TABLE_BITS, Math.floor(Math.log2(Math.max(1, input.length))));
    this.#table = new Uint32Array(1 << bits);
    this.#shift = 32 - bits;
  }

  run(): Uint8Array {
    for (let rest = this.#input.length; ; rest >>>= 7) {
      this.#output[this.#at++] = rest < 0x80 ? rest : (rest & 0x7f) | 0x80;
      if (rest < 0x80) break;
    }
    const rest = this.#input.length < INPUT_MARGIN ? 0 : this.#compress();
    if (rest < this.#input.length) this.#literal(rest, this.#input.length);
    return this.#output.subarray(0, this.#at);
  }

  /** Returns from where on no copies were found. */
  #compress(): number {
    const [input, table, shift] = [this.#input, this.#table, this.#shift];
    const limit = input.length - INPUT_MARGIN;
    let emitted = 0;
    let at = 1;
    for (;;) {
      let next = at;
      let nextHash = hashAt(input, at, shift);
      let candidate = 0;
      let skip = 32;
      do {
        at = next;
        const hash = nextHash;
        next = at + (skip >>> 5);
        skip += 1;
        if (at > limit) return emitted;
        nextHash = hashAt(input, next, shift);
        candidate = table[hash] ?? 0;
        table[hash] = at;
      } while (at - candidate > MOST_OFFSET || !areFourEqual(input, at, candidate));
      this.#literal(emitted, at);
      do {
        const length = this.#matchLength(at, candidate);
        this.#copies(at - candidate, length);
        at += length;
        emitted = at;
        if (at >= limit) return emitted;
        table[hashAt(input, at - 1, shift)] = at - 1;
        const hash = hashAt(input, at, shift);
        candidate = table[hash] ?? 0;
        table[hash] = at;
      } while (at - candidate <= MOST_OFFSET && areFourEqual(input, at, candidate));
      at += 1;
    }
  }

  #matchLength(at: number, candidate: number): number {
    const input = this.#input;
    const most = input.length - at;
    let length = 4;
    while (length < most && input[at + length] === input[candidate + length]) length += 1;
    return length;
  }

  #literal(from: number, to: number): void {
    const output = this.#output;
    const value = to - from - 1;
    if (value < SHORT_LITERAL) {
      output[this.#at++] = value << 2;
    } else {
      const bytes = value < 0x100 ? 1 : value < 0x10000 ? 2 : value < 0x1000000 ? 3 : 4;
      output[this.#at++] = (SHORT_LITERAL - 1 + bytes) << 2;
      for (let byte = 0; byte < bytes; byte += 1) output[this.#at++] = value >>> (byte * 8);
    }
    if (value < SHORT_LITERAL) for (let at = from; at < to; at += 1) output[this.#at++] = this.#input[at] ?? 0;
    else {
      output.set(this.#input.subarray(from, to), this.#at);
      this.#at += to - from;
    }
  }

  #copies(offset: number, length: number): void {
    let rest = length;
    for (; rest >= LONGEST_COPY + 4; rest -= LONGEST_COPY) this.#copy(offset, LONGEST_COPY);
    if (rest > LONGEST_COPY) {
      this.#copy(offset, LAST_LONG_COPY);
      rest -= LAST_LONG_COPY;
    }
    this.#copy(offset, rest);
  }

  #copy(offset: number, length: number): void {
    const output = this.#output;
    if (length < 12 && offset < 2048) {
      output[this.#at++] = 1 + ((length - 4) << 2) + ((offset >>> 8) << 5);
      output[this.#at++] = offset & 0xff;
      return;
    }
    output[this.#at++] = 2 + ((length - 1) << 2);
    output[this.#at++] = offset & 0xff;
    output[this.#at++] = offset >>> 8;
  }
}

function hashAt(input: Uint8Array, at: number, shift: number): number {
  const word =
    (input[at] ?? 0) | ((input[at + 1] ?? 0) << 8) | ((input[at + 2] ?? 0) << 16) | ((input[at + 3] ?? 0) << 24);
  return Math.imul(word, HASH_FACTOR) >>> shift;
}

function areFourEqual(input: Uint8Array, at: number, other: number): boolean {
  return (
    input[at] === input[other] &&
    input[at + 1] === input[other + 1] &&
    input[at + 2] === input[other + 2] &&
    input[at + 3] === input[other + 3]
  );
}
