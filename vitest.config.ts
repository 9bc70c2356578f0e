import { accessSync, constants, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { defineConfig } from 'vitest/config';
import { bundleTypebox } from './tests/helpers/bundled-typebox.ts';

const EVERYTHING = ['packages/*/src/**/*.test.ts', 'packages/*/test/**/*.test.ts', 'tests/**/*.test.ts'];

/** Tests of the PostgreSQL store. They share one server of each version. */
const ON_POSTGRES = ['packages/server/test/store/postgres/**/*.test.ts'];

/** Tests of the API hold over either store: the project says which. Named for this one are those of SQLite's own ways. */
const OVER_EITHER = [
  'packages/server/test/http/**/*.test.ts',
  'tests/sync-checker.test.ts',
  'tests/client-killed.test.ts',
  'tests/live-cuts.test.ts',
  'tests/live-killed.test.ts',
  'tests/numbers-agree.test.ts',
];

const MEMORY_FOLDER = '/dev/shm';
const WANTED_BYTES = 4 * 1024 ** 3;

/** Whether temporary folders may be in memory: stores wait for their disk at every commit, and disks differ tenfold. */
function canBeInMemory(): boolean {
  try {
    const { bavail, bsize } = statfsSync(MEMORY_FOLDER);
    if (bavail * bsize < WANTED_BYTES) return false;
    const folder = mkdtempSync(join(MEMORY_FOLDER, 'parley-'));
    try {
      const program = join(folder, 'program');
      writeFileSync(program, '', { mode: 0o755 });
      // Fails where nothing may be run from there.
      accessSync(program, constants.X_OK);
      return true;
    } finally {
      rmSync(folder, { recursive: true });
    }
  } catch {
    return false;
  }
}

// Programs that tests start compile the same sources over and over; `compileCacheOf` passes it on.
env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/parley-tests');
if (env.TMPDIR === undefined && canBeInMemory()) env.TMPDIR = MEMORY_FOLDER;

// Threads are given the arguments of their worker, and would find and link hundreds of files at each start.
env.TEST_TYPEBOX_FOLDER ??= await bundleTypebox();
const TYPEBOX_HOOK = join(import.meta.dirname, 'tests/helpers/resolve-typebox.ts');

/** Tests of the API that end before a store is asked, and take long. */
const WITHOUT_STORE = ['packages/server/test/http/slow-requests.test.ts'];

/**
 * Tests of the API that look at requests, limits and formats, which are the same over either store: over PostgreSQL only
 * `npm run test:long` runs them.
 */
const OF_REQUESTS = [
  'packages/server/test/http/{check-order,contract-checker,costly-replies,credentials,cross-origin}.test.ts',
  'packages/server/test/http/{head-lengths,log-chatml,log-formats,log-parquet,log-xlsx,next-link}.test.ts',
  'packages/server/test/http/{rate-limits,raw-requests,refusals,trusted-proxy}.test.ts',
  'packages/server/test/http/{console-files,contract-fuzz,live-refusals,openid,operation-routes,sign-in-storm}.test.ts',
];

/** Left out by `npm run test:fast`: together they take longer than all others of the folders that it runs. */
const SLOWEST = [
  'packages/client/test/pull.test.ts',
  'packages/server/test/http/{log-parquet,slow-requests,streaming,walk-under-writes}.test.ts',
  'packages/server/test/store/sqlite/{canary,conformance,writes,yielding}.test.ts',
];

export default defineConfig({
  test: {
    // Vitest's own choice leaves a core free, which on two cores is half of the machine.
    maxWorkers: availableParallelism(),
    // Files of one worker share their modules: loading them for each file takes longer than most files do.
    isolate: false,
    execArgv: ['--import', TYPEBOX_HOOK],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    retry: 0,
    projects: [
      {
        extends: true,
        test: {
          name: 'sqlite',
          include: EVERYTHING,
          globalSetup: 'tests/helpers/built-console.ts',
          exclude: ['**/node_modules/**', ...ON_POSTGRES, ...(env.TEST_FAST === undefined ? [] : SLOWEST)],
          provide: { store: 'sqlite' },
        },
      },
      {
        extends: true,
        test: {
          name: 'postgres',
          include: [...ON_POSTGRES, ...OVER_EITHER],
          exclude: ['**/node_modules/**', ...WITHOUT_STORE, ...(env.TEST_LONG === undefined ? OF_REQUESTS : [])],
          provide: { store: 'postgres' },
          globalSetup: 'packages/server/test/helpers/shared-servers.ts',
        },
      },
    ],
  },
});
