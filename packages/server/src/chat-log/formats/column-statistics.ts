/** What a Parquet file says of one column of one row group. Used by `parquet-chunk.ts`. */
import type { Statistics } from 'hyparquet';
import type { SchemaElement } from 'hyparquet-writer';
import { type Bounds, boundsOf } from './column-bounds.ts';
import { lowerBound, upperBound } from './text-bounds.ts';

/** What is known of a page without reading it. */
export interface PageFacts {
  readonly cells: number;
  readonly nulls: number;
  readonly rows: number;
  /** null when all cells are null, and where they are not known: of JSON, and of a text that is longer than a page. */
  readonly bounds: Bounds | null;
}

export function hasUnknownBounds({ cells, nulls, bounds }: PageFacts): boolean {
  return bounds === null && nulls < cells;
}

export class ColumnStatistics {
  #nulls = 0;
  #bounds: Bounds | null = null;
  #isUnknown = false;

  note(page: PageFacts): void {
    const { nulls, bounds } = page;
    this.#nulls += nulls;
    this.#isUnknown ||= hasUnknownBounds(page);
    if (bounds === null) return;
    const known = this.#bounds === null ? [] : [this.#bounds.least, this.#bounds.greatest];
    this.#bounds = boundsOf([...known, bounds.least, bounds.greatest]);
  }

  print(type: SchemaElement['type']): Statistics {
    const nulls = { null_count: BigInt(this.#nulls) };
    return this.#isUnknown || this.#bounds === null ? nulls : { ...nulls, ...printBounds(this.#bounds, type) };
  }
}

/** The greatest is left out where it is a text that no short one is greater than. */
export function printBounds({ least, greatest }: Bounds, type: SchemaElement['type']): Statistics {
  if (typeof least === 'number' || typeof greatest === 'number') {
    return { min_value: numberOf(Number(least), type), max_value: numberOf(Number(greatest), type) };
  }
  const [lower, upper] = [lowerBound(least), upperBound(greatest)];
  return {
    min_value: lower.bytes,
    is_min_value_exact: lower.isExact,
    ...(upper === null ? {} : { max_value: upper.bytes, is_max_value_exact: upper.isExact }),
  };
}

function numberOf(value: number, type: SchemaElement['type']): bigint | number | boolean {
  if (type === 'INT64') return BigInt(value);
  return type === 'BOOLEAN' ? value === 1 : value;
}
