/** What a benchmark found, and how it is printed. */
import type { OpenLargeLog } from './large-log.ts';
import { median } from './statistics.ts';

/** What a median must reach. */
export type Target = { readonly atLeast: number } | { readonly atMost: number };

export interface Measure {
  readonly what: string;
  readonly unit: string;
  readonly median: number;
  readonly rounds: readonly number[];
  /** null for a number that is only information. */
  readonly target: Target | null;
}

export interface BenchResult {
  readonly name: string;
  /** How it was measured, in one or two sentences. */
  readonly about: string;
  readonly measures: readonly Measure[];
  /** Rejected rounds and other notes for readers of the numbers. */
  readonly notes: readonly string[];
}

/** What every benchmark gets. */
export interface BenchContext {
  /** Everything small: shows that it runs, measures nothing. */
  readonly isQuick: boolean;
  readonly largeLog: OpenLargeLog;
  /** An older checkout to measure beside this one; null: none. */
  readonly old: string | null;
  /** An empty folder of its own, removed afterwards. */
  readonly folder: string;
  print(line: string): void;
}

/** A measure of one value a round. @throws RangeError when there are no rounds. */
export function measure(what: string, unit: string, rounds: readonly number[], target: Target | null = null): Measure {
  return { what, unit, median: median(rounds), rounds, target };
}

export function isMet({ median: value, target }: Measure): boolean {
  if (target === null) return true;
  return 'atLeast' in target ? value >= target.atLeast : value <= target.atMost;
}

function numberText(value: number): string {
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-US');
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
}

function targetText({ target }: Measure): string {
  if (target === null) return '';
  return 'atLeast' in target ? `at least ${numberText(target.atLeast)}` : `at most ${numberText(target.atMost)}`;
}

/** One row for each measure as a Markdown table, which reads well on a terminal too. */
export function tableOf(result: BenchResult): string {
  const header = ['measure', 'median', 'min to max', 'rounds', 'unit', 'target', 'met'];
  const rows = result.measures.map((one) => [
    one.what,
    numberText(one.median),
    `${numberText(Math.min(...one.rounds))} to ${numberText(Math.max(...one.rounds))}`,
    String(one.rounds.length),
    one.unit,
    targetText(one),
    one.target === null ? '' : isMet(one) ? 'yes' : 'NO',
  ]);
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]) => `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [line(header), rule, ...rows.map(line)].join('\n');
}
