/** What a search costs beside the first rows of the log without one, and what its index takes. */
import { LOG_PATH } from './support/bench-store.ts';
import { type ChildServer, startParleyAt } from './support/child-server.ts';
import { runLoad } from './support/http-load.ts';
import { databaseOf, type LargeLog } from './support/large-log.ts';
import { type BenchContext, type BenchResult, type Measure, measure } from './support/result.ts';
import { percentile } from './support/statistics.ts';

const ROUNDS = 5;
const SHARE = 0.95;

interface SearchCase {
  readonly title: string;
  /** null where nothing is promised. */
  readonly atMost: number | null;
  /** Frequent and rare ones. */
  readonly queries: readonly string[];
}

const CASES: readonly SearchCase[] = [
  {
    title: 'two words',
    atMost: 5,
    queries: ['order refund', 'the you', 'password reset', 'invoice zzzz', 'köszönöm segítség'],
  },
  { title: 'a phrase', atMost: 10, queries: ['"thank you"', '"how can i help"', '"the order number"', '"you the"'] },
  {
    // No index has such a phrase: each chat with the words is read.
    title: 'a phrase of frequent words that nobody wrote',
    atMost: null,
    queries: ['"please order"'],
  },
  { title: 'a beginning of three letters', atMost: 10, queries: ['ref', 'ord', 'the', 'pas', 'kös'] },
  { title: 'a word left out', atMost: 10, queries: ['order -refund', '-the', 'you -thank'] },
];

export async function benchSearch(context: BenchContext): Promise<BenchResult> {
  const [requests, rounds] = context.isQuick ? [20, 1] : [60, ROUNDS];
  const store = await context.largeLog();
  await using server = await startParleyAt(store.place);
  const measures: Measure[] = [];
  const plain = () => timeOf(server, store, [`${LOG_PATH}?direction=DESC&limit=50`], requests);
  await plain();
  for (const { title, atMost, queries } of CASES) {
    const paths = queries.map((q) => `${LOG_PATH}?direction=DESC&limit=50&q=${encodeURIComponent(q)}`);
    await timeOf(server, store, paths, paths.length);
    const asked = atMost === null ? paths.length : requests;
    const ratios: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const without = (await plain()) / 2;
      const found = await timeOf(server, store, paths, asked);
      ratios.push(found / (without + (await plain()) / 2));
    }
    const target = context.isQuick || atMost === null ? null : { atMost };
    measures.push(measure(`newest 50 with ${title}: p95 over p95 of the first rows without`, 'ratio', ratios, target));
  }
  measures.push(
    measure(
      'index: bytes over those of the store without it',
      'ratio',
      [store.indexShare],
      context.isQuick ? null : { atMost: 0.6 },
    ),
    measure('indexing', 'chats/s', [store.chatsIndexedPerSecond]),
  );
  const about = `The newest 50 of ${store.chats.toLocaleString('en-US')} chats on ${databaseOf(store)} with and without q, by one client; each round runs the first rows, the search, the first rows.`;
  return { name: 'search', about, measures, notes: [] };
}

async function timeOf(
  server: ChildServer,
  store: LargeLog,
  paths: readonly string[],
  requests: number,
): Promise<number> {
  const target = { port: server.port, credentials: store.credentials };
  const { latenciesMs } = await runLoad({ target, paths, requests, concurrency: 1, encoding: 'gzip' });
  return percentile(latenciesMs, SHARE);
}
