/** `parley backup`: copies the store into one file, beside a running server. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FolderShelf } from '../platform/folder-shelf.ts';
import type { OptionSpecs, OptionValues } from '../platform/option-spec.ts';
import {
  findOutput,
  type OutputPlace,
  openFresh,
  preparingFor,
  requireKept,
  requireOurs,
  requireWritable,
} from '../platform/output-place.ts';
import { namingAsked } from '../platform/system-error.ts';
import { type CopiedFiles, copyFiles } from '../services/attachments/copy-files.ts';
import { STORE_FILE } from '../store/sqlite/store-files.ts';
import { StoreError } from '../store/store-error.ts';
import { ATTACHMENTS, filesBeside, openShelfOf } from './attachment-options.ts';
import { defineCommand } from './command.ts';
import { type CommandIo, EXIT, reportFailure } from './command-io.ts';
import { openCommandStore } from './open-command-store.ts';
import { STORE_OPTIONS } from './option-groups.ts';

/** What the name ends with until the file is complete. */
const PARTIAL = '.partial';

const OPTIONS = { ...STORE_OPTIONS, ...ATTACHMENTS } as const satisfies OptionSpecs;

type Values = OptionValues<typeof OPTIONS>;

export const backupCommand = defineCommand({
  name: 'backup',
  summary:
    'Copy the store of a folder into one file, and files of chats into a folder beside it; a server may run meanwhile.',
  operand: { name: 'file', sentence: 'File to write; nothing may be there yet.' },
  examples: ['parley backup --data ./parley-data backup.db'],
  options: OPTIONS,
  run: backUp,
});

/** The file has its name only when it is complete and on the disk. */
async function backUp(options: Values, io: CommandIo, operand: string): Promise<number> {
  if (options.database !== null) {
    const sentence =
      'a store in PostgreSQL is backed up by pg_dump --format=custom --schema=parley, or by what backs up its cluster, and then a copy of what the servers have as --attachments; after a restore run parley mark-restored';
    return reportFailure(io, sentence, EXIT.usage);
  }
  const place = preparingFor('the file to write', operand, () => prepareFile(operand));
  {
    // Brings the tables up to date, so that the backup is of this version.
    await using _store = await openCommandStore(options, io, { isMade: false });
  }
  const partial = `${place.path}${PARTIAL}`;
  try {
    closeSync(openFresh(partial));
    await copyStore(options.data, partial);
    const written = openSync(partial, 'r');
    fsyncSync(written);
    closeSync(written);
    renameSync(partial, place.path);
  } catch (error) {
    rmSync(partial, { force: true });
    const { asStoreError } = await import('../store/sqlite/sqlite-connection.ts');
    const known = asStoreError(error);
    if (!(known instanceof StoreError)) throw namingAsked(error, place.path, operand);
    return reportFailure(io, `${operand} could not be written: ${known.message}; make room, or give another path`);
  }
  const files = await copyBeside(options, io, place.path);
  io.stdout.write(`${operand} holds the store ${options.data}; check it with parley restore into an empty folder\n`);
  if (files.copied > 0)
    io.stdout.write(`${filesBeside(operand)} holds the files of its chats (${files.copied}): keep both together\n`);
  if (files.missing === 0) return EXIT.done;
  return reportFailure(io, `files of chats that were not there to be copied: ${files.missing}; run parley doctor`);
}

/** The files of chats, into a folder beside the backup. What is sent meanwhile may be there too, which does no harm. */
async function copyBeside(options: Values, io: CommandIo, path: string): Promise<CopiedFiles> {
  await using store = await openCommandStore(options, io, { isMade: false });
  using from = await openShelfOf(options, io.environment);
  return from === null
    ? { copied: 0, missing: 0 }
    : await copyFiles(store.shelf, from, new FolderShelf(filesBeside(path)));
}

/** Nothing may be there yet, and it must be possible to write there. @throws OutputRefused, and the system's errors */
function prepareFile(path: string): OutputPlace {
  const place = findOutput(path);
  requireKept(place);
  requireOurs(place.path, { what: 'empty', isOurs: () => false, mayOverwrite: null });
  requireWritable(place, PARTIAL);
  return place;
}

/** Without remains of what was removed, unlike a copy of the pages. */
async function copyStore(data: string, to: string): Promise<void> {
  const { DatabaseSync } = await import('node:sqlite');
  using source = new DatabaseSync(join(data, STORE_FILE), { readOnly: true, timeout: 60_000 });
  source.prepare('VACUUM INTO ?').run(to);
}
