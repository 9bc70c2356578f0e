/** The files of an export folder while a run adds to them: each is listed in the manifest once it is whole. */
import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { countRows, type ExportedFile, type ExportManifest, writeManifest, writeWhole } from './export-manifest.ts';
import { makeOwnFolder } from './own-files.ts';

export interface FileSource {
  readonly pieces: AsyncIterable<Uint8Array>;
  /** Rows of the file, once its pieces were read. */
  readonly rows: () => number;
}

export class FolderFiles {
  readonly #folder: string;
  readonly #signal: AbortSignal;
  #manifest: ExportManifest;

  constructor(folder: string, manifest: ExportManifest, signal: AbortSignal) {
    this.#folder = folder;
    this.#manifest = manifest;
    this.#signal = signal;
  }

  get manifest(): ExportManifest {
    return this.#manifest;
  }

  /** Number of the last file of changes; 0 before the first. */
  get lastChange(): number {
    const numbers = this.#manifest.files.map(({ path }) => Number(/^changes\/(\d+)\./.exec(path)?.[1] ?? 0));
    return numbers.reduce((most, number) => Math.max(most, number), 0);
  }

  /** How many listed files have paths that begin so. */
  count(prefix: string): number {
    return this.#manifest.files.filter(({ path }) => path.startsWith(prefix)).length;
  }

  /** Writes a file and discards it when it has no rows. It counts only when the manifest lists it: see `keep`. */
  async write(path: string, kind: ExportedFile['kind'], { pieces, rows }: FileSource): Promise<ExportedFile> {
    const whole = join(this.#folder, path);
    await makeOwnFolder(this.#folder, dirname(path));
    const hash = createHash('sha256');
    let bytes = 0;
    await writeWhole(whole, async (file) => {
      for await (const piece of pieces) {
        this.#signal.throwIfAborted();
        hash.update(piece);
        bytes += piece.length;
        await file.writeFile(piece);
      }
    });
    const written = { path, kind, rows: rows(), bytes, sha256: hash.digest('hex') };
    if (written.rows === 0) await rm(whole);
    return written;
  }

  /** Lists the files that have rows, in this order after all others, and how far the run has come. */
  async keep(changed: Partial<ExportManifest>, files: readonly ExportedFile[] = []): Promise<void> {
    this.#signal.throwIfAborted();
    const listed = [...this.#manifest.files, ...files.filter(({ rows }) => rows > 0)];
    this.#manifest = { ...this.#manifest, ...changed, files: listed, counts: countRows(listed) };
    await writeManifest(this.#folder, this.#manifest);
  }
}
