/**
 * The file of rows that were not imported: one JSON object per line with `line`, `field`, `reason` and `row`. Created
 * with the first reject.
 */
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { PRIVATE_FILE } from '../../platform/private-files.ts';
import type { Reject } from './import-batch.ts';

export class RejectFile implements Disposable {
  readonly path: string;
  #descriptor: number | null = null;

  /** Removes the file of an earlier import at `path`. */
  constructor(path: string) {
    this.path = path;
    rmSync(path, { force: true });
  }

  /** Only its owner may read the file: rows hold what visitors wrote. */
  add({ line, field, reason, row }: Reject): void {
    this.#descriptor ??= openSync(this.path, 'wx', PRIVATE_FILE);
    writeSync(this.#descriptor, `${JSON.stringify({ line, field, reason, row })}\n`);
  }

  [Symbol.dispose](): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }
}
