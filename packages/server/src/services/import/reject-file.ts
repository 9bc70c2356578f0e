/**
 * The file of rows that were not imported: one JSON object per line with `line`, `field`, `reason` and `row`. Created
 * with the first reject; a device or pipe is written through.
 */
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { findOutput, type OutputPlace, type Ownership, openThrough, requireOurs } from '../../platform/output-place.ts';
import { PRIVATE_FILE } from '../../platform/private-files.ts';
import { namingPath } from '../../platform/system-error.ts';
import type { Reject } from './import-batch.ts';

export class RejectFile implements Disposable {
  readonly path: string;
  readonly #place: OutputPlace;
  #descriptor: number | null = null;

  /** Removes the file of an earlier import at `path`. @throws OutputRefused when another file is there */
  constructor(path: string, mayOverwrite = false) {
    this.path = path;
    this.#place = findOutput(path);
    if (this.#place.kind === 'file') {
      requireOurs(this.#place.path, rejectsOf(mayOverwrite));
      rmSync(this.#place.path, { force: true });
    } else this.#descriptor = openThrough(this.#place);
  }

  /** Only its owner may read the file: rows hold what visitors wrote. */
  add({ line, field, reason, row }: Reject): void {
    namingPath(this.path, () => {
      this.#descriptor ??= openSync(this.#place.path, 'wx', PRIVATE_FILE);
      writeSync(this.#descriptor, `${JSON.stringify({ line, field, reason, row })}\n`);
    });
  }

  [Symbol.dispose](): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }
}

/** Of `import` and of `mirror`. */
export function rejectsOf(mayOverwrite: boolean): Ownership {
  const isOurs = (head: string) => /^\{"(line|request)":[^\n]*"reason":/.test(head);
  return { what: 'a file of rejects', isOurs, mayOverwrite };
}
