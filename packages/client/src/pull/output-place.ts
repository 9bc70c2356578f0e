// Made by `npm run generate` from packages/server/src/platform/output-place.ts; never edited by hand.
/**
 * Where a program writes at a path that somebody gave: a link is followed, a device or pipe is written through, and a file
 * that holds something else is left alone.
 */
import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { describeSystemError, namingAsked } from './system-error.ts';

/** `file`: a regular file, or none yet. The others are never renamed, cut or read back. */
export interface OutputPlace {
  readonly kind: 'file' | 'device' | 'pipe' | 'socket';
  /** Of a file that a link leads to, the path of the file itself. */
  readonly path: string;
}

/** The path may not be written; the message says why and what to do. */
export class OutputRefused extends Error {
  override readonly name = 'OutputRefused';
}

const HEAD_BYTES = 65_536;
const DATABASE = 'SQLite format 3\0';

/** @throws OutputRefused for a folder, and for a link that leads to nothing */
export function findOutput(path: string): OutputPlace {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    if (!isThere(path)) return { kind: 'file', path };
    throw new OutputRefused(`${path} is a symbolic link to a file that is not there; name the file itself`);
  }
  if (found.isDirectory()) throw new OutputRefused(`${path} is a folder; name a file in it`);
  if (found.isFile()) return { kind: 'file', path: realpathSync(path) };
  return { kind: found.isFIFO() ? 'pipe' : found.isSocket() ? 'socket' : 'device', path };
}

/**
 * `work` for one option of a command line, before anything else is done: what is refused then names the option.
 * @throws OutputRefused
 */
export function preparingFor<T>(option: string, path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const reason = error instanceof OutputRefused ? error.message : describeSystemError(namingAsked(error, path, path));
    throw reason === null ? error : new OutputRefused(`${option}: ${asAsked(reason, path)}`);
  }
}

/** The reason, with the file that a link leads to named as it was asked for. A file beside it keeps its name. */
function asAsked(reason: string, path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return reason;
  const [first = '', ...rest] = reason.split(realpathSync(path));
  return rest.reduce((text, part) => `${text}${/^[./]/.test(part) ? realpathSync(path) : path}${part}`, first);
}

/**
 * Tries whether the place can be written; `beginning` is what the name of a file ends with until it is complete. Leaves what is
 * there as it is. @throws OutputRefused, and the system's errors
 */
export function requireWritable({ kind, path }: OutputPlace, beginning: string): void {
  if (kind !== 'file') {
    accessSync(path, constants.W_OK);
    return;
  }
  const folder = dirname(path);
  if (!isThere(folder)) throw new OutputRefused(`${path} cannot be written, because there is no folder ${folder}`);
  const first = `${path}${beginning}`;
  requirePlain(first);
  const isNew = !isThere(first);
  closeSync(openSync(first, isNew ? 'wx' : 'r+', 0o600));
  if (isNew) rmSync(first);
}

/** For what is read again later. @throws OutputRefused for a device, pipe or socket */
export function requireKept({ kind, path }: OutputPlace): void {
  if (kind !== 'file') throw new OutputRefused(`${path} is a ${kind}, which keeps nothing; name a file`);
}

export interface Ownership {
  /** What such a file is, with its article: `a file of rejects`. */
  readonly what: string;
  /** Whether a file that begins with this text is one; an empty file always may be replaced. */
  readonly isOurs: (head: string) => boolean;
  /** Whether the caller asked to replace whatever is there; null where nobody can. A database is left alone even then. */
  readonly mayOverwrite: boolean | null;
}

/** @throws OutputRefused when the file at `path` holds something else, or is no plain file */
export function requireOurs(path: string, { what, isOurs, mayOverwrite }: Ownership): void {
  requirePlain(path);
  const head = readHead(path);
  if (head === '' || isOurs(head)) return;
  if (head.startsWith(DATABASE)) throw new OutputRefused(`${path} is a database; give another path`);
  if (mayOverwrite === true) return;
  const orOverwrite = mayOverwrite === null ? '' : ', or --overwrite';
  throw new OutputRefused(`${path} is there already and is not ${what}; give another path${orOverwrite}`);
}

/** For files that get their names from others. @throws OutputRefused for a link, device, pipe, socket or folder */
export function requirePlain(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.isFile()) return;
  const kind = found.isSymbolicLink() ? 'a symbolic link' : 'not a plain file';
  throw new OutputRefused(`${path} is ${kind} where a file is to be written; remove it, or give another path`);
}

/**
 * Makes a new empty file that only its owner may read, in place of a plain file of that name. Returns its descriptor.
 * @throws OutputRefused when something else than a plain file is there
 */
export function openFresh(path: string): number {
  requirePlain(path);
  rmSync(path, { force: true });
  return openSync(path, 'wx', 0o600);
}

/** A descriptor that does not block; null while nobody reads from the pipe. Opening it plainly would block the process. */
export function openReadPipe(path: string): number | null {
  try {
    return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENXIO') return null;
    throw error;
  }
}

/** Whether the path leads to what this process has as its standard output, whatever that is. */
export function isStandardOutput(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  const own = fstatSync(1);
  return found !== undefined && !found.isFile() && found.dev === own.dev && found.ino === own.ino;
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function readHead(path: string): string {
  if (!isThere(path)) return '';
  const descriptor = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(HEAD_BYTES);
    return bytes.toString('utf8', 0, readSync(descriptor, bytes, 0, HEAD_BYTES, 0));
  } finally {
    closeSync(descriptor);
  }
}
