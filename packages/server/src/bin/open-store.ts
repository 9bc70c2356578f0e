/** Opens the store for a command that works beside a running server or without one. Not for serve, which takes the store's lock. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteJournal, type SqliteJournal, STORE_FILE } from '../journal/sqlite/open-sqlite-journal.ts';
import { StoreError } from '../journal/store-error.ts';
import type { CommandIo } from './command-io.ts';

/**
 * The store in `directory`, made when there is none only if `isMade` says so: a mistyped path must not look like an
 * empty store. Close it with `await using`.
 * @throws StoreError, whose message is fit for the person at the terminal
 */
export function openStore(
  directory: string,
  io: Pick<CommandIo, 'clock' | 'randomness'>,
  { isMade }: { readonly isMade: boolean },
): SqliteJournal {
  if (!isMade && !existsSync(join(directory, STORE_FILE))) {
    const sentence = `there is no store in ${directory}; give another --data, or make one with parley project create`;
    throw new StoreError('missing', sentence);
  }
  return openSqliteJournal({
    directory,
    mode: 'tool',
    newEpoch: () => io.randomness.uuid(),
    monotonicMs: () => io.clock.monotonicMs(),
    onFatal: (error) => {
      // Rejects the command's own promise as an uncaught error: what became of the last commit is unknown.
      throw error;
    },
  });
}
