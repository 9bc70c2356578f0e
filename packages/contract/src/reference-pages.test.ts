/** The committed pages: each error and parameter stands there, and nothing else does. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ERRORS } from './errors.ts';
import { QUERY_PARAMETERS } from './query-parameters.ts';
import { errorsPage, queryParametersPage } from './reference-pages.ts';

function readPage(name: string): string {
  return readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');
}

/** What stands in code quotes in the given column of the table's rows. */
function namesIn(page: string, column: number): readonly string[] {
  return page
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => /^`([^`]+)`$/.exec(line.split(' | ')[column]?.replace(/^\| /, '') ?? '')?.[1])
    .filter((name) => name !== undefined);
}

test('docs/errors.md has every error and no other', () => {
  const codes = Object.values(ERRORS).map(({ code }) => code);
  expect(namesIn(readPage('errors.md'), 1).toSorted()).toEqual(codes.toSorted());
  expect(readPage('errors.md')).toBe(errorsPage());
});

test('docs/spec/query-parameters.md has every parameter and no other', () => {
  expect(namesIn(readPage('spec/query-parameters.md'), 0)).toEqual(QUERY_PARAMETERS.map(({ name }) => name));
  expect(readPage('spec/query-parameters.md')).toBe(queryParametersPage());
});

test('a missing or an additional row is noticed', () => {
  const page = errorsPage();
  const without = page.replace(/^.*error\.internal.*\n/m, '');
  expect(namesIn(without, 1)).toHaveLength(namesIn(page, 1).length - 1);
  expect(namesIn(`${page}| 418 | \`error.teapot\` | A. | B. | info |\n`, 1)).toContain('error.teapot');
});
