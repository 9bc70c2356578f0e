/** The process of `parley`: the only file that touches arguments, standard streams, signals and exit code. */
import packageJson from '../../package.json' with { type: 'json' };
import { SYSTEM_CLOCK } from '../platform/clock.ts';
import { readEnvironment } from '../platform/options.ts';
import { SYSTEM_RANDOMNESS } from '../platform/randomness.ts';
import { describeSystemError } from '../platform/system-error.ts';
import { EXIT, exitCodeOf } from './command-io.ts';
import { PASSWORD_WARNING, withoutPasswords } from './hide-passwords.ts';
import { runParley } from './run-parley.ts';

/** How long a finished command may take to exit by itself. */
const LINGER_MS = 500;
/** Under npm one Ctrl-C arrives twice, from the terminal and from npm; a signal after this time is a second Ctrl-C. */
const REPEAT_MS = 1_000;

const PARENT_LOOK_MS = 500;

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
// npm and npx may end without passing their signal on: what they started must not stay behind.
if (readEnvironment().npm_execpath !== undefined) {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent && !stop.signal.aborted) stop.abort('SIGTERM');
  }, PARENT_LOOK_MS).unref();
}
// The server keeps running when nobody reads the log any more.
process.stderr.on('error', () => undefined);
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of the pipe has exited, as `head` does: that is not a failure.
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
  // Once: whoever was writing is told as well, and must not say it again.
  process.stderr.write(`parley: ${describeSystemError(error) ?? error.message}, on standard output\n`);
  process.exit(EXIT.failed);
});

const shown = withoutPasswords(process.argv.slice(2));
if (shown !== null) {
  process.title = ['parley', ...shown].join(' ');
  process.stderr.write(`parley: ${PASSWORD_WARNING}\n`);
}

process.exitCode = await runParley(process.argv.slice(2), packageJson.version, readEnvironment(), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  clock: SYSTEM_CLOCK,
  randomness: SYSTEM_RANDOMNESS,
  signal: stop.signal,
});
// Whatever is still open must not keep a finished command alive. Unreferenced, so that an idle process ends immediately.
setTimeout(() => process.exit(), LINGER_MS).unref();
