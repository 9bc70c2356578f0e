/** Runs a command line of `parley` inside the test's own process, with streams that are kept. For tests only. */
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { runParley } from '../../src/cli/run-parley.ts';
import { SYSTEM_CLOCK } from '../../src/platform/clock.ts';
import type { Environment } from '../../src/platform/options.ts';
import { SYSTEM_RANDOMNESS } from '../../src/platform/randomness.ts';

export interface CliRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Resolves when the command has ended. `environment` is all that it sees of one; without `input`, standard input stays open. */
export async function runCli(
  words: readonly string[],
  environment: Environment = {},
  input: string | null = null,
  signal = new AbortController().signal,
): Promise<CliRun> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  if (input !== null) stdin.end(input);
  const written = Promise.all([text(stdout), text(stderr)]);
  const exitCode = await runParley(words, '9.8.7', environment, {
    stdin,
    stdout,
    stderr,
    clock: SYSTEM_CLOCK,
    randomness: SYSTEM_RANDOMNESS,
    signal,
  });
  stdout.end();
  stderr.end();
  const [out, err] = await written;
  return { exitCode, stdout: out, stderr: err };
}
