/** The process of `parley`: the only file that touches arguments, standard streams, signals and exit code. */
import packageJson from '../../package.json' with { type: 'json' };
import { SYSTEM_CLOCK } from '../platform/clock.ts';
import { readEnvironment } from '../platform/options.ts';
import { SYSTEM_RANDOMNESS } from '../platform/randomness.ts';
import { exitCodeOf } from './command-io.ts';
import { runParley } from './run-parley.ts';

/** How long a finished command may take to end by itself. */
const LINGER_MS = 500;
/** Ctrl-C under npm arrives twice, from the terminal and from npm: only a later one means that the first was not heard. */
const REPEAT_MS = 1_000;

const stop = new AbortController();
let stoppedAtMs = 0;
for (const name of ['SIGTERM', 'SIGINT'] as const) {
  process.on(name, () => {
    if (!stop.signal.aborted) {
      stoppedAtMs = SYSTEM_CLOCK.monotonicMs();
      stop.abort(name);
    } else if (SYSTEM_CLOCK.monotonicMs() - stoppedAtMs > REPEAT_MS) {
      process.exit(exitCodeOf(stop.signal));
    }
  });
}
// Nobody reads the log any more: the server goes on.
process.stderr.on('error', () => undefined);
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of a pipe left, as `head` does: there is nobody to write for and nothing to report.
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
  throw error;
});

process.exitCode = await runParley(process.argv.slice(2), packageJson.version, readEnvironment(), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  clock: SYSTEM_CLOCK,
  randomness: SYSTEM_RANDOMNESS,
  signal: stop.signal,
});
// Something that was left open must not keep a finished command alive. Unreferenced: an idle process ends immediately.
setTimeout(() => process.exit(), LINGER_MS).unref();
