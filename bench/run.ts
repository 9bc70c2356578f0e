/**
 * `npm run bench`: runs the benchmarks, all or those named, and keeps their numbers. `-- --quick` only shows that they run;
 * `--chats=200000` makes the large log of filters, search and statistics smaller than the million that it has otherwise;
 * `--postgres` measures these three on PostgreSQL; `--keep=FOLDER` keeps the large log of SQLite there, for the next time;
 * `--old=CHECKOUT` measures `pull`, `exports` and `import` beside those of an older checkout, and has it run its own `pages`, `ack`
 * and `feed` afterwards.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createDatabase, startPostgres } from '../packages/server/test/helpers/start-postgres.ts';
import { benchAck } from './ack.bench.ts';
import { benchBlocks } from './blocks.bench.ts';
import { benchConsole } from './console.bench.ts';
import { benchExports } from './exports.bench.ts';
import { benchFeed } from './feed.bench.ts';
import { benchFilters } from './filters.bench.ts';
import { benchGrowth } from './growth.bench.ts';
import { benchImport } from './import.bench.ts';
import { benchLive } from './live.bench.ts';
import { benchPages } from './pages.bench.ts';
import { benchPostgres } from './postgres.bench.ts';
import { benchPull } from './pull.bench.ts';
import { benchSearch } from './search.bench.ts';
import { benchStatistics } from './statistics.bench.ts';
import { benchStreaming } from './streaming.bench.ts';
import { largeLog, type OpenLargeLog } from './support/large-log.ts';
import { describeMachine } from './support/machine.ts';
import { type BenchContext, type BenchResult, isMet, type Measure, tableOf } from './support/result.ts';
import { readResults, resultsPage } from './support/results-page.ts';

const BENCHES: Readonly<Record<string, (context: BenchContext) => Promise<BenchResult>>> = {
  pages: benchPages,
  blocks: benchBlocks,
  growth: benchGrowth,
  streaming: benchStreaming,
  ack: benchAck,
  import: benchImport,
  feed: benchFeed,
  exports: benchExports,
  pull: benchPull,
  filters: benchFilters,
  search: benchSearch,
  statistics: benchStatistics,
  console: benchConsole,
  postgres: benchPostgres,
  live: benchLive,
};
/** Those that an older checkout measures by itself, by the names of their functions. */
const BY_OLDER: Readonly<Record<string, string>> = { pages: 'benchPages', ack: 'benchAck', feed: 'benchFeed' };
const RESULTS = fileURLToPath(new URL('./results', import.meta.url));

/** Those of the large log, which any store can have. */
const OF_LARGE_LOG = ['filters', 'search', 'statistics'];
const POSTGRES = { version: 18, settings: { shared_buffers: '1GB' } } as const;
const KEPT_NAMES = [...Object.keys(BENCHES), ...OF_LARGE_LOG.map((name) => `${name}-postgres`)];

function print(line: string): void {
  console.log(line);
}

/** What an older checkout measures by its own benchmark of that name, for information; none without one. */
async function measureOlder(name: string, context: BenchContext): Promise<readonly Measure[]> {
  const bench = context.old === null ? undefined : BY_OLDER[name];
  if (context.old === null || bench === undefined) return [];
  context.print(`## ${name} of ${context.old}`);
  const module: unknown = await import(pathToFileURL(join(context.old, `bench/${name}.bench.ts`)).href);
  const run = (module as Readonly<Record<string, (context: BenchContext) => Promise<BenchResult>>>)[bench];
  if (run === undefined) throw new RangeError(`${context.old} has no ${bench}`);
  const { measures } = await run({ ...context, folder: mkdtempSync(join(context.folder, 'older-')) });
  return measures.map((one) => ({ ...one, what: `older checkout: ${one.what}`, target: null }));
}

async function runOne(name: string, openLargeLog: OpenLargeLog): Promise<BenchResult> {
  const bench = BENCHES[name];
  if (bench === undefined) throw new RangeError(`no benchmark ${name}`);
  const machine = describeMachine();
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'));
  try {
    console.log(`\n# ${name}`);
    const context = { isQuick, largeLog: openLargeLog, old, folder, print };
    const measured = await bench(context);
    const measures = [...measured.measures, ...(await measureOlder(name, context))];
    const result = { ...measured, measures, name: isPostgres ? `${name}-postgres` : name };
    console.log(`${tableOf(result)}${result.notes.map((note) => `\n- ${note}`).join('')}`);
    if (!isQuick) {
      mkdirSync(RESULTS, { recursive: true });
      const kept = { machine, ...result };
      writeFileSync(join(RESULTS, `${result.name}.json`), `${JSON.stringify(kept, null, 2)}\n`);
      writeFileSync(join(RESULTS, 'README.md'), resultsPage(readResults(RESULTS, KEPT_NAMES)));
    }
    return result;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const words = process.argv.slice(2);
const OPTION = /^--(quick|postgres|chats=.+|keep=.+|old=.+)$/;
const odd = words.find((word) => word.startsWith('-') && !OPTION.test(word));
if (odd !== undefined) {
  print(`npm run bench -- [${Object.keys(BENCHES).join('|')} …] [--quick] [--chats=N] [--postgres] [--keep=FOLDER] [--old=CHECKOUT]
Without a name all are run, for an hour or more, and bench/results is written; --quick takes minutes and writes nothing.`);
  process.exit(odd === '--help' ? 0 : 64);
}
const isQuick = words.includes('--quick');
const chats = Number(words.find((word) => word.startsWith('--chats='))?.slice('--chats='.length) ?? 1_000_000);
if (!Number.isSafeInteger(chats) || chats < 1_000) throw new RangeError('--chats takes a number of chats from 1000 on');
const keep = words.find((word) => word.startsWith('--keep='))?.slice('--keep='.length) ?? null;
const old = words.find((word) => word.startsWith('--old='))?.slice('--old='.length) ?? null;
const isPostgres = words.includes('--postgres');
const all = isPostgres ? OF_LARGE_LOG : Object.keys(BENCHES);
const named = words.filter((word) => !word.startsWith('--'));
const unknown = named.filter((name) => !all.includes(name));
if (unknown.length > 0) throw new RangeError(`no benchmark ${unknown.join(', ')}; there are ${all.join(', ')}`);
const missed: string[] = [];
const shared = mkdtempSync(join(tmpdir(), 'parley-bench-'));
await using servers = new AsyncDisposableStack();
try {
  const server = isPostgres ? servers.use(await startPostgres(POSTGRES.version, POSTGRES.settings)) : null;
  const database = server === null ? null : await createDatabase(server.url());
  const openLargeLog = largeLog({ data: join(keep ?? shared, 'large-log'), database }, isQuick ? 2_000 : chats, print);
  for (const name of named.length === 0 ? all : named) {
    const { measures } = await runOne(name, openLargeLog);
    missed.push(...measures.filter((one) => !isMet(one)).map((one) => `${name}: ${one.what}`));
  }
} finally {
  rmSync(shared, { recursive: true, force: true });
}
if (missed.length > 0) {
  console.log(`\nMissed targets:\n${missed.map((line) => `- ${line}`).join('\n')}`);
  process.exitCode = 1;
}
