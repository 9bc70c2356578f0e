/** How many chats per second the import command stores, from the start of its process to its end. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeSample } from '../packages/server/src/cli/sample.ts';
import { benchScope, openBenchStore, PROJECT, prepareProject, TENANT } from './support/bench-store.ts';
import { PARLEY } from './support/child-server.ts';
import { type BenchContext, type BenchResult, measure } from './support/result.ts';

const ROUNDS = 5;
const SEED = 7;

export async function benchImport(context: BenchContext): Promise<BenchResult> {
  const chats = context.isQuick ? 500 : 20_000;
  const file = join(context.folder, 'chats.ndjson');
  const output = createWriteStream(file);
  await writeSample({ chats, seed: SEED, stdout: output });
  output.end();
  await once(output, 'finish');
  const chatsPerSecond: number[] = [];
  for (let round = 0; round < (context.isQuick ? 1 : ROUNDS); round++) {
    const directory = join(context.folder, `store-${round}`);
    const seconds = await importOnce(directory, file, chats);
    chatsPerSecond.push(chats / seconds);
    rmSync(directory, { recursive: true });
  }
  context.print(`${chats} chats: ${chatsPerSecond.map(Math.round).join(', ')} chats/s`);
  return {
    name: 'import',
    about: `\`parley import\` of ${chats.toLocaleString('en-US')} sample chats in the event format into a new store, the whole process timed, its start included.`,
    measures: [measure('import', 'chats/s', chatsPerSecond, context.isQuick ? null : { atLeast: 4000 })],
    notes: [],
  };
}

/** Seconds that it took. @throws RangeError when the command failed or chats are missing. */
async function importOnce(directory: string, file: string, chats: number): Promise<number> {
  {
    await using store = await openBenchStore({ data: directory, database: null }, 'tool');
    await prepareProject(store);
  }
  const startedMs = performance.now();
  const args = ['import', '--data', directory, '--tenant', TENANT, '--project', String(PROJECT), file];
  const child = spawn(PARLEY, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part: Buffer) => {
      printed += part.toString('utf8');
    });
  }
  const [code] = await once(child, 'close');
  const seconds = (performance.now() - startedMs) / 1000;
  await using store = await openBenchStore({ data: directory, database: null }, 'tool');
  const stored = (await store.project(benchScope()))?.chatCount;
  if (code !== 0 || stored !== chats)
    throw new RangeError(`import ended with ${code}, ${stored} chats stored: ${printed}`);
  return seconds;
}
