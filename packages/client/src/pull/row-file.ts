/** An append-only file of rows that can be continued after a kill at any byte. Used for NDJSON and CSV copies. */
import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { requirePlain } from './output-place.ts';
import { EXIT, PullError } from './pull-error.ts';
import { namingPath } from './system-error.ts';

export class RowFile implements Disposable {
  readonly #path: string;
  readonly #descriptor: number;
  #bytes: number;

  private constructor(path: string, descriptor: number, bytes: number) {
    this.#path = path;
    this.#descriptor = descriptor;
    this.#bytes = bytes;
  }

  /**
   * Opens or creates the file and cuts it to `bytes`. `copy`: the file that it becomes. @throws PullError when it is shorter than
   * that; OutputRefused for a link
   */
  static open(path: string, bytes: number, copy = path): RowFile {
    requirePlain(path);
    const descriptor = openSync(path, 'a+', 0o600);
    const { size } = fstatSync(descriptor);
    if (size < bytes) {
      closeSync(descriptor);
      const begun = copy === path ? path : `${copy} cannot be continued: ${path}`;
      const message = `${begun} is shorter than after the last run; remove it and its state file to start over`;
      throw new PullError(message, EXIT.usage);
    }
    if (size > bytes) ftruncateSync(descriptor, bytes);
    return new RowFile(path, descriptor, bytes);
  }

  get bytes(): number {
    return this.#bytes;
  }

  append(piece: Uint8Array): void {
    namingPath(this.#path, () => {
      for (let written = 0; written < piece.length; ) written += writeSync(this.#descriptor, piece, written);
    });
    this.#bytes += piece.length;
  }

  clear(): void {
    ftruncateSync(this.#descriptor, 0);
    this.#bytes = 0;
  }

  /** On disk when it returns. */
  sync(): void {
    fsyncSync(this.#descriptor);
  }

  [Symbol.dispose](): void {
    closeSync(this.#descriptor);
  }
}
