/** What a command may touch of the outside world. Made by parley.ts from the process, by tests from anything. */
import type { Readable, Writable } from 'node:stream';
import type { Clock } from '../platform/clock.ts';
import type { Randomness } from '../platform/randomness.ts';

export interface CommandIo {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly clock: Clock;
  readonly randomness: Randomness;
  /** Aborted, with the signal's name as the reason, when the process is asked to end. */
  readonly signal: AbortSignal;
}

/** What every command ends with; other numbers are a command's own. */
export const EXIT = {
  done: 0,
  failed: 1,
  /** The command line or the environment is wrong: nothing was done. */
  usage: 64,
} as const;

/** Says on one line of standard error what happened, to what, and what to do next. Returns the exit code for it. */
export function reportFailure(io: Pick<CommandIo, 'stderr'>, sentence: string, exitCode: number = EXIT.failed): number {
  io.stderr.write(`parley: ${sentence.trim().replaceAll(/\s*\n\s*/g, ' ')}\n`);
  return exitCode;
}

/** How a command ends that was stopped: by the convention of shells, 128 and the signal's number. */
export function exitCodeOf(signal: AbortSignal): number {
  return signal.reason === 'SIGINT' ? 130 : 143;
}
