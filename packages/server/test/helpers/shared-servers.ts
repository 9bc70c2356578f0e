/**
 * One server of each PostgreSQL version for each of vitest's workers: started before the first file of the project that
 * wants them, stopped after the last. Test files ask `sharedPostgres` and make a database of their own. Files that run at
 * the same time share none, as a transaction holds back the feeds of its whole cluster. Never used outside tests.
 */
import { env } from 'node:process';
import { afterAll, inject } from 'vitest';
import type { TestProject } from 'vitest/node';
import { findPostgres, type PostgresVersion } from './find-postgres.ts';
import { createDatabase, dropDatabase, type PostgresServer, startPostgres } from './start-postgres.ts';

export type SharedPostgres = { readonly url: string } | { readonly missing: string };

declare module 'vitest' {
  /** How vitest types what a global setup hands to the test files. */
  interface ProvidedContext {
    /** One for each worker. */
    postgres15: readonly SharedPostgres[];
    postgres18: readonly SharedPostgres[];
  }
}

/** What makes a server fast that need not survive its machine: tests of that start servers of their own. */
const NOT_DURABLE = { fsync: 'off', full_page_writes: 'off' };

/** Called by vitest in its main process; what it returns is called at the end. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const servers: PostgresServer[] = [];
  const startOne = async (version: PostgresVersion): Promise<SharedPostgres> => {
    const found = findPostgres(version);
    if ('missing' in found) return found;
    const server = await startPostgres(version, NOT_DURABLE);
    servers.push(server);
    return { url: server.url() };
  };
  const start = (version: PostgresVersion) =>
    Promise.all(Array.from({ length: project.vitest.config.maxWorkers }, () => startOne(version)));
  const [postgres15, postgres18] = await Promise.all([start(15), start(18)]);
  project.provide('postgres15', postgres15);
  project.provide('postgres18', postgres18);
  return async () => {
    for (const server of servers) await server[Symbol.asyncDispose]();
  };
}

/** Address of the worker's server of that version, or the reason to skip. For files of the project `postgres` only. */
export function sharedPostgres(version: PostgresVersion): SharedPostgres {
  const servers = inject(version === 15 ? 'postgres15' : 'postgres18');
  const own = servers[Number(env.VITEST_POOL_ID) - 1];
  if (own === undefined) throw new RangeError(`worker ${env.VITEST_POOL_ID} of ${servers.length} has no server`);
  return own;
}

/** A database for the calling test file, dropped when the file is through; or the reason to skip. */
export async function sharedDatabase(version: PostgresVersion): Promise<SharedPostgres> {
  const server = sharedPostgres(version);
  if ('missing' in server) return server;
  const url = await createDatabase(server.url);
  afterAll(() => dropDatabase(url));
  return { url };
}
