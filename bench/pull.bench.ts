/** What `parley-pull` to SQLite costs beside fetching the same bytes into a file, and what its tables save whoever counts. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { buildStore, LOG_PATH, PROJECT, TENANT } from './support/bench-store.ts';
import { startParley } from './support/child-server.ts';
import { type BenchContext, type BenchResult, type Measure, measure } from './support/result.ts';

const ROUNDS = 5;
const HERE = fileURLToPath(new URL('..', import.meta.url));
const TABLES = 'SELECT lastAgentName, count(*), avg(duration), sum(transferCount) FROM chat GROUP BY lastAgentName';
const TEXTS = `SELECT json_extract(document, '$.lastAgentName') AS agent, count(*), avg(json_extract(document, '$.duration')),
  sum(json_extract(document, '$.transferCount')) FROM chat_document GROUP BY agent`;

interface Source {
  readonly port: number;
  /** `user:key`. */
  readonly credentials: string;
}

interface Round {
  /** Of a whole run, from the start of its process to its exit. */
  readonly pullSeconds: number;
  readonly fetchSeconds: number;
  readonly oldSeconds: number | null;
  readonly tablesMs: number;
  readonly textsMs: number;
}

/** The program of that checkout, into a new copy. Returns its seconds. @throws RangeError when it failed */
async function pullOnce(checkout: string, { port, credentials }: Source, file: string): Promise<number> {
  rmSync(file, { force: true });
  const env = {
    ...process.env,
    PARLEY_URL: `http://127.0.0.1:${port}`,
    PARLEY_CUSTOMER: TENANT,
    PARLEY_KEY: credentials.slice(TENANT.length + 1),
    PARLEY_PROJECT: String(PROJECT),
  };
  const program = join(checkout, 'packages/client/bin/parley-pull.js');
  const startedMs = performance.now();
  const child = spawn(process.execPath, [program, '--to', file, '--quiet'], {
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new RangeError(`parley-pull of ${checkout} ended with ${code}`);
  return (performance.now() - startedMs) / 1000;
}

/** The bytes that the pull reads, inflated and written to disk as they come. Returns its seconds. */
async function fetchRaw({ port, credentials }: Source, file: string): Promise<number> {
  const startedMs = performance.now();
  const reply = await fetch(`http://127.0.0.1:${port}${LOG_PATH}?include=ext,end&format=ndjson`, {
    headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
  });
  if (reply.status !== 200 || reply.body === null) throw new RangeError(`the log replied ${reply.status}`);
  const descriptor = openSync(file, 'w');
  for await (const piece of reply.body) writeSync(descriptor, piece);
  fsyncSync(descriptor);
  closeSync(descriptor);
  return (performance.now() - startedMs) / 1000;
}

function timedQuery(file: string, sql: string): { readonly ms: number; readonly rows: string } {
  using database = new DatabaseSync(file, { readOnly: true });
  const startedMs = performance.now();
  const rows = JSON.stringify(database.prepare(sql).all().map(Object.values));
  return { ms: performance.now() - startedMs, rows };
}

async function measureRound({ folder, old }: BenchContext, source: Source): Promise<Round> {
  const file = join(folder, 'copy.sqlite');
  const oldSeconds = old === null ? null : await pullOnce(old, source, file);
  const fetchSeconds = await fetchRaw(source, join(folder, 'raw.ndjson'));
  const pullSeconds = await pullOnce(HERE, source, file);
  const [tables, texts] = [timedQuery(file, TABLES), timedQuery(file, TEXTS)];
  if (tables.rows !== texts.rows) throw new RangeError('the tables count otherwise than the texts');
  return { pullSeconds, fetchSeconds, oldSeconds, tablesMs: tables.ms, textsMs: texts.ms };
}

export async function benchPull(context: BenchContext): Promise<BenchResult> {
  const chats = context.isQuick ? 2_000 : 10_000;
  const store = await buildStore(join(context.folder, 'store'), chats);
  await using server = await startParley(store.directory);
  const rounds: Round[] = [];
  for (let round = 0; round < (context.isQuick ? 1 : ROUNDS); round++) {
    const one = await measureRound(context, { port: server.port, credentials: store.credentials });
    rounds.push(one);
    const old = one.oldSeconds === null ? '' : `, before ${one.oldSeconds.toFixed(1)} s`;
    context.print(`pull ${one.pullSeconds.toFixed(1)} s, bytes alone ${one.fetchSeconds.toFixed(1)} s${old}`);
  }
  const of = (value: (round: Round) => number) => rounds.map(value);
  return {
    name: 'pull',
    about: `\`parley-pull\` of ${chats.toLocaleString('en-US')} chats into a new SQLite file, in a process of its own, its start and the comparison with the log included, beside fetching the same bytes and writing them to a file as they come.`,
    measures: [
      measure(
        'pull: time over that of the bytes alone',
        'ratio',
        of((one) => one.pullSeconds / one.fetchSeconds),
      ),
      measure(
        'pull: time',
        's',
        of((one) => one.pullSeconds),
      ),
      measure(
        'bytes alone: time',
        's',
        of((one) => one.fetchSeconds),
      ),
      ...overOld(rounds),
      measure(
        'GROUP BY of the tables over the same of the texts',
        'ratio',
        of((one) => one.tablesMs / one.textsMs),
        context.isQuick ? null : { atMost: 1 / 20 },
      ),
      measure(
        'GROUP BY of the tables: time',
        'ms',
        of((one) => one.tablesMs),
      ),
    ],
    notes: [],
  };
}

/** Only beside an older checkout. */
function overOld(rounds: readonly Round[]): readonly Measure[] {
  const both = rounds.flatMap(({ oldSeconds, pullSeconds }) =>
    oldSeconds === null ? [] : [{ oldSeconds, pullSeconds }],
  );
  if (both.length === 0) return [];
  return [
    measure(
      'pull: time over that of the older program',
      'ratio',
      both.map(({ oldSeconds, pullSeconds }) => pullSeconds / oldSeconds),
      { atMost: 1 / 3 },
    ),
    measure(
      'older program: time',
      's',
      both.map(({ oldSeconds }) => oldSeconds),
    ),
  ];
}
