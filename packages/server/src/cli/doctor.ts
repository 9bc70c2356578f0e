/** `parley doctor`: checks the machine and the store, prints a line for each check and what to do about what is wrong. */
import type { StorePlace } from '../store/open-store.ts';
import { defineCommand } from './command.ts';
import { type CommandIo, EXIT } from './command-io.ts';
import type { Finding } from './finding.ts';
import { STORE_OPTIONS } from './option-groups.ts';

export const doctorCommand = defineCommand({
  name: 'doctor',
  summary: 'Check the machine and the store, and say what to do about what is wrong.',
  examples: ['parley doctor --data ./parley-data'],
  options: STORE_OPTIONS,
  run: examine,
});

/** Exit code 1 when a check failed; warnings leave it 0. Changes nothing, and may run beside a server. */
async function examine(place: StorePlace, io: CommandIo): Promise<number> {
  let hasFailed = false;
  for await (const { verdict, text } of findings(place, io)) {
    io.stdout.write(`${verdict.padEnd(4)}  ${text}\n`);
    if (verdict === 'fail') hasFailed = true;
    if (io.signal.aborted) break;
  }
  return hasFailed ? EXIT.failed : EXIT.done;
}

async function* findings({ data, database }: StorePlace, io: CommandIo): AsyncGenerator<Finding> {
  yield { verdict: 'ok', text: `Node ${process.versions.node}, SQLite ${process.versions.sqlite}` };
  if (database === null) {
    const { examineFolder } = await import('./examine-folder.ts');
    yield* examineFolder(data, io);
  } else {
    const { examineDatabase } = await import('./examine-database.ts');
    yield* examineDatabase(database, io);
  }
}
