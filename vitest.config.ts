import { defineConfig } from 'vitest/config';

const EVERYTHING = ['packages/*/src/**/*.test.ts', 'packages/*/test/**/*.test.ts', 'tests/**/*.test.ts'];

/** Tests of the PostgreSQL store. They share one server of each version. */
const ON_POSTGRES = ['packages/server/test/store/postgres/**/*.test.ts'];

/** Tests of the API hold over either store: the project says which. Named for this one are those of SQLite's own ways. */
const OVER_EITHER = [
  'packages/server/test/http/**/*.test.ts',
  'tests/sync-checker.test.ts',
  'tests/client-killed.test.ts',
  'tests/numbers-agree.test.ts',
];

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    retry: 0,
    projects: [
      {
        extends: true,
        test: {
          name: 'sqlite',
          include: EVERYTHING,
          exclude: ['**/node_modules/**', ...ON_POSTGRES],
          provide: { store: 'sqlite' },
        },
      },
      {
        extends: true,
        test: {
          name: 'postgres',
          include: [...ON_POSTGRES, ...OVER_EITHER],
          provide: { store: 'postgres' },
          globalSetup: 'packages/server/test/helpers/shared-servers.ts',
        },
      },
    ],
  },
});
