/**
 * The file of rows that were not imported: one JSON object per line with `line`, `field`, `reason` and `row`. Created
 * with the first reject; a device or pipe is written through.
 */
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { openThrough } from '../../platform/open-through.ts';
import {
  findOutput,
  type OutputPlace,
  type Ownership,
  preparingFor,
  requireOurs,
  requireWritable,
} from '../../platform/output-place.ts';
import { PRIVATE_FILE } from '../../platform/private-files.ts';
import { namingPath } from '../../platform/system-error.ts';
import type { Reject } from './import-batch.ts';

export class RejectFile implements Disposable {
  readonly path: string;
  readonly #place: OutputPlace;
  #descriptor: number | null = null;

  /**
   * Removes the file of an earlier import at `path`. `isNamed`: somebody gave the path, which must be writable even if it is never
   * needed. @throws OutputRefused when another file is there
   */
  constructor(path: string, { mayOverwrite = false, isNamed = false } = {}) {
    this.path = path;
    this.#place = preparingFor('--rejects', path, () => {
      const place = findOutput(path);
      if (place.kind === 'file') requireOurs(place.path, rejectsOf(mayOverwrite));
      if (isNamed) requireWritable(place, '');
      return place;
    });
    if (this.#place.kind === 'file') rmSync(this.#place.path, { force: true });
    else this.#descriptor = openThrough(this.#place);
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
