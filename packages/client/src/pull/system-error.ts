// Made by `npm run generate` from packages/server/src/platform/system-error.ts; never edited by hand.
/** Errors of the operating system in words for people. */

/** By the system's code; `null` for a path that is not known. */
const WORDS: Readonly<Record<string, (path: string | null) => string>> = {
  ENOENT: (path) => `there is no ${path ?? 'such file or folder'}`,
  EISDIR: (path) => `${path ?? 'what is named'} is a folder, not a file`,
  ENOTDIR: (path) => `a part of the path ${path ?? ''} is not a folder`.replace('  ', ' '),
  EEXIST: (path) => `${path ?? 'the file'} is there already, and is not a folder`,
  ENOTEMPTY: (path) => `${path ?? 'the folder'} is not empty`,
  EACCES: (path) => `this user may not read or write ${path ?? 'it'}`,
  EPERM: (path) => `this user may not change ${path ?? 'it'}`,
  EROFS: (path) => `${path ?? 'the place'} is on a disk that is mounted read-only`,
  ENOSPC: (path) => `no space is left${path === null ? '' : ` to write ${path}`}`,
  EDQUOT: (path) => `the disk quota of this user is used up${path === null ? '' : `, at ${path}`}`,
  EFBIG: (path) => `${path ?? 'the file'} would become larger than this disk or user may have it`,
  EIO: (path) => `the disk failed${path === null ? '' : ` at ${path}`}`,
  ELOOP: (path) => `${path ?? 'the path'} is a symbolic link, or links in it go in a circle`,
  ENAMETOOLONG: () => 'the name of the file is too long',
  EMFILE: () => 'this process may not open more files; raise its limit (ulimit -n)',
  ENFILE: () => 'this machine cannot open more files',
  EPIPE: (path) => `whoever read ${path ?? 'the output'} is gone`,
  ENXIO: (path) => `nobody is at the other end of ${path ?? 'the output'}`,
  ETXTBSY: (path) => `${path ?? 'the file'} is a program that runs`,
  EBUSY: (path) => `${path ?? 'the file'} is in use`,
};

/** A sentence without the system's code; null for any other error. */
export function describeSystemError(error: unknown): string | null {
  if (!(error instanceof Error && 'code' in error && 'syscall' in error)) return null;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : null;
  const words = Object.hasOwn(WORDS, String(error.code)) ? WORDS[String(error.code)] : undefined;
  return words === undefined ? error.message.replace(/^[A-Z0-9_]+: /, '') : words(path);
}

/**
 * Makes an error of the system about a file that stands for another until that is complete, such as `chats.csv.partial`, name
 * the one that somebody asked for. Returns the error.
 */
export function namingAsked(error: unknown, written: string, asked: string): unknown {
  if (!(error instanceof Error && 'syscall' in error)) return error;
  const isBeginning = 'path' in error && typeof error.path === 'string' && error.path.startsWith(written);
  return isBeginning ? Object.assign(error, { path: asked }) : error;
}

/** Runs `work` and adds the path to an error of the system that does not name one: writing by descriptor does not. */
export function namingPath<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error && 'syscall' in error && !('path' in error)) Object.assign(error, { path });
    throw error;
  }
}
