/** `parley mark-restored`: the last step after a backup was put back by other means, such as pg_restore. */

import type { OptionSpec, OptionSpecs, OptionValues } from '../platform/option-spec.ts';
import { repeatRemovals } from '../services/restore/repeat-removals.ts';
import type { StorePlace } from '../store/open-store.ts';
import { defineCommand } from './command.ts';
import { type CommandIo, EXIT } from './command-io.ts';
import { finishRemoval } from './erase.ts';
import { openCommandStore } from './open-command-store.ts';
import { STORE_OPTIONS } from './option-groups.ts';

/** Folder or address of the store that was in use before. */
export const REPEAT_FROM = {
  kind: 'path',
  sentence:
    'The store as it was before the restore, a folder or an address of PostgreSQL: what was erased and redacted there is repeated.',
} as const satisfies OptionSpec;

const OPTIONS = { ...STORE_OPTIONS, repeatFrom: REPEAT_FROM } as const satisfies OptionSpecs;

export const markRestoredCommand = defineCommand({
  name: 'mark-restored',
  summary: 'Begin a new history after a backup was put back, and repeat the erasures that it does not know of.',
  examples: [
    'parley mark-restored --database postgres://parley@localhost:5432/parley --repeat-from postgres://parley@localhost:5432/before',
  ],
  options: OPTIONS,
  run: (options: OptionValues<typeof OPTIONS>, io) => markRestored(options, options.repeatFrom, io),
});

/** Exit code 1 when removed bytes are still in the files. @throws StoreError `locked` while a server has the store */
export async function markRestored(place: StorePlace, repeatFrom: string | null, io: CommandIo): Promise<number> {
  await using restored = await openCommandStore(place, io, { isMade: false, keepsServersOut: true });
  await restored.maintenance.beginHistory(io.randomness.uuid());
  io.stdout.write('a new history begins: readers of the change feed get 410 once and start over\n');
  if (repeatFrom === null) {
    io.stdout.write(
      'no erasures were repeated: without --repeat-from nothing tells which were made after the backup\n',
    );
    return EXIT.done;
  }
  const isAddress = /^postgres(ql)?:\/\//.test(repeatFrom);
  const laterPlace = { data: isAddress ? '' : repeatFrom, database: isAddress ? repeatFrom : null };
  await using later = await openCommandStore(laterPlace, io, { isMade: false });
  const { found, repeated } = await repeatRemovals(restored, later);
  const exitCode = repeated === 0 ? EXIT.done : await finishRemoval(restored.maintenance, io);
  io.stdout.write(`repeated ${repeated} of ${found} erasures and redactions made after the backup\n`);
  return exitCode;
}
