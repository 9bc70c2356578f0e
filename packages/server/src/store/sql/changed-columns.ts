/**
 * Statements that name only columns whose values are others than those that are stored. SQLite writes an index again for each of its
 * columns that is named, changed or not: of a message, that would be most of the work.
 */
import { join, raw, type Sql, type SqlValue, sql } from './sql.ts';

type Values = readonly SqlValue[];

/**
 * An UPDATE of one row, given the values of `columns`, more that it sets, the values of `key`, and what is stored: of the first so
 * many columns; of none where that is not known.
 */
export type RowUpdate = (values: Values, more: Sql, key: Values, stored?: Values) => Sql;

/** Each text is composed once: with many columns that takes longer than the statement itself. */
export function rowUpdate(table: string, columns: readonly string[], key: readonly string[]): RowUpdate {
  const known = new WeakMap<readonly string[], Map<string, readonly string[]>>();
  const marks = (names: readonly string[]) => names.map((name) => sql`${raw(name)} = ${null}`);
  return (values, more, keyValues, stored = []) => {
    const named = othersThan(stored, values);
    const texts = known.get(more.strings) ?? new Map<string, readonly string[]>();
    known.set(more.strings, texts);
    const strings = keptText(texts, columns, named, (names) => {
      return sql`UPDATE ${raw(table)} SET ${join([...marks(names), more])} WHERE ${join(marks(key), ' AND ')}`;
    });
    return { strings, values: [...named.map((at) => values[at] ?? null), ...more.values, ...keyValues] };
  };
}

/** An INSERT of one row, or an UPDATE of the one that is there, given the values of `key` and those of `columns`. */
export type RowUpsert = (key: Values, values: Values, stored?: Values) => Sql;

export function rowUpsert(table: string, key: readonly string[], columns: readonly string[]): RowUpsert {
  const texts = new Map<string, readonly string[]>();
  const all = [...key, ...columns];
  const marks = join(all.map(() => sql`${null}`));
  const insert = sql`INSERT INTO ${raw(table)} (${raw(all.join(', '))}) VALUES (${marks}) ON CONFLICT (${raw(key.join(', '))})`;
  return (keyValues, values, stored = []) => {
    const strings = keptText(texts, columns, othersThan(stored, values), (names) => {
      const changes = names.map((name) => raw(`${name} = excluded.${name}`));
      return changes.length === 0 ? sql`${insert} DO NOTHING` : sql`${insert} DO UPDATE SET ${join(changes)}`;
    });
    return { strings, values: [...keyValues, ...values] };
  };
}

/** Places of the values that are not those stored. */
function othersThan(stored: Values, values: Values): readonly number[] {
  return values.flatMap((value, at) => (at < stored.length && stored[at] === value ? [] : [at]));
}

function keptText(
  texts: Map<string, readonly string[]>,
  columns: readonly string[],
  named: readonly number[],
  compose: (names: readonly string[]) => Sql,
): readonly string[] {
  const key = named.join();
  const strings = texts.get(key) ?? Object.freeze(compose(columns.filter((_, at) => named.includes(at))).strings);
  texts.set(key, strings);
  return strings;
}
