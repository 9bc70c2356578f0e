/** The repeated values of one column of one row group, which are written once, before its pages. Used by `parquet-chunk.ts`. */
import type { PendingCells } from './pending-cells.ts';

/** Up to this total size. */
const DICTIONARY_BYTES = 64_000;
const PREFIX_BYTES = 4;
const NUMBER_BYTES = 8;

type Key = string | number;

export class ColumnDictionary {
  readonly #indexes = new Map<Key, number>();
  readonly #keys: Key[] = [];
  #bytes = 0;
  #isOpen = true;

  /** The places of the cells that are not null; null when this page and all later ones are better written plain. */
  indexesOf(pending: PendingCells): number[] | null {
    if (!this.#isOpen) return null;
    const [knownBefore, bytesBefore] = [this.#indexes.size, this.#bytes];
    const limit = Math.min(DICTIONARY_BYTES, bytesBefore + pending.bytes / 2);
    const indexes: number[] = [];
    const keys: Iterable<Key> = pending.numbers.length > 0 ? pending.numbers : pending.keys();
    for (const key of keys) {
      indexes.push(this.#indexOf(key, pending.units[indexes.length]));
      if (this.#bytes <= limit) continue;
      this.#isOpen = false;
      this.#bytes = bytesBefore;
      for (const key of this.#keys.splice(knownBefore)) this.#indexes.delete(key);
      return null;
    }
    return indexes;
  }

  /** The values at these places, each once. */
  *valuesAt(indexes: readonly number[]): Generator<Key> {
    const isSeen = new Uint8Array(this.#keys.length);
    for (const index of indexes) {
      const key = this.#keys[index];
      if (isSeen[index] === 1 || key === undefined) continue;
      isSeen[index] = 1;
      yield key;
    }
  }

  /** `cells`: of the same column. */
  encode(cells: PendingCells): { readonly plain: Uint8Array; readonly count: number } {
    const keys = this.#keys;
    const numbers = keys.filter((key) => typeof key === 'number');
    return {
      plain: numbers.length > 0 ? cells.encodeNumbers(numbers) : encodeTexts(keys.map(String)),
      count: keys.length,
    };
  }

  /** `units`: of a text. */
  #indexOf(key: Key, units: number | undefined): number {
    const known = this.#indexes.get(key);
    if (known !== undefined) return known;
    const index = this.#indexes.size;
    this.#indexes.set(key, index);
    this.#keys.push(key);
    this.#bytes += units === undefined ? NUMBER_BYTES : PREFIX_BYTES + units;
    return index;
  }
}

function encodeTexts(keys: readonly string[]): Uint8Array {
  const bytes = Buffer.allocUnsafe(keys.reduce((sum, { length }) => sum + PREFIX_BYTES + length, 0));
  let at = 0;
  for (const key of keys) {
    at = bytes.writeUInt32LE(key.length, at);
    at += bytes.write(key, at, 'latin1');
  }
  return bytes;
}
