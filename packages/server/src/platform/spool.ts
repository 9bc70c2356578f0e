/**
 * Text that is written first and read once afterwards: kept in memory while it is short, then in an unlinked temporary file,
 * so that a reply of any length needs the same memory.
 */
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PRIVATE_FILE } from './private-files.ts';

const LARGEST_IN_MEMORY = 256_000;
const READ_BYTES = 65_536;

export class Spool implements AsyncDisposable {
  /** Encoded one by one: encoding a megabyte at once would block the event loop for milliseconds. */
  #pieces: Uint8Array[] = [];
  #bytes = 0;
  #file: FileHandle | null = null;

  async add(text: string): Promise<void> {
    const piece = Buffer.from(text);
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    if (this.#bytes >= LARGEST_IN_MEMORY) await this.#flush();
  }

  /** Everything that was added, in order. */
  async *read(): AsyncGenerator<Uint8Array> {
    if (this.#file !== null) {
      for (let at = 0; ; ) {
        const { bytesRead, buffer } = await this.#file.read(Buffer.allocUnsafe(READ_BYTES), 0, READ_BYTES, at);
        if (bytesRead === 0) break;
        at += bytesRead;
        yield buffer.subarray(0, bytesRead);
      }
    }
    yield* this.#pieces;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file?.close();
    this.#file = null;
  }

  async #flush(): Promise<void> {
    this.#file ??= await openNameless();
    await this.#file.appendFile(this.#pieces);
    this.#pieces = [];
    this.#bytes = 0;
  }
}

/** Unlinked immediately, so that nothing is left however the process ends. */
async function openNameless(): Promise<FileHandle> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-'));
  try {
    return await open(join(folder, 'spool'), 'ax+', PRIVATE_FILE);
  } finally {
    await rm(folder, { recursive: true });
  }
}
