/** A process that runs one import and can be killed. Arguments: folder of the store, file. For tests only. */
import { runImport } from '../../src/cli/import.ts';
import { SYSTEM_CLOCK } from '../../src/platform/clock.ts';
import { SCOPE } from './import-store.ts';

const [data = '', file = ''] = process.argv.slice(2);
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort('SIGTERM'));
process.on('SIGINT', () => stop.abort('SIGINT'));
process.exitCode = await runImport({
  store: { data, database: null },
  ...SCOPE,
  file,
  rejectsPath: null,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  clock: SYSTEM_CLOCK,
  signal: stop.signal,
});
