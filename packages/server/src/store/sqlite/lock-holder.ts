/** Says who holds a store, in a file beside its lock: only words for people, the lock itself is what counts. */
import { closeSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openFresh } from '../../platform/output-place.ts';
import { HOLDER_FILE } from './store-files.ts';

export interface LockHolder {
  readonly pid: number;
  /** Address of a server that listens; null before, and for a command. */
  readonly url: string | null;
}

export function writeHolder(directory: string, holder: LockHolder): void {
  const descriptor = openFresh(join(directory, HOLDER_FILE));
  try {
    writeSync(descriptor, `${JSON.stringify(holder)}\n`);
  } finally {
    closeSync(descriptor);
  }
}

export function removeHolder(directory: string): void {
  rmSync(join(directory, HOLDER_FILE), { force: true });
}

/** For a sentence: ` (process 4711, http://127.0.0.1:8822)`; "" when it is not known. */
export function describeHolder(directory: string): string {
  try {
    const { pid, url } = JSON.parse(readFileSync(join(directory, HOLDER_FILE), 'utf8')) as LockHolder;
    return ` (process ${pid}${url === null ? '' : `, ${url}`})`;
  } catch {
    // Of an older version, or just being written.
    return '';
  }
}
