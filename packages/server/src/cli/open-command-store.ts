/** Opens the store for a command that works with or without a running server. Not for serve, which takes the store's lock. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ChatStore } from '../store/chat-store.ts';
import { openStore, type StorePlace } from '../store/open-store.ts';
import { STORE_FILE } from '../store/sqlite/store-files.ts';
import { StoreError } from '../store/store-error.ts';
import type { CommandIo } from './command-io.ts';

/**
 * The store at `place`. A folder is created only with `isMade`, so that a mistyped path does not look like an empty store, and
 * the user is told unless it `isAnnounced`; an empty database always gets its tables. `keepsServersOut` takes the lock that a server takes, and fails when one has it.
 * Close it with `await using`.
 * @throws StoreError, whose message can be shown to the user
 */
export async function openCommandStore(
  place: StorePlace,
  io: Pick<CommandIo, 'clock' | 'randomness' | 'stderr'>,
  { isMade, isAnnounced = false, keepsServersOut = false }: OpeningOptions,
): Promise<ChatStore> {
  if (!isMade) requireStore(place);
  const opening = () =>
    openStore(place, {
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
  return isAnnounced ? opening() : tellingIfNew(place, io, opening);
}

interface OpeningOptions {
  readonly isMade: boolean;
  readonly isAnnounced?: boolean;
  readonly keepsServersOut?: boolean;
}

/** Says where a folder became a store: an empty one at a mistyped path looks as if the chats were gone. */
export async function tellingIfNew<T>(
  place: StorePlace,
  io: Pick<CommandIo, 'stderr'>,
  open: () => Promise<T>,
): Promise<T> {
  const isNew = !isThere(place);
  const opened = await open();
  const path = resolve(place.data);
  const names = path === place.data ? path : `${place.data} (${path})`;
  if (isNew) {
    io.stderr.write(
      `parley: made a new, empty store in ${names}; if you meant another one, stop, remove that folder, and give the right --data\n`,
    );
  }
  return opened;
}

function isThere({ data, database }: StorePlace): boolean {
  return database !== null || existsSync(join(data, STORE_FILE));
}

function requireStore(place: StorePlace): void {
  if (isThere(place)) return;
  const sentence = `there is no store in ${place.data}; give another --data, or create one with parley project create`;
  throw new StoreError('missing', sentence);
}
