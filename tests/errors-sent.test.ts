/** The contract lists no error that the server never sends: each name is raised somewhere in its sources. */
import { readdirSync, readFileSync } from 'node:fs';
import { ERRORS, PATH_PARAMETERS } from '@parley/contract';
import { expect, test } from 'vitest';

const SERVER = new URL('../packages/server/src/', import.meta.url);
const sources = readdirSync(SERVER, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => readFileSync(new URL(file, SERVER), 'utf8'));

/** What `ApiError.notFound` raises for a value of the path. */
const OF_PATHS: readonly string[] = Object.values(PATH_PARAMETERS).map(({ notFound }) => notFound);

/** Raised by name, for a parameter of the path, or the value in a table or choice of errors. */
function isRaised(name: string): boolean {
  if (OF_PATHS.includes(name)) return sources.some((source) => source.includes('PATH_PARAMETERS[name].notFound'));
  const raising = new RegExp(`(ApiError\\.of\\(|[:?] )'${name}'`);
  return sources.some((source) => raising.test(source));
}

test.each(Object.keys(ERRORS))('%s is sent by the server', (name) => {
  expect(isRaised(name)).toBe(true);
});

test('an error that nothing sends is noticed', () => {
  expect(['sourceBusy', 'stopping', 'notBuiltYet'].filter(isRaised)).toEqual([]);
});
