/** How often each text occurs: counted by its place in a list that all groups of an aggregation share. */
import type { TextColumn } from './fact-batch.ts';

/** Texts in the order in which they were met, after those that were known before. */
export class TextIndex {
  readonly #known: number;
  readonly #texts: string[];
  readonly #places: Map<string, number>;

  constructor(known: readonly string[]) {
    this.#known = known.length;
    this.#texts = [...known];
    this.#places = new Map(known.map((text, at) => [text, at]));
  }

  /** The place of each of the column's texts. */
  placesOf({ texts }: TextColumn): readonly number[] {
    return texts.map((text) => {
      const known = this.#places.get(text);
      if (known !== undefined) return known;
      this.#places.set(text, this.#texts.length);
      return this.#texts.push(text) - 1;
    });
  }

  /** Places with their texts: the known ones in their order, then the others by text. */
  list(): readonly (readonly [place: number, text: string])[] {
    const all = [...this.#texts.entries()];
    const others = all.slice(this.#known).sort(([, a], [, b]) => (a < b ? -1 : 1));
    return [...all.slice(0, this.#known), ...others];
  }
}

export class TextCounts {
  readonly #index: TextIndex;
  readonly #counts: number[] = [];

  constructor(index: TextIndex) {
    this.#index = index;
  }

  add(place: number, times = 1): void {
    while (this.#counts.length <= place) this.#counts.push(0);
    this.#counts[place] = (this.#counts[place] ?? 0) + times;
  }

  /** The other has the same index. */
  merge(other: TextCounts): void {
    for (const [place, count] of other.#counts.entries()) this.add(place, count);
  }

  /** Those that occur. */
  list(): readonly { readonly value: string; readonly count: number }[] {
    return this.#index
      .list()
      .map(([place, value]) => ({ value, count: this.#counts[place] ?? 0 }))
      .filter(({ count }) => count > 0);
  }
}
