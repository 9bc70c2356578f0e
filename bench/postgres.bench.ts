/** The same log on PostgreSQL: what its pages cost compared with the limit, read again and read for the first time, and how far the feed's watermark lags with eight writers. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openProject } from '../packages/server/test/helpers/open-project.ts';
import { createDatabase, startPostgres } from '../packages/server/test/helpers/start-postgres.ts';
import { benchScope, fillStore, indexAll, openBenchStore } from './support/bench-store.ts';
import { startParleyOn } from './support/child-server.ts';
import { measureFirstReads } from './support/first-reads.ts';
import { LiveTraffic } from './support/live-traffic.ts';
import { measurePages } from './support/page-cases.ts';
import { type BenchContext, type BenchResult, type Measure, measure } from './support/result.ts';
import { median, percentile } from './support/statistics.ts';

const VERSION = 18;
const WRITERS = 8;
const MESSAGES_PER_SECOND = 40;
const LOOK_EVERY_MS = 10;
const ROUNDS = 5;

export async function benchPostgres(context: BenchContext): Promise<BenchResult> {
  await using server = await startPostgres(VERSION);
  const database = await createDatabase(server.url());
  const chats = context.isQuick ? 400 : 20_000;
  const store = await (async () => {
    await using filled = await openBenchStore({ data: '', database }, 'tool');
    const result = await fillStore(filled, chats, 10_000);
    await indexAll(filled);
    return result;
  })();
  const pageRows = context.isQuick ? 100 : 1000;
  const page = {
    title: `page ${pageRows}, gzip, concurrency 8`,
    pageRows,
    concurrency: 8,
    encoding: 'gzip',
    requests: context.isQuick ? 24 : 480,
    ratioTarget: context.isQuick ? null : { atLeast: 0.3 },
    cpuTarget: null,
  } as const;
  const { measures, notes } = await (async () => {
    await using product = await startParleyOn(database);
    const { measures: hot, notes: rejected } = await measurePages([page], product, store, context);
    const first = { database, store, pageRows };
    const eight = await measureFirstReads({ ...first, concurrency: 8 }, product, context);
    const one = await measureFirstReads({ ...first, concurrency: 1 }, product, context);
    return { measures: [...hot, ...eight, ...one], notes: rejected };
  })();
  return {
    name: 'postgres',
    about: `PostgreSQL ${VERSION} on the same machine. Pages as in the benchmark of pages; CPU is that of Parley alone. The same 24 pages come again and again, so that their blocks are in the memory of Parley (64 MB). First read: the log is read through page by page, its 20 pages 12 times a round, and before each time all blocks get new numbers, so that none is in that memory; PostgreSQL has them in its own. Watermark: ${WRITERS} writers, each with connections of its own, append ${MESSAGES_PER_SECOND} messages a second each; every ${LOOK_EVERY_MS} ms a reader asks the feed how far its watermark is behind.`,
    measures: [...measures, ...(await measureLag(database, context))],
    notes,
  };
}

async function measureLag(database: string, context: BenchContext): Promise<readonly Measure[]> {
  const place = { data: '', database };
  await using reader = await openBenchStore(place, 'tool');
  await using writers = new AsyncDisposableStack();
  const traffic: LiveTraffic[] = [];
  for (let writer = 0; writer < WRITERS; writer++) {
    const store = writers.use(await openBenchStore(place, 'tool'));
    const one = new LiveTraffic(await openProject(store, benchScope()));
    await one.begin();
    traffic.push(one);
  }
  const rounds: { readonly lagMs: readonly number[]; readonly ackMs: readonly number[] }[] = [];
  for (let round = 0; round < (context.isQuick ? 1 : ROUNDS); round++) {
    const lagMs: number[] = [];
    let isOver = false;
    const seconds = context.isQuick ? 1 : 5;
    const writing = Promise.all(traffic.map((one) => one.run(MESSAGES_PER_SECOND, seconds))).finally(() => {
      isOver = true;
    });
    while (!isOver) {
      lagMs.push((await reader.maintenance.measureWatermark())?.lagMs ?? 0);
      await sleep(LOOK_EVERY_MS);
    }
    rounds.push({ lagMs, ackMs: (await writing).flat() });
    context.print(`watermark p99 ${percentile(lagMs, 0.99).toFixed(1)} ms behind`);
  }
  return [
    measure(
      'watermark behind 8 writers, p99',
      'ms',
      rounds.map((one) => percentile(one.lagMs, 0.99)),
      context.isQuick ? null : { atMost: 1000 },
    ),
    measure(
      'ack with 8 writers, p50',
      'ms',
      rounds.map((one) => median(one.ackMs)),
    ),
    measure(
      'ack with 8 writers, p99',
      'ms',
      rounds.map((one) => percentile(one.ackMs, 0.99)),
    ),
  ];
}
