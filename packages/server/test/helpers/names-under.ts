/** Paths of the files in a folder and those in it, from the folder on. Never used outside tests. */
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

export function namesUnder(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}
