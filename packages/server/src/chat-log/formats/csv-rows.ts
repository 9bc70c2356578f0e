/**
 * Rows as CSV (RFC 4180): UTF-8, CRLF, arrays and objects as JSON text, null as empty. Used by both CSV formats.
 */
import type { CsvDelimiter } from '@parley/contract';
import { stringify } from 'csv-stringify/sync';
import type { CsvStyle } from '../query/chat-log-query.ts';

const BYTE_ORDER_MARK = '\ufeff';

/** With a record delimiter of its own the library does not quote a lone line feed or carriage return. */
const NEEDS_QUOTES = /[\r\n]/;
/**
 * Where a spreadsheet would start a formula: at the beginning of the cell, of a line in it, and after the other delimiter,
 * which some countries' spreadsheets take for theirs.
 */
const FORMULA_STARTS: Readonly<Record<CsvDelimiter, RegExp>> = {
  ',': /(?<=^|[\r\n;])(?=[=+\-@\t\r＝＋－＠])/g,
  ';': /(?<=^|[\r\n,])(?=[=+\-@\t\r＝＋－＠])/g,
};

/** The first line. Names of columns need no quotes. */
export function csvHeader(columns: readonly string[], { delimiter, hasMark }: CsvStyle): string {
  return `${hasMark ? BYTE_ORDER_MARK : ''}${columns.join(delimiter)}\r\n`;
}

/** Unless `isRaw`, an apostrophe is put where a spreadsheet would start a formula. Numbers stay. */
export function csvRows(rows: readonly (readonly unknown[])[], style: CsvStyle): string {
  return stringify(
    rows.map((cells) => cells.map((cell) => cellOf(cell, style))),
    { delimiter: style.delimiter, record_delimiter: '\r\n', quoted_match: NEEDS_QUOTES },
  );
}

function cellOf(value: unknown, { delimiter, isRaw }: CsvStyle): string | number {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return value;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return isRaw ? text : text.replaceAll(FORMULA_STARTS[delimiter], "'");
}
