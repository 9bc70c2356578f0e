import { describe, expect, test } from 'vitest';
import { rowUpdate, rowUpsert } from './changed-columns.ts';
import { sql } from './sql.ts';

const textOf = ({ strings, values }: { strings: readonly string[]; values: readonly unknown[] }) => [
  strings.join('?'),
  [...values],
];

describe('statements that name changed columns', () => {
  const update = rowUpdate('t', ['a', 'b', 'c'], ['k']);
  const upsert = rowUpsert('t', ['k'], ['a', 'b']);

  test('an update names all columns where nothing is known of them', () => {
    expect(textOf(update([1, null, 'x'], sql`d = ${4}`, [9]))).toEqual([
      'UPDATE t SET a = ?, b = ?, c = ?, d = ? WHERE k = ?',
      [1, null, 'x', 4, 9],
    ]);
  });

  test('an update leaves out those that are as they were', () => {
    expect(textOf(update([1, null, 'x'], sql`d = ${4}`, [9], [1, 2]))).toEqual([
      'UPDATE t SET b = ?, c = ?, d = ? WHERE k = ?',
      [null, 'x', 4, 9],
    ]);
    expect(textOf(update([1, 2, 'x'], sql`d = ${4}`, [9], [1, 2, 'x']))).toEqual([
      'UPDATE t SET d = ? WHERE k = ?',
      [4, 9],
    ]);
  });

  test('an upsert inserts everything, and changes what is another', () => {
    const insert = 'INSERT INTO t (k, a, b) VALUES (?, ?, ?) ON CONFLICT (k)';
    expect(textOf(upsert([9], [1, 2]))).toEqual([`${insert} DO UPDATE SET a = excluded.a, b = excluded.b`, [9, 1, 2]]);
    expect(textOf(upsert([9], [1, 2], [1, 3]))).toEqual([`${insert} DO UPDATE SET b = excluded.b`, [9, 1, 2]]);
    expect(textOf(upsert([9], [1, 2], [1, 2]))).toEqual([`${insert} DO NOTHING`, [9, 1, 2]]);
  });
});
