/** A shelf in a folder: `ab/cdef…` for the content `abcdef…`. For its owner only. */
import { chmod, constants, copyFile, type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileShelf, Stretch } from './file-shelf.ts';
import { makePrivateFolder, PRIVATE_FILE, PRIVATE_FOLDER } from './private-files.ts';

const INCOMING = 'incoming';
const SHARD = /^[0-9a-f]{2}$/;
const REST = /^[0-9a-f]{62}$/;
const CONTENT = /^[0-9a-f]{64}$/;
/** Small enough to need no giving back of memory. */
const PIECE_BYTES = 65_536;

export class FolderShelf implements FileShelf {
  readonly place: string;

  constructor(folder: string) {
    this.place = folder;
  }

  async openIncoming(): Promise<string> {
    makePrivateFolder(this.place, (name) => name === INCOMING || SHARD.test(name));
    const incoming = join(this.place, INCOMING);
    await mkdir(incoming, { recursive: true, mode: PRIVATE_FOLDER });
    return incoming;
  }

  async put(content: string, path: string): Promise<void> {
    const file = this.#fileOf(content);
    const made = await mkdir(file.folder, { recursive: true, mode: PRIVATE_FOLDER });
    await rename(path, file.path);
    await keepNames(file.folder);
    if (made !== undefined) await keepNames(this.place);
  }

  /** Copies a file of another shelf; false when it is not there. */
  async copyFrom(other: FolderShelf, content: string): Promise<boolean> {
    const path = join(await this.openIncoming(), content);
    const copied = await ifThere(
      copyFile(other.#fileOf(content).path, path, constants.COPYFILE_FICLONE).then(() => true),
    );
    if (copied === null) return false;
    await chmod(path, PRIVATE_FILE);
    await syncFile(path);
    await this.put(content, path);
    return true;
  }

  async read(content: string, { first, last }: Stretch): Promise<AsyncIterable<Uint8Array> | null> {
    const handle = await openOrNull(this.#fileOf(content).path);
    if (handle === null) return null;
    if ((await handle.stat()).size > last) return piecesOf(handle, first, last);
    await handle.close();
    return null;
  }

  async sizeOf(content: string): Promise<number | null> {
    const found = await ifThere(stat(this.#fileOf(content).path));
    return found?.size ?? null;
  }

  async remove(content: string): Promise<void> {
    await rm(this.#fileOf(content).path, { force: true });
  }

  async *listBefore(beforeMs: number): AsyncGenerator<string> {
    for (const shard of await namesIn(this.place)) {
      if (!SHARD.test(shard)) continue;
      for (const rest of await namesIn(join(this.place, shard))) {
        if (!REST.test(rest)) continue;
        const found = await ifThere(stat(join(this.place, shard, rest)));
        if (found !== null && found.mtimeMs < beforeMs) yield shard + rest;
      }
    }
  }

  async clearIncoming(beforeMs: number): Promise<void> {
    for (const name of await namesIn(join(this.place, INCOMING))) {
      const path = join(this.place, INCOMING, name);
      const found = await ifThere(stat(path));
      if (found !== null && found.mtimeMs < beforeMs) await rm(path, { force: true });
    }
  }

  /** @throws TypeError for what is no content, before it becomes a path */
  #fileOf(content: string): { readonly folder: string; readonly path: string } {
    if (!CONTENT.test(content)) throw new TypeError('a content is named by 64 hexadecimal digits');
    const folder = join(this.place, content.slice(0, 2));
    return { folder, path: join(folder, content.slice(2)) };
  }
}

async function* piecesOf(handle: FileHandle, first: number, last: number): AsyncGenerator<Uint8Array> {
  try {
    for (let at = first; at <= last; ) {
      const piece = Buffer.allocUnsafeSlow(Math.min(PIECE_BYTES, last + 1 - at));
      const { bytesRead } = await handle.read(piece, 0, piece.length, at);
      if (bytesRead === 0) throw new RangeError('the file has become shorter');
      yield piece.subarray(0, bytesRead);
      at += bytesRead;
    }
  } finally {
    await handle.close();
  }
}

async function syncFile(path: string): Promise<void> {
  await using handle = await open(path, 'r+');
  await handle.sync();
}

/** Names in a folder survive a power cut only when the folder was written. */
async function keepNames(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using handle = await open(folder, 'r');
  await handle.sync();
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await ifThere(readdir(folder))) ?? [];
}

function openOrNull(path: string): Promise<FileHandle | null> {
  return ifThere(open(path, 'r'));
}

/** null where nothing is. */
async function ifThere<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
