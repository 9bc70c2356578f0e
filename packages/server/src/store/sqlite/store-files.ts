/** The files of a store in its folder, which only their owner may read. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isOpenToOthers, makePrivateFile, makePrivateFolder } from '../../platform/private-files.ts';
import { StoreError } from '../store-error.ts';

export const STORE_FILE = 'parley.db';
export const LOCK_FILE = 'serve.lock';
/** Who holds the lock, for people. Left behind when that process is killed, and then no longer read. */
export const HOLDER_FILE = 'serve.json';
/** Where the states of mirrors are kept. */
export const MIRROR_FOLDER = 'mirror';

/** Where the files of chats are. */
export const ATTACHMENTS_FOLDER = 'attachments';

/** Where uploads are until they are in a bucket. */
export const UPLOADS_FOLDER = 'uploads';

/** SQLite gives files beside its own the mode of that, but leaves those that are there. */
const BESIDE = [STORE_FILE, LOCK_FILE].flatMap((name) => [`${name}-wal`, `${name}-shm`]);
const NAMES = [STORE_FILE, LOCK_FILE, HOLDER_FILE, MIRROR_FOLDER, ATTACHMENTS_FOLDER, UPLOADS_FOLDER, ...BESIDE];

/** Makes the folder and the file of the store. @throws StoreError `unsuitable` for a link in place of a file */
export function makeStoreFiles(directory: string): void {
  makePrivateFolder(directory, (name) => NAMES.includes(name));
  makeStoreFile(directory, STORE_FILE);
  for (const name of BESIDE) if (existsSync(join(directory, name))) makeStoreFile(directory, name);
}

/** Makes one file, or makes it private. @throws StoreError `unsuitable` for a link in its place */
export function makeStoreFile(directory: string, name: string): string {
  const file = join(directory, name);
  try {
    makePrivateFile(file);
    return file;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const sentence = `${error.message}: name the folder that holds the file itself`;
    throw new StoreError('unsuitable', sentence, { cause: error });
  }
}

/** The folder and its files, those of them that other users of the machine may read or write. */
export function findOpenToOthers(directory: string): readonly string[] {
  return [directory, ...NAMES.map((name) => join(directory, name))].filter(isOpenToOthers);
}
