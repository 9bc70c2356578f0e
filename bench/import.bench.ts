/** How many chats per second the import command stores, from the start of its process to its end, and how many bytes they take. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeSample } from '../packages/server/src/cli/sample.ts';
import { instant } from '../packages/server/src/model/instant.ts';
import type { ChatStore } from '../packages/server/src/store/chat-store.ts';
import { benchScope, PROJECT, TENANT } from './support/bench-store.ts';
import { type Checkout, openCheckout, THIS_CHECKOUT } from './support/older-checkout.ts';
import { type BenchContext, type BenchResult, type Measure, measure } from './support/result.ts';

const ROUNDS = 5;
const SEED = 7;
const TURN_MS = 1_000;

interface Imported {
  readonly chatsPerSecond: number;
  /** After everything that a server makes of new chats in the background. */
  readonly bytesAChat: number;
}

export async function benchImport(context: BenchContext): Promise<BenchResult> {
  const chats = context.isQuick ? 500 : 20_000;
  const file = join(context.folder, 'chats.ndjson');
  const output = createWriteStream(file);
  await writeSample({ chats, seed: SEED, stdout: output });
  output.end();
  await once(output, 'finish');
  const older = context.old === null ? null : await openCheckout(context.old);
  const rounds: { readonly now: Imported; readonly old: Imported | null }[] = [];
  for (let round = 0; round < (context.isQuick ? 1 : ROUNDS); round++) {
    const directory = join(context.folder, `store-${round}`);
    const now = await importOnce(THIS_CHECKOUT, directory, file, chats);
    const old = older === null ? null : await importOnce(older, directory, file, chats);
    rounds.push({ now, old });
    context.print(`${Math.round(now.chatsPerSecond)} chats/s, ${Math.round(now.bytesAChat)} bytes a chat`);
  }
  const both = rounds.flatMap(({ now, old }) => (old === null ? [] : [{ now, old }]));
  return {
    name: 'import',
    about: `\`parley import\` of ${chats.toLocaleString('en-US')} sample chats in the event format into a new store, the whole process timed, its start included. The store is measured when its background work is done.`,
    measures: [
      measure(
        'import',
        'chats/s',
        rounds.map(({ now }) => now.chatsPerSecond),
        context.isQuick ? null : { atLeast: 4000 },
      ),
      measure(
        'stored',
        'bytes a chat',
        rounds.map(({ now }) => now.bytesAChat),
      ),
      ...(both.length === 0 ? [] : overOlder(both)),
    ],
    notes: [],
  };
}

function overOlder(both: readonly { readonly now: Imported; readonly old: Imported }[]): readonly Measure[] {
  return [
    measure(
      'import: chats/s over those of the older program',
      'ratio',
      both.map(({ now, old }) => now.chatsPerSecond / old.chatsPerSecond),
    ),
    measure(
      'stored: bytes over those of the older program',
      'ratio',
      both.map(({ now, old }) => now.bytesAChat / old.bytesAChat),
      { atMost: 2 },
    ),
    measure(
      'stored by the older program',
      'bytes a chat',
      both.map(({ old }) => old.bytesAChat),
    ),
  ];
}

/** Removes the store again. @throws RangeError when the command failed or chats are missing. */
async function importOnce(
  { program, stores }: Checkout,
  directory: string,
  file: string,
  chats: number,
): Promise<Imported> {
  {
    await using store = await stores.openBenchStore({ data: directory, database: null }, 'tool');
    await stores.prepareProject(store);
  }
  const startedMs = performance.now();
  const args = ['import', '--data', directory, '--tenant', TENANT, '--project', String(PROJECT), file];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part: Buffer) => {
      printed += part.toString('utf8');
    });
  }
  const [code] = await once(child, 'close');
  const seconds = (performance.now() - startedMs) / 1000;
  const { stored, bytes } = await settle(await stores.openBenchStore({ data: directory, database: null }, 'tool'));
  if (code !== 0 || stored !== chats)
    throw new RangeError(`import ended with ${code}, ${stored} chats stored: ${printed}`);
  rmSync(directory, { recursive: true });
  return { chatsPerSecond: chats / seconds, bytesAChat: bytes / chats };
}

/** Does what a server does in the background until nothing is left, and closes the store. */
async function settle(opened: ChatStore): Promise<{ readonly stored: number | null; readonly bytes: number }> {
  await using store = opened;
  const { maintenance } = store;
  const turns: readonly (() => Promise<boolean>)[] = [
    () => maintenance.compact(TURN_MS),
    () => maintenance.indexWords(TURN_MS),
    () => maintenance.refold(instant(0), TURN_MS),
    () => maintenance.fillFactBlocks(TURN_MS),
  ];
  await maintenance.markFactBlocks();
  for (const turn of turns) while (await turn());
  const stored = (await store.project(benchScope()))?.chatCount ?? null;
  return { stored, bytes: (await maintenance.describe()).storeBytes };
}
