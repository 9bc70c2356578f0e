/** What statistics cost beside a plain scan of the same facts. */
import { join } from 'node:path';
import { AT } from '../packages/server/src/chat-log/statistics/fact-row.ts';
import { type Sql, sql } from '../packages/server/src/store/sql/sql.ts';
import { SqliteConnection } from '../packages/server/src/store/sqlite/sqlite-connection.ts';
import { STORE_FILE } from '../packages/server/src/store/sqlite/store-files.ts';
import { type BenchStore, buildStore, LOG_PATH } from './support/bench-store.ts';
import { type ChildServer, startParley } from './support/child-server.ts';
import { runLoad } from './support/http-load.ts';
import { type BenchContext, type BenchResult, type Measure, measure } from './support/result.ts';

const ROUNDS = 5;
const CHUNK_ROWS = 5_000;
const ALL = sql`1 = 1`;

interface StatisticsCase {
  readonly title: string;
  readonly query: string;
  /** The chats that it reads. */
  readonly where: Sql;
  readonly atMostMs: number;
}

const CASES: readonly StatisticsCase[] = [
  { title: 'by day over everything', query: 'by=day', where: ALL, atMostMs: 1_000 },
  {
    title: 'by day of one outcome',
    query: 'by=day&disposition=Completed',
    where: sql`disposition = 'Completed'`,
    atMostMs: 1_500,
  },
  { title: 'counts by channel', query: 'by=type&metrics=count', where: sql`is_spam = 0`, atMostMs: 1_500 },
];

export async function benchStatistics(context: BenchContext): Promise<BenchResult> {
  const [chats, rounds] = context.isQuick ? [400, 1] : [1_000_000, ROUNDS];
  const store = await buildStore(join(context.folder, 'store'), chats, 10_000, { isIndexed: false });
  using plain = new SqliteConnection({
    file: join(store.directory, STORE_FILE),
    isReadOnly: true,
    busyTimeoutMs: 1_000,
  });
  await using server = await startParley(store.directory);
  const measures: Measure[] = [];
  for (const { title, query, where, atMostMs } of CASES) {
    const path = `${LOG_PATH}/stats?${query}`;
    await timeOf(server, store, path);
    const [times, ratios]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      const before = scan(plain, where);
      const found = await timeOf(server, store, path);
      times.push(found);
      ratios.push((found * 2) / (before + scan(plain, where)));
    }
    const target = (atMost: number) => (context.isQuick ? null : { atMost });
    measures.push(measure(title, 'ms', times, target(atMostMs)));
    measures.push(measure(`${title}: over a plain scan of the same facts`, 'ratio', ratios, target(1.2)));
  }
  const about = `Statistics of ${chats.toLocaleString('en-US')} chats on SQLite, by one client; each round reads the same facts from the file without counting, asks, reads again. The log repeats 10,000 documents under new ids.`;
  return { name: 'statistics', about, measures, notes: [] };
}

async function timeOf(server: ChildServer, store: BenchStore, path: string): Promise<number> {
  const target = { port: server.port, credentials: store.credentials };
  const { latenciesMs } = await runLoad({ target, paths: [path], requests: 1, concurrency: 1, encoding: 'gzip' });
  return latenciesMs[0] ?? 0;
}

/** Milliseconds that the rows of those chats take to come out of the file. @throws RangeError when there are none */
function scan(connection: SqliteConnection, where: Sql): number {
  const startedMs = performance.now();
  let rows = 0;
  for (let after = -1; ; ) {
    const some = connection.tuples(
      sql`SELECT chat_id, started_at, is_spam, first_response_time, average_response_time, max_response_time, wait,
          duration, message_count, response_count, sum_response_time, transfer_count
        FROM chat_fact WHERE project_row = 1 AND chat_id > ${after} AND ${where} ORDER BY chat_id LIMIT ${CHUNK_ROWS}`,
    );
    rows += some.length;
    const last = some.at(-1);
    if (last === undefined) break;
    after = Number(last[AT.chatId]);
  }
  if (rows === 0) throw new RangeError('no facts were read');
  return performance.now() - startedMs;
}
