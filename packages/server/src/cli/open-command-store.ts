/** Opens the store for a command that works with or without a running server. Not for serve, which takes the store's lock. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ChatStore } from '../store/chat-store.ts';
import { openStore, type StorePlace } from '../store/open-store.ts';
import { STORE_FILE } from '../store/sqlite/store-files.ts';
import { StoreError } from '../store/store-error.ts';
import type { CommandIo } from './command-io.ts';

/**
 * The store at `place`. A folder is created only with `isMade`, so that a mistyped path does not look like an empty store;
 * an empty database always gets its tables. `keepsServersOut` takes the lock that a server takes, and fails when one has it.
 * Close it with `await using`.
 * @throws StoreError, whose message can be shown to the user
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
      // Ends the process as an uncaught error: the outcome of the last commit is unknown.
      throw error;
    },
  });
}

function requireStore({ data, database }: StorePlace): void {
  if (database !== null || existsSync(join(data, STORE_FILE))) return;
  const sentence = `there is no store in ${data}; give another --data, or create one with parley project create`;
  throw new StoreError('missing', sentence);
}
