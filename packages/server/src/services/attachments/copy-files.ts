/** Copies the files that a store knows from one folder to another, as for a backup. */
import type { FolderShelf } from '../../platform/folder-shelf.ts';
import type { ShelfUpkeep } from '../../store/attachment-store.ts';

const AT_ONCE = 500;

export interface CopiedFiles {
  readonly copied: number;
  /** Those that were not there. */
  readonly missing: number;
}

export async function copyFiles(upkeep: ShelfUpkeep, from: FolderShelf, to: FolderShelf): Promise<CopiedFiles> {
  let [copied, missing] = [0, 0];
  for (let last = ''; ; ) {
    const files = await upkeep.listKept(last, AT_ONCE);
    for (const { sha256 } of files) {
      if (await to.copyFrom(from, sha256)) copied++;
      else missing++;
    }
    const end = files.at(-1);
    if (end === undefined) return { copied, missing };
    last = end.sha256;
  }
}
