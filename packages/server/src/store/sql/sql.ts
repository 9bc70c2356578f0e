/** SQL as a value: a text with its parameters, composed of parts, and printed by each database in its own way. */

/** A parameter by the type of its column. A bigint is a part of a feed position. */
export type SqlValue = null | number | bigint | string | Uint8Array;

export interface Sql {
  /** The text around the parameters, one piece more than there are parameters. */
  readonly strings: readonly string[];
  readonly values: readonly SqlValue[];
}

function isSql(value: SqlValue | Sql): value is Sql {
  return typeof value === 'object' && value !== null && !(value instanceof Uint8Array);
}

/**
 * `${value}` is a parameter, `${sql}` another part. Without parts `strings` is the same frozen array on every call of a
 * line, by which a database finds the prepared statement.
 */
export function sql(strings: TemplateStringsArray, ...parts: readonly (SqlValue | Sql)[]): Sql {
  if (!parts.some(isSql)) return { strings, values: parts as readonly SqlValue[] };
  const texts: string[] = [strings[0] ?? ''];
  const values: SqlValue[] = [];
  for (const [at, part] of parts.entries()) {
    const after = strings[at + 1] ?? '';
    if (isSql(part)) {
      append(texts, part.strings[0] ?? '');
      texts.push(...part.strings.slice(1));
      append(texts, after);
      values.push(...part.values);
    } else {
      texts.push(after);
      values.push(part);
    }
  }
  return { strings: texts, values };
}

function append(texts: string[], text: string): void {
  texts[texts.length - 1] += text;
}

/** A text without parameters: names of columns and words of a dialect, never anything from outside. */
export function raw(text: string): Sql {
  return { strings: [text], values: [] };
}

export function join(parts: readonly Sql[], separator = ', '): Sql {
  const [first, ...rest] = parts;
  if (first === undefined) return raw('');
  const texts = [...first.strings];
  const values = [...first.values];
  for (const part of rest) {
    append(texts, separator + (part.strings[0] ?? ''));
    texts.push(...part.strings.slice(1));
    values.push(...part.values);
  }
  return { strings: texts, values };
}

/**
 * `LIMIT` for a statement whose rows come in the order of an index. Where a parameter alone is the limit, SQLite plans the
 * statement again at every run, to choose by its value: that takes longer than to find a page. It looks into no expression.
 */
export function limitTo(rows: number): Sql {
  return sql`LIMIT CAST(${rows} AS bigint)`;
}

/** `column IN (…)`, false for no values. Padded to a power of two, so that there are few different statements. */
export function isOneOf(column: string, values: readonly SqlValue[]): Sql {
  if (values.length === 0) return raw('1 = 0');
  return sql`${raw(column)} IN (${join(padded(values).map((value) => sql`${value}`))})`;
}

/** A table of one column, the ids in it; repeated as in `isOneOf`. At least one id. */
export function tableOf(ids: readonly number[]): Sql {
  // The first row gives the column its type.
  return sql`VALUES ${join(padded(ids).map((id, at) => (at === 0 ? sql`(CAST(${id} AS bigint))` : sql`(${id})`)))}`;
}

function padded<T>(values: readonly T[]): readonly T[] {
  const length = 2 ** Math.ceil(Math.log2(values.length));
  return Array.from({ length }, (_, at) => values[Math.min(at, values.length - 1)] as T);
}
