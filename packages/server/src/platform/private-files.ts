/** Files and folders of people's data: for their owner only, whatever the umask is and whoever made them. */
import { chmodSync, closeSync, existsSync, lstatSync, mkdirSync, openSync, readdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

export const PRIVATE_FILE = 0o600;
export const PRIVATE_FOLDER = 0o700;

/**
 * Makes the folder, with those above it; false when it is there. Node's own way tries for ever where the system makes no
 * folders, as in /proc.
 */
export function makeFolders(path: string): boolean {
  const isThere = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  if (isThere) return false;
  const above = dirname(path);
  if (above !== path && !existsSync(above)) makeFolders(above);
  try {
    mkdirSync(path, { mode: PRIVATE_FOLDER });
    return true;
  } catch (error) {
    // Another process may have made it meanwhile.
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return false;
    throw error;
  }
}

/** Makes the folder, with those above it. A folder that holds anything that is not ours keeps its mode: others may need it. */
export function makePrivateFolder(path: string, isOurs: (name: string) => boolean): void {
  const isNew = makeFolders(path);
  if (isNew || (isOpenToOthers(path) && readdirSync(path).every(isOurs))) chmodSync(path, PRIVATE_FOLDER);
}

/**
 * Makes the file, empty, or takes a found one from others. Never opens one that is there: closing it would end the locks
 * that this process has on it. @throws TypeError for a symbolic link
 */
export function makePrivateFile(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) closeSync(openSync(path, 'a', PRIVATE_FILE));
  else if (found.isSymbolicLink()) throw new TypeError(`${path} is a symbolic link`);
  else if (isOpenToOthers(path)) chmodSync(path, PRIVATE_FILE);
}

/** Whether other users of the machine may read, write or enter it; false for what is not there. */
export function isOpenToOthers(path: string): boolean {
  return process.platform !== 'win32' && existsSync(path) && (statSync(path).mode & 0o077) !== 0;
}
