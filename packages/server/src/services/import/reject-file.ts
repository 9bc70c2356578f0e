/**
 * The file of rows that were not imported: one JSON object a line with `line`, `field`, `reason` and `row`. Made with its
 * first row, so that there is none when all is well.
 */
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import type { Reject } from './import-batch.ts';

export class RejectFile implements Disposable {
  readonly path: string;
  #descriptor: number | null = null;

  /** Removes what an earlier import left at `path`. */
  constructor(path: string) {
    this.path = path;
    rmSync(path, { force: true });
  }

  /** Nobody else may read it: rows hold what visitors wrote. */
  add({ line, field, reason, row }: Reject): void {
    this.#descriptor ??= openSync(this.path, 'wx', 0o600);
    writeSync(this.#descriptor, `${JSON.stringify({ line, field, reason, row })}\n`);
  }

  [Symbol.dispose](): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }
}
