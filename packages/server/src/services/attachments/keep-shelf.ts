/** Keeps the shelf as the store has it: what nobody has any more goes, and so does what never arrived. */
import { type Instant, instant } from '../../model/instant.ts';
import type { FileShelf } from '../../platform/file-shelf.ts';
import type { ShelfUpkeep } from '../../store/attachment-store.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** At ten seconds each at most, these are removed before others may take them to be left by a process that is gone. */
const REMOVED_AT_ONCE = 50;
const AT_ONCE = 100;

/** Removes the contents that no attachment has any more. Returns how many. */
export async function removeUnused(upkeep: ShelfUpkeep, shelf: FileShelf, now: Instant): Promise<number> {
  let removed = 0;
  for (;;) {
    const contents = await upkeep.takeUnused(REMOVED_AT_ONCE, now);
    if (contents.length === 0) return removed;
    for (const content of contents) await shelf.remove(content);
    await upkeep.noteRemoved(contents);
    removed += contents.length;
  }
}

/**
 * Forgets what was reserved a day ago and never sent, and removes what nobody can ever ask for: uploads that broke off with their
 * process, and files that the store does not know, as after a restore.
 */
export async function tidyShelf(upkeep: ShelfUpkeep, shelf: FileShelf, now: Instant): Promise<void> {
  while (await upkeep.purgeUnsent(instant(now - DAY_MS)));
  await removeUnused(upkeep, shelf, now);
  await shelf.clearIncoming(now - HOUR_MS);
  let some: string[] = [];
  for await (const content of shelf.listBefore(now - DAY_MS)) {
    some.push(content);
    if (some.length < AT_ONCE) continue;
    await removeStrange(upkeep, shelf, some);
    some = [];
  }
  await removeStrange(upkeep, shelf, some);
}

async function removeStrange(upkeep: ShelfUpkeep, shelf: FileShelf, contents: readonly string[]): Promise<void> {
  for (const content of await upkeep.findStrange(contents)) await shelf.remove(content);
}
