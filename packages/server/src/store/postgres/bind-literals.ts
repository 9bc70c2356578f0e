/** Puts values into a statement's text: COPY takes no parameters. Also says how compared text is stored. */
import { createHash } from 'node:crypto';
import { escapeLiteral } from 'pg';
import type { SqlPart } from '../selection-sql.ts';

const LONGEST_COMPARED = 200;

/** The text with each `?` replaced by its value as a literal. Numbers must be integers up to 2^53; text must hold no NUL. */
export function bindLiterals({ sql, values }: SqlPart): string {
  const parts = sql.split('?');
  if (parts.length !== values.length + 1) throw new TypeError('a statement has other values than places for them');
  return parts.map((part, at) => (at === 0 ? part : literal(values[at - 1]) + part)).join('');
}

function literal(value: number | string | undefined): string {
  if (typeof value === 'string') return escapeLiteral(comparableText(value));
  // Beyond any id or instant that is stored; a plain number of this size would not be a bigint.
  if (Number.isInteger(value) && Math.abs(Number(value)) <= 2 ** 53) return `(${value})::bigint`;
  throw new TypeError(`${value} is not an integer`);
}

/**
 * Text of a column that is only compared with `=`: itself, or a hash where PostgreSQL could not store or index it, which
 * is where it holds NUL or half of a surrogate pair, or is very long.
 */
export function comparableText(text: string): string {
  const isPlain = text.length <= LONGEST_COMPARED && !text.includes('\0') && text.isWellFormed();
  return isPlain ? text : `sha256:${createHash('sha256').update(JSON.stringify(text)).digest('hex')}`;
}
