/** The progress of a copy, in a file beside it that is replaced atomically. Used for copies that are files of rows. */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { QueryValues } from '../query.ts';
import { findOutput, openFresh } from './output-place.ts';
import { EXIT, PullError } from './pull-error.ts';
import type { PullOptions } from './pull-options.ts';
import { namingPath } from './system-error.ts';

/** What the copy is a copy of; a run with other options must not continue it. */
export interface CopyIdentity {
  readonly url: string;
  readonly customer: string;
  readonly project: number;
  readonly what: string;
}

export interface CopyState extends CopyIdentity {
  readonly version: 1;
  /** Bytes of the copy that are complete; what follows was being written when the process ended. */
  readonly bytes: number;
  readonly chats: number;
  /** Where to continue: a cursor of the sync loop, or the last chat of a page; null at the beginning. */
  readonly next: string | null;
  /** The place in the change feed when the copy was begun; null when unknown. */
  readonly feed: string | null;
}

export function identityOf({
  url,
  customer,
  project,
  filters,
  format,
  isFollowing,
  withExt,
  isRaw,
  delimiter,
  hasMark,
}: PullOptions): CopyIdentity {
  const what = JSON.stringify({
    filters,
    format,
    isFollowing,
    withExt,
    isRaw,
    ...(hasMark || delimiter !== ',' ? { delimiter, hasMark } : {}),
  });
  return { url, customer, project, what };
}

/** Null when there is none. @throws PullError when it belongs to another copy or cannot be read */
export function readState(file: string, identity: CopyIdentity): CopyState | null {
  const state = parseState(file);
  if (state !== null) assertSame(file, state, identity);
  return state;
}

/** @throws PullError when two copies would become one */
export function assertSame(file: string, found: CopyIdentity, asked: CopyIdentity): void {
  for (const name of ['url', 'customer', 'project', 'what'] as const) {
    if (found[name] === asked[name]) continue;
    const message = `${file} belongs to another copy: ${name} was ${found[name]}, now it is ${asked[name]}; write elsewhere or remove it`;
    throw new PullError(message, EXIT.usage);
  }
}

/** The filters in the identity of a copy. */
export function filtersIn(what: string): QueryValues {
  return (JSON.parse(what) as { readonly filters: QueryValues }).filters;
}

/** Null when there is no such file. @throws PullError when it is not a state file */
export function parseState(file: string): CopyState | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  try {
    const state = JSON.parse(text) as CopyState;
    if (state.version === 1 && Number.isSafeInteger(state.bytes)) return state;
  } catch {
    // Same error as for a file with other content.
  }
  throw new PullError(`${file} is not a state file of parley-pull; give another --state, or remove it`, EXIT.usage);
}

/** On disk when it returns; a new file replaces the old one. @throws OutputRefused when no plain file can be written there */
export function writeState(file: string, state: CopyState): void {
  const place = findOutput(file);
  const written = `${place.path}.new`;
  const descriptor = openFresh(written);
  try {
    namingPath(file, () => writeSync(descriptor, `${JSON.stringify(state)}\n`));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(written, place.path);
  syncFolder(dirname(place.path));
}

export function removeState(file: string): void {
  rmSync(file, { force: true });
}

/** A rename is durable once its folder is synced; not every system can open a folder. */
export function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, 'r');
    fsyncSync(descriptor);
    closeSync(descriptor);
  } catch (error) {
    if (
      !(
        error instanceof Error &&
        'code' in error &&
        ['EISDIR', 'EPERM', 'EACCES', 'EINVAL'].includes(String(error.code))
      )
    ) {
      throw error;
    }
  }
}
