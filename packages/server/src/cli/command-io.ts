/** The streams, clock and signal that a command may use, and its exit codes. parley.ts makes them from the process. */
import type { Readable, Writable } from 'node:stream';
import type { Clock } from '../platform/clock.ts';
import type { Environment } from '../platform/options.ts';
import type { Randomness } from '../platform/randomness.ts';

export interface CommandIo {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly clock: Clock;
  readonly randomness: Randomness;
  /** Aborted, with the signal's name as the reason, when the process is asked to end. */
  readonly signal: AbortSignal;
  /** For what is no option because it may not stand on a command line: credentials. */
  readonly environment: Environment;
}

/** The exit codes of `parley`. */
export const EXIT = {
  done: 0,
  failed: 1,
  rejected: 2,
  /** As in BSD's sysexits; `parley-pull` uses the same code. */
  usage: 64,
  oldNode: 78,
  /** As in shells: 128 plus the signal's number. */
  interrupted: 130,
  terminated: 143,
} as const;

/** For docs/exit-codes.md. */
export const EXIT_MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  done: 'done',
  failed:
    'failed: one line on standard error says what happened and what to do next; `rebuild --check`: chats would change',
  rejected: '`import` or `mirror` left rows out; all others are in the store',
  usage: 'the command line or a variable is wrong; nothing was done',
  oldNode: 'this Node is too old',
  interrupted: 'stopped by Ctrl-C before the work was done',
  terminated: 'stopped by SIGTERM before the work was done',
};

/** Writes one line to standard error: what happened, to what, and what to do next. Returns `exitCode`. */
export function reportFailure(io: Pick<CommandIo, 'stderr'>, sentence: string, exitCode: number = EXIT.failed): number {
  io.stderr.write(`parley: ${inOneLine(sentence)}\n`);
  return exitCode;
}

function inOneLine(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}

/** The exit code of a command that a signal stopped. */
export function exitCodeOf(signal: AbortSignal): number {
  return signal.reason === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
}

/** Prints one line per row, columns padded with spaces and two apart; the first row holds the headings. */
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
