/** What statistics cost beside a plain scan of the same facts, and what keeping them costs an import. */
import { join } from 'node:path';
import { instant } from '../packages/server/src/model/instant.ts';
import { SYSTEM_CLOCK } from '../packages/server/src/platform/clock.ts';
import type { ProjectStore } from '../packages/server/src/store/chat-store.ts';
import type { StorePlace } from '../packages/server/src/store/open-store.ts';
import { SqliteConnection } from '../packages/server/src/store/sqlite/sqlite-connection.ts';
import { STORE_FILE } from '../packages/server/src/store/sqlite/store-files.ts';
import { openProject } from '../packages/server/test/helpers/open-project.ts';
import { createDatabase, query } from '../packages/server/test/helpers/start-postgres.ts';
import { benchBatches, benchScope, LOG_PATH, openBenchStore, prepareProject } from './support/bench-store.ts';
import { type ChildServer, startParleyAt } from './support/child-server.ts';
import { runLoad } from './support/http-load.ts';
import { databaseOf, type LargeLog } from './support/large-log.ts';
import { openPlainRows, type PlainRows } from './support/plain-scan.ts';
import { type BenchContext, type BenchResult, type Measure, measure } from './support/result.ts';

const ROUNDS = 5;
/** Requests until the engine has compiled what counts; a million chats do that within one. */
const WARM_UP = 5;
const CHUNK_ROWS = 5_000;
const MILLION = 1_000_000;
const MEASURED =
  'started_at, is_spam, disposition, sla_status, first_response_time, average_response_time, max_response_time, wait, duration, message_count, response_count, sum_response_time, transfer_count';
const ALL = '1 = 1';
/** What an import keeps for statistics and searches. */
const NOT_KEPT = ['chat_fact', 'search_pending'];

interface StatisticsCase {
  readonly title: string;
  readonly query: string;
  /** The facts that it needs, and the chats of which. */
  readonly columns: string;
  readonly where: string;
  /** For a million chats. */
  readonly atMostMs: number;
}

const CASES: readonly StatisticsCase[] = [
  { title: 'by day over everything', query: 'by=day', columns: MEASURED, where: ALL, atMostMs: 1_000 },
  {
    title: 'by day of one outcome',
    query: 'by=day&disposition=Completed',
    columns: MEASURED,
    where: "disposition = 'Completed'",
    atMostMs: 1_500,
  },
  {
    title: 'by day of chats that took ten minutes',
    query: 'by=day&minDuration=600',
    columns: MEASURED,
    where: 'duration >= 600',
    atMostMs: 1_500,
  },
  {
    title: 'by agent over everything',
    query: 'by=lastAgent',
    columns: `last_agent, ${MEASURED}`,
    where: ALL,
    atMostMs: 1_000,
  },
  {
    title: 'counts by channel',
    query: 'by=type&metrics=count',
    columns: 'type, is_spam',
    where: 'is_spam = 0',
    atMostMs: 1_000,
  },
];

export async function benchStatistics(context: BenchContext): Promise<BenchResult> {
  const rounds = context.isQuick ? 1 : ROUNDS;
  const store = await context.largeLog();
  await using plain = await openPlainRows(store.place);
  await using server = await startParleyAt(store.place);
  const measures: Measure[] = [];
  const target = (atMost: number) => (context.isQuick ? null : { atMost });
  for (const one of CASES) {
    const { title, query, atMostMs } = one;
    const path = `${LOG_PATH}/stats?${query}`;
    for (let run = 0; run < WARM_UP; run += 1) await timeOf(server, store, path);
    const [times, ratios]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      const before = await scan(plain, one);
      const found = await timeOf(server, store, path);
      times.push((found * MILLION) / store.chats);
      ratios.push((found * 2) / (before + (await scan(plain, one))));
    }
    measures.push(measure(`${title}: for a million chats`, 'ms', times, target(atMostMs)));
    measures.push(measure(`${title}: over a plain scan of the same facts`, 'ratio', ratios, target(1.2)));
  }
  const shares = await compareImports(context, store.place, rounds);
  measures.push(
    measure(
      'import that keeps facts and words to index: its rate over that of one that keeps neither',
      'ratio',
      shares,
      context.isQuick ? null : { atLeast: 0.8 },
    ),
  );
  const about = `Statistics of ${store.chats.toLocaleString('en-US')} chats on ${databaseOf(store)}, by one client; each round reads the same facts from the database without counting, asks, reads again. Imports store batches of 1,000 in turn.`;
  return { name: 'statistics', about, measures, notes: [] };
}

async function timeOf(server: ChildServer, store: LargeLog, path: string): Promise<number> {
  const target = { port: server.port, credentials: store.credentials };
  const { latenciesMs } = await runLoad({ target, paths: [path], requests: 1, concurrency: 1, encoding: 'gzip' });
  return latenciesMs[0] ?? 0;
}

/** Milliseconds that the rows of those chats take to come out of the database. @throws RangeError when there are none */
async function scan(plain: PlainRows, { columns, where }: StatisticsCase): Promise<number> {
  const startedMs = performance.now();
  let rows = 0;
  for (let after = -1; ; ) {
    const some = await plain.read(
      `SELECT chat_id, ${columns} FROM chat_fact
        WHERE project_row = 1 AND chat_id > ${after} AND ${where} ORDER BY chat_id LIMIT ${CHUNK_ROWS}`,
    );
    rows += some.length;
    const last = some.at(-1);
    if (last === undefined) break;
    after = Number(last[0]);
  }
  if (rows === 0) throw new RangeError('no facts were read');
  return performance.now() - startedMs;
}

/** The same batches into two stores in turn, one of which keeps nothing for statistics and searches. */
async function compareImports(
  { folder, isQuick }: BenchContext,
  large: StorePlace,
  rounds: number,
): Promise<readonly number[]> {
  const placeOf = async (name: string): Promise<StorePlace> => {
    return {
      data: join(folder, name),
      database: large.database === null ? null : await createDatabase(large.database),
    };
  };
  const [keeping, other] = [await placeOf('keeping'), await placeOf('not-keeping')];
  for (const place of [keeping, other]) {
    await using store = await openBenchStore(place, 'tool');
    await prepareProject(store);
  }
  await keepNothing(other);
  await using stores = new AsyncDisposableStack();
  const openOne = async (place: StorePlace) => {
    const store = stores.use(await openBenchStore(place, 'tool'));
    return openProject(store, benchScope());
  };
  const [first, second] = [await openOne(keeping), await openOne(other)];
  const batches = isQuick ? 1 : 4;
  const all = [...benchBatches(rounds * batches * 1_000, 1_000)];
  const shares: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    let [withMs, withoutMs] = [0, 0];
    for (const { batch } of all.slice(round * batches, (round + 1) * batches)) {
      withMs += await timeImport(first, batch);
      withoutMs += await timeImport(second, batch);
    }
    shares.push(withoutMs / withMs);
  }
  return shares;
}

async function timeImport(
  { chats }: ProjectStore,
  batch: Parameters<ProjectStore['chats']['import']>[0],
): Promise<number> {
  const startedMs = performance.now();
  await chats.import(batch, instant(SYSTEM_CLOCK.nowMs()));
  return performance.now() - startedMs;
}

async function keepNothing({ data, database }: StorePlace): Promise<void> {
  if (database !== null) {
    await query(
      database,
      "CREATE FUNCTION parley.nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    );
    for (const table of NOT_KEPT) {
      await query(
        database,
        `CREATE TRIGGER not_kept BEFORE INSERT ON parley.${table} FOR EACH ROW EXECUTE FUNCTION parley.nothing()`,
      );
    }
    return;
  }
  using connection = new SqliteConnection({ file: join(data, STORE_FILE), isReadOnly: false, busyTimeoutMs: 1_000 });
  for (const table of NOT_KEPT) {
    connection.exec(`CREATE TRIGGER ${table}_not_kept BEFORE INSERT ON ${table} BEGIN SELECT RAISE(IGNORE); END`);
  }
}
