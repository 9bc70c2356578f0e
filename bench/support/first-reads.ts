/**
 * Pages that nobody has read yet, compared with the cost of HTTP itself. Before each time through the log all blocks of chats get
 * new numbers, which is what the memory for them knows them by.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { query } from '../../packages/server/test/helpers/start-postgres.ts';
import { type BenchStore, LOG_PATH } from './bench-store.ts';
import { type ChildServer, startStaticServer } from './child-server.ts';
import { fetchOnce, runLoad } from './http-load.ts';
import { cpuMs } from './process-stats.ts';
import { type BenchContext, type Measure, measure } from './result.ts';

const ROUNDS = 7;
/** Times through the log in a round: once is over in a moment. */
const PASSES = 12;

export interface FirstReads {
  readonly database: string;
  readonly store: Pick<BenchStore, 'chats' | 'credentials'>;
  readonly pageRows: number;
  readonly concurrency: number;
}

interface Side {
  readonly server: ChildServer;
  readonly paths: readonly string[];
  /** Before each time through the paths, outside of what is measured. */
  readonly prepare: () => Promise<void>;
}

interface Leg {
  readonly pagesPerSecond: number;
  readonly cpuMsPerPage: number;
}

/** The pages of `product` beside the same from a buffer in memory, in turn. */
export async function measureFirstReads(
  reads: FirstReads,
  product: ChildServer,
  context: BenchContext,
): Promise<readonly Measure[]> {
  const { database, store, pageRows, concurrency } = reads;
  const paths = Array.from({ length: Math.floor(store.chats / pageRows) }, (_, at) => {
    return `${LOG_PATH}?start=${1 + at * pageRows}&limit=${pageRows}`;
  });
  const folder = join(context.folder, `first-${concurrency}`);
  await using server = await startStaticServer(await savePages(product, store.credentials, paths, folder));
  const limit: Side = { server, paths: paths.map((_, at) => `/${at}`), prepare: async () => {} };
  const found: Side = { server: product, paths, prepare: () => renumber(database) };
  const passes = context.isQuick ? 1 : PASSES;
  const run = (side: Side) => runLeg(side, store.credentials, concurrency, passes);
  await run(limit);
  await run(found);
  const rounds: { readonly limit: Leg; readonly product: Leg }[] = [];
  for (let round = 0; round < (context.isQuick ? 1 : ROUNDS); round++) {
    rounds.push({ limit: await run(limit), product: await run(found) });
  }
  const title = `page ${pageRows}, gzip, first read, concurrency ${concurrency}`;
  context.print(`${title}: ${rounds.length} rounds`);
  return measuresOf(title, rounds, context.isQuick);
}

function measuresOf(
  title: string,
  rounds: readonly { readonly limit: Leg; readonly product: Leg }[],
  isQuick: boolean,
): readonly Measure[] {
  const ratios = rounds.map(({ limit, product }) => product.pagesPerSecond / limit.pagesPerSecond);
  const cpus = rounds.map(({ product }) => product.cpuMsPerPage);
  const speeds = rounds.map(({ product }) => product.pagesPerSecond);
  return [
    measure(`${title}: pages/s over A`, 'ratio', ratios, isQuick ? null : { atLeast: 0.3 }),
    measure(`${title}: server CPU`, 'ms/page', cpus),
    measure(`${title}: product`, 'pages/s', speeds),
  ];
}

async function renumber(database: string): Promise<void> {
  await query(database, 'UPDATE parley.chat_block SET block_id = DEFAULT');
  await query(database, 'VACUUM parley.chat_block');
}

async function runLeg(
  { server, paths, prepare }: Side,
  credentials: string,
  concurrency: number,
  passes: number,
): Promise<Leg> {
  let [total, cpu] = [0, 0];
  for (let pass = 0; pass < passes; pass++) {
    await prepare();
    const before = cpuMs(server.pid);
    const target = { port: server.port, credentials };
    const { seconds } = await runLoad({ target, paths, requests: paths.length, concurrency, encoding: 'gzip' });
    total += seconds;
    cpu += cpuMs(server.pid) - before;
  }
  const pages = passes * paths.length;
  return { pagesPerSecond: pages / total, cpuMsPerPage: cpu / pages };
}

/** The pages where the static server finds them. @throws RangeError when one is no page */
async function savePages(
  { port }: ChildServer,
  credentials: string,
  paths: readonly string[],
  folder: string,
): Promise<string> {
  mkdirSync(folder, { recursive: true });
  for (const [at, path] of paths.entries()) {
    const { status, body } = await fetchOnce({ port, credentials }, path, 'gzip');
    if (status !== 200) throw new RangeError(`${path}: ${status}`);
    writeFileSync(join(folder, String(at)), gunzipSync(body));
  }
  return folder;
}
