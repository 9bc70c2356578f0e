/** `parley-pull` as a process: the only file of the package that uses `process`. Loaded by bin/parley-pull.js. */
import { readFileSync } from 'node:fs';
import { EXIT } from './pull-error.ts';
import { runPull } from './run-pull.ts';
import { describeSystemError } from './system-error.ts';

const manifest: { readonly version: string } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
);
const controller = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => controller.abort());

// The copy goes on when nobody reads its progress any more.
process.stderr.on('error', () => undefined);
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of the pipe has exited, as `head` does: that is not a failure.
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
  process.stderr.write(`parley-pull: ${describeSystemError(error) ?? error.message}, on standard output\n`);
  process.exit(EXIT.failed);
});

process.exitCode = await runPull(process.argv.slice(2), {
  version: manifest.version,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  isTerminal: process.stderr.isTTY === true,
  env: process.env,
  nowMs: () => performance.now(),
  signal: controller.signal,
});
