/** `parley restore`: puts a backup into an empty folder, begins a new history, and repeats later erasures. */
import { constants, copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { OptionSpecs, OptionValues } from '../platform/option-spec.ts';
import { makePrivateFile, makePrivateFolder } from '../platform/private-files.ts';
import { STORE_FILE } from '../store/sqlite/store-files.ts';
import { defineCommand } from './command.ts';
import { type CommandIo, EXIT, reportFailure } from './command-io.ts';
import { markRestored, REPEAT_FROM } from './mark-restored.ts';
import { STORE_OPTIONS } from './option-groups.ts';

const OPTIONS = { ...STORE_OPTIONS, repeatFrom: REPEAT_FROM } as const satisfies OptionSpecs;

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
    const sentence = 'a store in PostgreSQL is restored by pg_restore; then run parley mark-restored';
    return reportFailure(io, sentence, EXIT.usage);
  }
  const file = join(options.data, STORE_FILE);
  if (existsSync(file)) {
    const sentence = `${options.data} holds a store: move that folder away, and name it with --repeat-from`;
    return reportFailure(io, sentence, EXIT.usage);
  }
  makePrivateFolder(options.data, () => false);
  copyFileSync(operand, file, constants.COPYFILE_EXCL);
  makePrivateFile(file);
  try {
    return await markRestored(options, options.repeatFrom, io);
  } catch (error) {
    // Half a restore must not look like a store: it may hold what was erased.
    for (const name of [file, `${file}-wal`, `${file}-shm`]) rmSync(name, { force: true });
    throw error;
  }
}
