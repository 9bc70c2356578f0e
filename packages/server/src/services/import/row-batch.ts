/** Packs rows into one block of memory that is transferred to a worker. Used between the splitter and the workers. */
import type { SplitPart } from './split-part.ts';

export interface BatchedRow {
  /** Line of the file, from 1. */
  readonly line: number;
  /** Position of its bytes in the block. */
  readonly start: number;
  readonly end: number;
  /** Why it cannot be read at all; null for a row. */
  readonly problem: string | null;
}

export interface RowBatch {
  /** 0, 1, 2 … in the order of the file. */
  readonly number: number;
  readonly rows: readonly BatchedRow[];
  readonly block: ArrayBuffer;
  /** Time of import for the chats, epoch milliseconds. */
  readonly atMs: number;
}

const LARGEST_ROWS = 256;
const LARGEST_BYTES = 2 * 1024 * 1024;

export class BatchBuilder {
  #rows: BatchedRow[] = [];
  #staging = new Uint8Array(LARGEST_BYTES);
  #bytes = 0;
  #number = 0;

  get isEmpty(): boolean {
    return this.#rows.length === 0;
  }

  /** Copies the row. True when the batch is large enough to be taken. */
  add({ line, bytes, problem }: SplitPart): boolean {
    const start = this.#bytes;
    const end = start + bytes.length;
    if (end > this.#staging.length) {
      const larger = new Uint8Array(end);
      larger.set(this.#staging.subarray(0, start));
      this.#staging = larger;
    }
    this.#staging.set(bytes, start);
    this.#rows.push({ line, start, end, problem });
    this.#bytes = end;
    return this.#rows.length >= LARGEST_ROWS || end >= LARGEST_BYTES;
  }

  /** The rows so far as a batch; starts the next one. */
  take(atMs: number): RowBatch {
    const block = this.#staging.slice(0, this.#bytes).buffer;
    const rows = this.#rows;
    if (this.#staging.length > LARGEST_BYTES) this.#staging = new Uint8Array(LARGEST_BYTES);
    this.#rows = [];
    this.#bytes = 0;
    return { number: this.#number++, rows, block, atMs };
  }
}
