/** Opens the store for a command that works beside a running server or without one. Not for serve, which takes the store's lock. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ChatStore } from '../store/chat-store.ts';
import { openStore, type StorePlace } from '../store/open-store.ts';
import { StoreError } from '../store/store-error.ts';
import type { CommandIo } from './command-io.ts';

/** Name of the file of a SQLite store in its folder. */
const STORE_FILE = 'parley.db';

/**
 * The store at `place`. A folder is made only if `isMade` says so: a mistyped path must not look like an empty store; a
 * database that is empty gets its tables. `keepsServersOut` refuses a folder that is served, and is one until it is closed.
 * Close it with `await using`.
 * @throws StoreError, whose message is fit for the person at the terminal
 */
export function openCommandStore(
  place: StorePlace,
  io: Pick<CommandIo, 'clock' | 'randomness'>,
  { isMade, keepsServersOut = false }: { readonly isMade: boolean; readonly keepsServersOut?: boolean },
): Promise<ChatStore> {
  if (!isMade) requireStore(place);
  return openStore(place, {
    mode: keepsServersOut ? 'alone' : 'tool',
    newEpoch: () => io.randomness.uuid(),
    newSecret: () => io.randomness.bytes(32),
    nowMs: () => io.clock.nowMs(),
    monotonicMs: () => io.clock.monotonicMs(),
    logger: null,
    onFatal: (error) => {
      // Rejects the command's own promise as an uncaught error: what became of the last commit is unknown.
      throw error;
    },
  });
}

function requireStore({ data, database }: StorePlace): void {
  if (database !== null || existsSync(join(data, STORE_FILE))) return;
  const sentence = `there is no store in ${data}; give another --data, or make one with parley project create`;
  throw new StoreError('missing', sentence);
}
