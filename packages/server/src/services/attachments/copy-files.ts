/** Copies the files that a store knows from one place to another, as for a backup. */
import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileShelf } from '../../platform/file-shelf.ts';
import { PRIVATE_FILE } from '../../platform/private-files.ts';
import type { ShelfUpkeep } from '../../store/attachment-store.ts';

const AT_ONCE = 500;

export interface CopiedFiles {
  readonly copied: number;
  /** Those that were not there, or not as they were put there. */
  readonly missing: number;
}

type Kept = Awaited<ReturnType<ShelfUpkeep['listKept']>>[number];

/** A file that is there already is put there again. @throws ShelfFailure */
export async function copyFiles(upkeep: ShelfUpkeep, from: FileShelf, to: FileShelf): Promise<CopiedFiles> {
  let [copied, missing] = [0, 0];
  for (let last = ''; ; ) {
    const files = await upkeep.listKept(last, AT_ONCE);
    for (const file of files) {
      if (await copyFile(file, from, to)) copied++;
      else missing++;
    }
    const end = files.at(-1);
    if (end === undefined) return { copied, missing };
    last = end.sha256;
  }
}

async function copyFile({ sha256, bytes }: Kept, from: FileShelf, to: FileShelf): Promise<boolean> {
  const pieces = await from.read(sha256, { first: 0, last: bytes - 1 });
  if (pieces === null) return false;
  const path = join(await to.openIncoming(), `copy-${process.pid}-${sha256}`);
  try {
    if ((await write(path, pieces)) !== sha256) return false;
    await to.put(sha256, path);
    return true;
  } finally {
    await rm(path, { force: true });
  }
}

/** Returns the SHA-256 of what was written. */
async function write(path: string, pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  await using file = await open(path, 'w', PRIVATE_FILE);
  for await (const piece of pieces) {
    hash.update(piece);
    await file.writeFile(piece);
  }
  await file.sync();
  return hash.digest('hex');
}
