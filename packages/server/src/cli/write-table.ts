/** Prints rows under headings, for people and for `awk`. */
import type { Writable } from 'node:stream';

/** One line a row, columns padded with spaces and parted by two; the first row holds the headings. */
export function writeTable(output: Writable, rows: readonly (readonly string[])[]): void {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  }
  for (const row of rows) {
    const cells = row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
    output.write(`${cells.join('  ').trimEnd()}\n`);
  }
}
