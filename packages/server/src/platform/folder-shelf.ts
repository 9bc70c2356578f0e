/** A shelf in a folder: `ab/cdef…` for the content `abcdef…`. For its owner only. */
import { access, constants, type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FileShelf, Stretch } from './file-shelf.ts';
import { ifThere } from './if-there.ts';
import { clearIncomingFolder } from './incoming-folder.ts';
import { makePrivateFolder, PRIVATE_FOLDER } from './private-files.ts';

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

  /** Makes nothing: what is not there must be possible to make. */
  async check(): Promise<void> {
    let path = this.place;
    while (!(await exists(path)) && dirname(path) !== path) path = dirname(path);
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
  }

  isThere(): Promise<boolean> {
    return exists(this.place);
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

  clearIncoming(beforeMs: number): Promise<void> {
    return clearIncomingFolder(join(this.place, INCOMING), beforeMs);
  }

  /** It holds nothing open. */
  [Symbol.dispose](): void {}

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

/** Names in a folder survive a power cut only when the folder was written. */
async function keepNames(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using handle = await open(folder, 'r');
  await handle.sync();
}

async function exists(path: string): Promise<boolean> {
  return (await ifThere(stat(path))) !== null;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await ifThere(readdir(folder))) ?? [];
}

function openOrNull(path: string): Promise<FileHandle | null> {
  return ifThere(open(path, 'r'));
}
