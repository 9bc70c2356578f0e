/** `parley-pull` as a process: the only file of the package that uses `process`. Loaded by bin/parley-pull.js. */
import { readFileSync } from 'node:fs';
import { runPull } from './run-pull.ts';

const manifest: { readonly version: string } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
);
const controller = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => controller.abort());

process.exitCode = await runPull(process.argv.slice(2), {
  version: manifest.version,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  isTerminal: process.stderr.isTTY === true,
  env: process.env,
  nowMs: () => performance.now(),
  signal: controller.signal,
});
