/**
 * The manifest of an export folder: what its files hold, and where the next run goes on. Rewritten after each file, so
 * that a run can end at any moment; a file that is not in it does not count.
 */
import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogFormat } from '@parley/contract';

export const MANIFEST_FILE = 'manifest.json';
export const MANIFEST_VERSION = 1;

/** What a folder is an export of. A run over a folder with other facts is refused. */
export interface ExportFacts {
  readonly tenant: string;
  readonly projectId: number;
  /** History of the store: cursors of another one mean nothing. */
  readonly epoch: string;
  /** One whose definition says `isForCopies`. */
  readonly format: LogFormat;
  /** Parameters of the log, sorted by name. */
  readonly filters: readonly (readonly [name: string, value: string])[];
  /** Zone of wall times and of the days that name folders. */
  readonly timeZone: string;
  /** What became of CSV cells that a spreadsheet would take for a formula; null in other formats. */
  readonly formulas: 'escaped' | 'raw' | null;
}

export interface ExportedFile {
  /** From the folder, with `/`. */
  readonly path: string;
  /** `chats`: the log as it was first read. `changes`: chats as they are now. `removed`: erased, or no longer selected. */
  readonly kind: 'chats' | 'changes' | 'removed';
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** How far the first load has come. */
export interface LoadProgress {
  /** Taken before the first chat was read: the changes go on from here. */
  readonly cursor: string;
  /** Day that is being written; null before the first. */
  readonly date: string | null;
  /** Last chat of that day that is written; null when none is. */
  readonly afterChatId: number | null;
}

export interface ExportManifest extends ExportFacts {
  readonly manifestVersion: typeof MANIFEST_VERSION;
  /** False while a run is under way, and when it did not come to its end. */
  readonly complete: boolean;
  /** Null once the whole log stands in the folder, and where only changes were asked for. */
  readonly load: LoadProgress | null;
  /** Where the changes go on; null while the first load lasts. */
  readonly cursor: string | null;
  /** In the order in which they must be applied. */
  readonly files: readonly ExportedFile[];
  /** Rows by kind of file. */
  readonly counts: Readonly<Record<ExportedFile['kind'], number>>;
}

/** The manifest of the folder, null when it has none. @throws SyntaxError when it is not one of this version. */
export async function readManifest(folder: string): Promise<ExportManifest | null> {
  const text = await readFile(join(folder, MANIFEST_FILE), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  const manifest = JSON.parse(text) as ExportManifest;
  if (manifest?.manifestVersion !== MANIFEST_VERSION || !Array.isArray(manifest.files)) {
    throw new SyntaxError(`is not a manifest of version ${MANIFEST_VERSION}`);
  }
  return manifest;
}

/** Replaces the manifest in one step; at any moment the old or the new one stands there whole. */
export async function writeManifest(folder: string, manifest: ExportManifest): Promise<void> {
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await writeWhole(join(folder, MANIFEST_FILE), async (file) => file.writeFile(text));
}

/** Rows of the files by their kind. */
export function countRows(files: readonly ExportedFile[]): ExportManifest['counts'] {
  const counts = { chats: 0, changes: 0, removed: 0 };
  for (const { kind, rows } of files) counts[kind] += rows;
  return counts;
}

/** A file that has its name only when it is whole and on the disk. */
export async function writeWhole(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const partial = `${path}${PARTIAL}`;
  try {
    const file = await open(partial, 'w', 0o600);
    try {
      await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** Ending of files that are being written. */
export const PARTIAL = '.partial';
