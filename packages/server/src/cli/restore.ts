/** `parley restore`: puts a backup into an empty folder, begins a new history, and repeats later erasures. */
import { closeSync, constants, copyFileSync, existsSync, openSync, readSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FolderShelf } from '../platform/folder-shelf.ts';
import type { OptionSpecs, OptionValues } from '../platform/option-spec.ts';
import { makePrivateFile, makePrivateFolder } from '../platform/private-files.ts';
import { namingAsked, namingPath } from '../platform/system-error.ts';
import { copyFiles } from '../services/attachments/copy-files.ts';
import { STORE_FILE } from '../store/sqlite/store-files.ts';
import { ATTACHMENTS, filesBeside, openShelfOf } from './attachment-options.ts';
import { defineCommand } from './command.ts';
import { type CommandIo, EXIT, reportFailure } from './command-io.ts';
import { markRestored, REPEAT_FROM } from './mark-restored.ts';
import { openCommandStore } from './open-command-store.ts';
import { STORE_OPTIONS } from './option-groups.ts';

const DATABASE_HEAD = 'SQLite format 3\0';

const OPTIONS = { ...STORE_OPTIONS, ...ATTACHMENTS, repeatFrom: REPEAT_FROM } as const satisfies OptionSpecs;

type Values = OptionValues<typeof OPTIONS>;

export const restoreCommand = defineCommand({
  name: 'restore',
  summary: 'Put a backup into an empty folder, and repeat the erasures made since.',
  operand: { name: 'file', sentence: 'File that parley backup wrote.' },
  examples: ['parley restore --data ./parley-data --repeat-from ./parley-data.before backup.db'],
  options: OPTIONS,
  run: restore,
});

async function restore(options: Values, io: CommandIo, operand: string): Promise<number> {
  if (options.database !== null) {
    const sentence =
      'a store in PostgreSQL is restored by pg_restore, and the files of its chats by a copy of their folder or bucket; then run parley mark-restored';
    return reportFailure(io, sentence, EXIT.usage);
  }
  const file = join(options.data, STORE_FILE);
  if (existsSync(file)) {
    const sentence = `${options.data} holds a store: move that folder away, and name it with --repeat-from`;
    return reportFailure(io, sentence, EXIT.usage);
  }
  const { describeOther } = await import('../store/sqlite/check-shape.ts');
  if (!isDatabase(operand)) return refuse(operand, 'it is no SQLite database', io);
  const isNew = !existsSync(options.data);
  try {
    makePrivateFolder(options.data, () => false);
    copy(operand, file);
    const other = describeOther(file);
    if (other === null) {
      const exitCode = await markRestored(options, options.repeatFrom, io);
      return Math.max(exitCode, await restoreFiles(options, operand, io));
    }
    removeRestored(file, isNew);
    return refuse(operand, other, io);
  } catch (error) {
    removeRestored(file, isNew);
    throw error;
  }
}

/** Those that the store still knows, after erasures were repeated. Exit code 1 when some are not in the backup. */
async function restoreFiles(options: Values, operand: string, io: CommandIo): Promise<number> {
  await using store = await openCommandStore(options, io, { isMade: false });
  using to = await openShelfOf(options, io.environment);
  if (to === null) return EXIT.done;
  const { copied, missing } = await copyFiles(store.shelf, new FolderShelf(filesBeside(operand)), to);
  if (copied > 0) io.stdout.write(`files of chats put into ${to.place}: ${copied}\n`);
  if (missing === 0) return EXIT.done;
  const sentence = `files of chats that are not in ${filesBeside(operand)}: ${missing}; put that folder beside the backup and restore again, or do without`;
  return reportFailure(io, sentence);
}

function refuse(operand: string, reason: string, io: CommandIo): number {
  return reportFailure(io, `${operand} is no backup of a store: ${reason}; give the file that parley backup wrote`);
}

/** @throws the system's errors when the file cannot be read */
function isDatabase(path: string): boolean {
  const descriptor = openSync(path, 'r');
  try {
    const head = Buffer.alloc(DATABASE_HEAD.length);
    namingPath(path, () => readSync(descriptor, head));
    return head.toString('latin1') === DATABASE_HEAD;
  } finally {
    closeSync(descriptor);
  }
}

/** The operand can be read: what fails is the writing. */
function copy(operand: string, file: string): void {
  try {
    copyFileSync(operand, file, constants.COPYFILE_EXCL);
  } catch (error) {
    throw namingAsked(error, operand, file);
  }
  makePrivateFile(file);
}

/** Half a restore must not look like a store: it may hold what was erased. */
function removeRestored(file: string, isNew: boolean): void {
  for (const name of [file, `${file}-wal`, `${file}-shm`]) rmSync(name, { force: true });
  if (isNew) rmSync(dirname(file), { recursive: true, force: true });
}
