/**
 * Rows as CSV (RFC 4180): UTF-8 without BOM, CRLF, arrays and objects as JSON text, null as empty. Unless raw cells are
 * requested, a cell that a spreadsheet would treat as a formula gets a leading apostrophe. Used by both CSV formats.
 */
import { stringify } from 'csv-stringify/sync';

export function csvHeader(columns: readonly string[]): string {
  return `${columns.join(',')}\r\n`;
}

export function csvRows(rows: readonly (readonly unknown[])[], isRaw: boolean): string {
  return stringify(
    rows.map((cells) => cells.map(cellOf)),
    { record_delimiter: '\r\n', escape_formulas: !isRaw },
  );
}

function cellOf(value: unknown): string | number {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string' || typeof value === 'number') return value;
  return JSON.stringify(value);
}
