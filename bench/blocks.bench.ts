/** What blocks of joined chats are worth: the same chats as pages upwards, from blocks, and downwards, which never use any. */
import { join } from 'node:path';
import { buildStore, pagePaths } from './support/bench-store.ts';
import { type ChildServer, startParley } from './support/child-server.ts';
import { fetchOnce, runLoad } from './support/http-load.ts';
import { cpuMs } from './support/process-stats.ts';
import { type BenchContext, type BenchResult, type Measure, measure } from './support/result.ts';

const ROUNDS = 5;
/** A block is worth its code from this on: a third of the CPU of a page. */
const LARGEST_SHARE = 2 / 3;

/** The path of the page with the same rows, the last one first. */
function downwards(path: string): string {
  const url = new URL(path, 'http://localhost');
  const last = Number(url.searchParams.get('start')) + Number(url.searchParams.get('limit')) - 1;
  url.searchParams.set('start', String(last));
  url.searchParams.set('direction', 'DESC');
  return `${url.pathname}${url.search}`;
}

interface Load {
  readonly product: ChildServer;
  readonly credentials: string;
  readonly encoding: 'gzip' | 'identity';
  readonly requests: number;
}

/** Milliseconds of CPU of the server for a page. */
async function cpuPerPage({ product, credentials, encoding, requests }: Load, paths: readonly string[]) {
  const before = cpuMs(product.pid);
  await runLoad({ target: { port: product.port, credentials }, paths, requests, concurrency: 8, encoding });
  return (cpuMs(product.pid) - before) / requests;
}

async function compare(load: Load, paths: readonly string[], rounds: number): Promise<readonly Measure[]> {
  const down = paths.map(downwards);
  await cpuPerPage(load, paths);
  await cpuPerPage(load, down);
  const found: { readonly with: number; readonly without: number }[] = [];
  while (found.length < rounds) {
    const before = await cpuPerPage(load, down);
    const joined = await cpuPerPage(load, paths);
    const after = await cpuPerPage(load, down);
    found.push({ with: joined, without: (before + after) / 2 });
  }
  const title = `page of ${new URL(paths[0] ?? '', 'http://localhost').searchParams.get('limit')}, ${load.encoding}`;
  const target = load.encoding === 'gzip' && rounds > 1 ? { atMost: LARGEST_SHARE } : null;
  const of = (value: (round: (typeof found)[number]) => number) => found.map(value);
  return [
    measure(
      `${title}: server CPU with blocks over without`,
      'ratio',
      of((round) => round.with / Math.max(round.without, 0.001)),
      target,
    ),
    measure(
      `${title}: server CPU with blocks`,
      'ms/page',
      of((round) => round.with),
    ),
    measure(
      `${title}: server CPU without`,
      'ms/page',
      of((round) => round.without),
    ),
  ];
}

export async function benchBlocks(context: BenchContext): Promise<BenchResult> {
  const store = await buildStore(join(context.folder, 'store'), context.isQuick ? 400 : 20_000);
  await using product = await startParley(store.directory);
  const { credentials } = store;
  const paths = pagePaths(store, context.isQuick ? 100 : 1000);
  const target = { port: product.port, credentials };
  const [first = ''] = paths;
  const bytes = async (path: string) => (await fetchOnce(target, path, 'gzip')).body.length;
  const measures: Measure[] = [
    measure('bytes of a gzip page with blocks over without', 'ratio', [
      (await bytes(first)) / (await bytes(downwards(first))),
    ]),
  ];
  for (const encoding of ['gzip', 'identity'] as const) {
    const requests = context.isQuick ? 24 : 480;
    measures.push(
      ...(await compare({ product, credentials, encoding, requests }, paths, context.isQuick ? 1 : ROUNDS)),
    );
  }
  const about =
    'The same 24 pages of 20,000 chats upwards, which are read from blocks of 16 chats, and downwards, which are read chat by chat; in turn, downwards before and after each. CPU is user and system time of the server process.';
  return { name: 'blocks', about, measures, notes: [] };
}
