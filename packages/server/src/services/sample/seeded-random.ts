/**
 * Repeatable random numbers for the sample generator: the same keys give the same numbers on every machine.
 * Never for keys, ids of real chats or anything that must not be guessed.
 */

const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function scramble(word: number): number {
  let mixed = word | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return mixed ^ (mixed >>> 15);
}

function hexOf(word: number): string {
  return `${HEX[word >>> 24]}${HEX[(word >>> 16) & 255]}${HEX[(word >>> 8) & 255]}${HEX[word & 255]}`;
}

/** A chaotic counter generator with 128 bits of state (sfc32). Uses only exact integer steps and multiplications. */
export class SeededRandom {
  #a = 0x9e3779b9;
  #b = 0x243f6a88;
  #c = 0xb7e15162;
  #counter = 1;

  /** @param keys whole numbers up to 2^53-1; different keys give different sequences. */
  constructor(...keys: readonly number[]) {
    for (const key of keys) {
      this.#a = scramble(this.#a ^ (key | 0));
      this.#b = scramble(this.#b ^ Math.floor(key / 0x1_0000_0000) ^ this.#a);
      this.#c = scramble(this.#c + this.#b);
    }
    for (let round = 0; round < 8; round++) this.uint32();
  }

  /** From 0 to 2^32-1. */
  uint32(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return sum >>> 0;
  }

  /** From 0 to less than 1. */
  fraction(): number {
    return this.uint32() / 0x1_0000_0000;
  }

  /** Whole number from `low` to `high`, both inclusive. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.fraction() * (high - low + 1));
  }

  /** Number from `low` to `high`, mostly near `low`: for waiting times and lengths. */
  skewed(low: number, high: number): number {
    const draw = this.fraction();
    return low + draw * draw * draw * (high - low);
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** @throws RangeError when the list is empty. */
  pick<T>(items: readonly T[]): T {
    const item = items[this.integer(0, items.length - 1)];
    if (item === undefined) throw new RangeError('cannot pick from an empty list');
    return item;
  }

  /** One of the items, each as often as its `weight` says. @throws RangeError when the list is empty. */
  pickWeighted<T extends { readonly weight: number }>(items: readonly T[]): T {
    let total = 0;
    for (const item of items) total += item.weight;
    let left = this.fraction() * total;
    for (const item of items) {
      left -= item.weight;
      if (left < 0) return item;
    }
    return this.pick(items);
  }

  /** `count` decimal digits, the first of which is not 0. */
  digits(count: number): string {
    let text = String(this.integer(1, 9));
    while (text.length < count) text += String(this.uint32() % 1_000_000).padStart(6, '0');
    return text.slice(0, count);
  }

  /** Text in the form of a version 4 UUID. */
  uuid(): string {
    const first = hexOf(this.uint32());
    const second = hexOf((this.uint32() & 0xffff0fff) | 0x4000);
    const third = hexOf((this.uint32() & 0x3fffffff) | 0x80000000);
    const fourth = hexOf(this.uint32());
    return `${first}-${second.slice(0, 4)}-${second.slice(4)}-${third.slice(0, 4)}-${third.slice(4)}${fourth}`;
  }
}
