/** What a Parquet file says of one column of one row group. Used by `parquet-chunk.ts`. */
import type { Statistics } from 'hyparquet';
import type { SchemaElement } from 'hyparquet-writer';
import type { PendingCells } from './pending-cells.ts';

/** Only for numbers and times: readers skip row groups by days and ids, hardly ever by texts. */
export class ColumnStatistics {
  #min: number | null = null;
  #max: number | null = null;
  #nulls = 0;

  note({ nulls, numbers }: PendingCells): void {
    this.#nulls += nulls;
    for (const number of numbers) {
      if (this.#min === null || number < this.#min) this.#min = number;
      if (this.#max === null || number > this.#max) this.#max = number;
    }
  }

  print(type: SchemaElement['type']): Statistics {
    const value = (number: number) => (type === 'INT64' ? BigInt(number) : type === 'BOOLEAN' ? number === 1 : number);
    const bounds =
      this.#min === null || this.#max === null ? {} : { min_value: value(this.#min), max_value: value(this.#max) };
    return { null_count: BigInt(this.#nulls), ...bounds };
  }
}
