/**
 * Rows as CSV (RFC 4180): UTF-8 without BOM, CRLF, arrays and objects as JSON text, null as empty. Used by both CSV formats.
 */
import { stringify } from 'csv-stringify/sync';

/** With a record delimiter of its own the library does not quote a lone line feed or carriage return. */
const NEEDS_QUOTES = /[\r\n]/;
/**
 * Where a spreadsheet would start a formula: at the beginning of the cell, of a line in it, and after a semicolon, which many
 * countries' spreadsheets take for the delimiter.
 */
const FORMULA_START = /(?<=^|[\r\n;])(?=[=+\-@\t\r＝＋－＠])/g;

export function csvHeader(columns: readonly string[]): string {
  return `${columns.join(',')}\r\n`;
}

/** Unless `isRaw`, an apostrophe is put where a spreadsheet would start a formula. Numbers stay. */
export function csvRows(rows: readonly (readonly unknown[])[], isRaw: boolean): string {
  return stringify(
    rows.map((cells) => cells.map((cell) => cellOf(cell, isRaw))),
    { record_delimiter: '\r\n', quoted_match: NEEDS_QUOTES },
  );
}

function cellOf(value: unknown, isRaw: boolean): string | number {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return value;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return isRaw ? text : text.replaceAll(FORMULA_START, "'");
}
