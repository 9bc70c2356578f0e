/** A folder of this machine for files that are still coming to a shelf. For its owner only. */
import { lstatSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ifThere } from './if-there.ts';
import { makePrivateFolder } from './private-files.ts';

/** Makes it when it is not there. @throws TypeError where somebody else has put something in its place, as in /tmp */
export function openIncomingFolder(path: string): string {
  makePrivateFolder(path, () => true);
  const found = lstatSync(path);
  const isOurs = process.getuid === undefined || found.uid === process.getuid();
  if (!found.isDirectory() || !isOurs) throw new TypeError(`${path} is not a folder of this user`);
  return path;
}

/** Removes files that were last written before that time. */
export async function clearIncomingFolder(folder: string, beforeMs: number): Promise<void> {
  for (const name of (await ifThere(readdir(folder))) ?? []) {
    const path = join(folder, name);
    const found = await ifThere(stat(path));
    if (found !== null && found.mtimeMs < beforeMs) await rm(path, { force: true });
  }
}
