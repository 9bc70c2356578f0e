/**
 * The manifest of an export folder: what its files hold, and where the next run continues. Rewritten after each file, so
 * that a run can end at any moment; files that it does not list are ignored.
 */
import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogFormat } from '@parley/contract';
import { ifThere } from '../../platform/if-there.ts';
import { requirePlain } from '../../platform/output-place.ts';
import { PRIVATE_FILE } from '../../platform/private-files.ts';
import { namingAsked } from '../../platform/system-error.ts';

export const MANIFEST_FILE = 'manifest.json';
export const MANIFEST_VERSION = 2;
/** Of folders without messages and without `changeNo`. */
const VERSION_WITHOUT_MESSAGES = 1;

/** What a folder is an export of. A run with other facts is refused. */
export interface ExportFacts {
  readonly tenant: string;
  readonly projectId: number;
  /** Epoch of the store: its cursors are valid only there. */
  readonly epoch: string;
  /** A format with `isForCopies`. */
  readonly format: LogFormat;
  /** Parameters of the log, sorted by name. */
  readonly filters: readonly (readonly [name: string, value: string])[];
  /** Zone of wall times and of the days that name folders. */
  readonly timeZone: string;
  /** How CSV cells that look like formulas are written; null in other formats. */
  readonly formulas: 'escaped' | 'raw' | null;
}

export interface ExportedFile {
  /** Relative to the folder, with `/`. */
  readonly path: string;
  /**
   * `chats`: the log as it was first read. `changes`: chats as they are now. `removed`: erased, or no longer selected.
   * `messages`: those of `chats` or of a file of changes.
   */
  readonly kind: 'chats' | 'messages' | 'changes' | 'removed';
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** How far all days are written. */
export interface DayProgress {
  /** Day that is being written; null before the first. */
  readonly date: string | null;
  /** Last chat of that day that was written; null when none was. */
  readonly afterChatId: number | null;
}

/** Progress of the first load. */
export interface LoadProgress extends DayProgress {
  /** Taken before the first chat was read: the changes start here. */
  readonly cursor: string;
}

export interface ExportManifest extends ExportFacts {
  readonly manifestVersion: typeof MANIFEST_VERSION;
  /** False during a run, and after one that did not finish. */
  readonly complete: boolean;
  /** Null once the whole log is in the folder, and for folders of changes only. */
  readonly load: LoadProgress | null;
  /** Progress of the messages of all days; null once they are in the folder, and for folders that get none. */
  readonly messagesLoad: DayProgress | null;
  /** Where the changes continue; null during the first load. */
  readonly cursor: string | null;
  /** In the order in which they must be applied. */
  readonly files: readonly ExportedFile[];
  /** Rows by kind of file. */
  readonly counts: Readonly<Record<ExportedFile['kind'], number>>;
}

/** A manifest as it was found. */
export interface FoundManifest {
  readonly manifest: ExportManifest;
  /** Whether the folder was written before folders had messages: it has none yet, and is listed here as of now. */
  readonly isWithoutMessages: boolean;
}

/** The manifest of the folder, null when it has none. @throws SyntaxError when it is not one of a known version. */
export async function readManifest(folder: string): Promise<FoundManifest | null> {
  const text = await ifThere(readFile(join(folder, MANIFEST_FILE), 'utf8'));
  if (text === null) return null;
  const manifest = JSON.parse(text) as ExportManifest;
  const version: number | undefined = manifest?.manifestVersion;
  const isWithoutMessages = version === VERSION_WITHOUT_MESSAGES;
  if ((version !== MANIFEST_VERSION && !isWithoutMessages) || !Array.isArray(manifest.files)) {
    throw new SyntaxError(`is not a manifest of version ${VERSION_WITHOUT_MESSAGES} or ${MANIFEST_VERSION}`);
  }
  if (!isWithoutMessages) return { manifest, isWithoutMessages };
  const { cursor, files, counts: _, ...others } = manifest;
  return {
    manifest: {
      ...others,
      manifestVersion: MANIFEST_VERSION,
      messagesLoad: null,
      cursor,
      files,
      counts: countRows(files),
    },
    isWithoutMessages,
  };
}

/** Replaces the manifest atomically. */
export async function writeManifest(folder: string, manifest: ExportManifest): Promise<void> {
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await writeWhole(join(folder, MANIFEST_FILE), async (file) => file.writeFile(text));
}

/** Rows of the files by their kind. */
export function countRows(files: readonly ExportedFile[]): ExportManifest['counts'] {
  const counts = { chats: 0, messages: 0, changes: 0, removed: 0 };
  for (const { kind, rows } of files) counts[kind] += rows;
  return counts;
}

/**
 * A file that gets its name only when it is complete and synced to disk. @throws OutputRefused when a link or anything but a
 * plain file is in its place or in that of its beginning
 */
export async function writeWhole(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const partial = `${path}${PARTIAL}`;
  for (const name of [path, partial]) requirePlain(name);
  await rm(partial, { force: true });
  try {
    const file = await open(partial, 'wx', PRIVATE_FILE);
    try {
      await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw namingAsked(error, path, path);
  }
}

/** Ending of files that are being written. */
export const PARTIAL = '.partial';
