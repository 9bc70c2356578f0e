/** A table of numbers as CSV, in the names of the API: for programs and spreadsheets of any country. */

import type { ColumnName } from './number-table.ts';
import type { TableRow } from './number-table-view.tsx';

/** Cells that a spreadsheet would take for formulas begin with an apostrophe. */
export function csvText(rowTitle: string, rows: readonly TableRow[], columns: readonly ColumnName[]): string {
  const lines = rows.map(({ label, numbers }) => [
    cell(label),
    ...columns.map((name) => (numbers[name].value === null ? '' : String(numbers[name].value))),
  ]);
  return [[cell(rowTitle), ...columns], ...lines].map((cells) => `${cells.join(',')}\r\n`).join('');
}

function cell(text: string): string {
  const guarded = /^[=+\-@\t\r＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",\r\n;]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
