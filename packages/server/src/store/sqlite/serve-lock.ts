/** Keeps two servers off one store. The operating system lets go of the lock when its holder ends, however it ends. */
import { StoreError } from '../store-error.ts';
import { describeHolder } from './lock-holder.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { LOCK_FILE, makeStoreFile } from './store-files.ts';

/** @throws StoreError `locked` when a server has the store. */
export function takeServeLock(directory: string): Disposable {
  let lock: SqliteConnection | null = null;
  try {
    lock = new SqliteConnection({ file: makeStoreFile(directory, LOCK_FILE), isReadOnly: false, busyTimeoutMs: 0 });
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock?.[Symbol.dispose]();
    if (!(error instanceof StoreError) || error.code !== 'busy') throw error;
    const holder = describeHolder(directory);
    const sentence = `another parley serve has the store ${directory}${holder}: stop it first`;
    throw new StoreError('locked', sentence, { cause: error });
  }
}

export function isServed(directory: string): boolean {
  try {
    takeServeLock(directory)[Symbol.dispose]();
    return false;
  } catch (error) {
    if (error instanceof StoreError && error.code === 'locked') return true;
    throw error;
  }
}
