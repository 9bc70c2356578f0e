/**
 * The place of a new, empty store for a test: a folder, or, in the vitest project `postgres`, a database on the run's
 * shared server. Never used outside tests.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { StorePlace } from '../../src/store/open-store.ts';
import { createStoreDatabase } from './postgres-store.ts';
import { sharedPostgres } from './shared-servers.ts';
import { dropDatabase } from './start-postgres.ts';

declare module 'vitest' {
  /** How vitest types what its configuration hands to the test files. */
  interface ProvidedContext {
    /** What tests of the API keep their chats in. */
    store: 'sqlite' | 'postgres';
  }
}

export interface TestStore extends AsyncDisposable {
  readonly place: StorePlace;
}

/** Whether the calling test runs over PostgreSQL, to leave out, by name and reason, what is of SQLite only. */
export function isOnPostgres(): boolean {
  return inject('store') === 'postgres';
}

/** Disposing it removes the store; close every store opened there first. */
export async function makeTestStore(): Promise<TestStore> {
  if (isOnPostgres()) return makeDatabaseStore();
  const data = mkdtempSync(join(tmpdir(), 'parley-test-'));
  return {
    place: { data, database: null },
    [Symbol.asyncDispose]: async () => rmSync(data, { recursive: true, force: true }),
  };
}

async function makeDatabaseStore(): Promise<TestStore> {
  const server = [sharedPostgres(18), sharedPostgres(15)].find((found) => 'url' in found);
  if (server === undefined)
    throw new TypeError('the configuration leaves these tests out where there is no PostgreSQL');
  const database = await createStoreDatabase(server.url);
  return {
    place: { data: '', database },
    [Symbol.asyncDispose]: () => dropDatabase(database),
  };
}
