/** Whether memory stays bounded while whole projects are sent to slow readers. */
import { join } from 'node:path';
import { type BenchStore, buildStore, LOG_PATH } from './support/bench-store.ts';
import { type ChildServer, startParley } from './support/child-server.ts';
import { downloadSlowly, runLoad } from './support/http-load.ts';
import { anonymousMb } from './support/process-stats.ts';
import { type BenchContext, type BenchResult, type Measure, measure } from './support/result.ts';

const READERS = 16;
const SLOW_BYTES_PER_SECOND = 2_000_000;
const SAMPLE_MS = 50;
const MEGABYTE = 1_000_000;

interface Round {
  readonly growthMb: number;
  readonly seconds: number;
  readonly wireMb: number;
}

export async function benchStreaming(context: BenchContext): Promise<BenchResult> {
  const sizes = context.isQuick ? [2, 5] : [100, 600];
  const measures: Measure[] = [];
  for (const megabytes of sizes) {
    const store = await storeOf(join(context.folder, `store-${megabytes}`), megabytes);
    const rounds: Round[] = [];
    for (let round = 0; round < (context.isQuick ? 1 : 5); round++) rounds.push(await runRound(store, context.isQuick));
    context.print(`${megabytes} MB: ${rounds.map(({ growthMb }) => growthMb.toFixed(0)).join(', ')} MB of growth`);
    const title = `${Math.round(store.documentBytes / MEGABYTE)} MB project to ${READERS} readers`;
    const target = context.isQuick ? null : { atMost: 150 };
    measures.push(
      measure(
        `${title}: growth of RssAnon`,
        'MB',
        rounds.map(({ growthMb }) => growthMb),
        target,
      ),
      measure(
        `${title}: time in all`,
        's',
        rounds.map(({ seconds }) => seconds),
      ),
      measure(
        `${title}: sent`,
        'MB',
        rounds.map(({ wireMb }) => wireMb),
      ),
    );
  }
  const about = `Each round starts a new server, warms it up with pages, then ${READERS} readers take the whole project at once, half as gzip and half as identity: for some seconds at 2 MB/s each, then as fast as they can, to the last byte. Growth is the highest RssAnon, read every ${SAMPLE_MS} ms, less that after the warm-up.`;
  return { name: 'streaming', about, measures, notes: [] };
}

async function storeOf(directory: string, megabytes: number): Promise<BenchStore> {
  const chats = Math.round((megabytes * MEGABYTE) / 5240);
  return buildStore(directory, chats);
}

async function runRound(store: BenchStore, isQuick: boolean): Promise<Round> {
  // All of them at once: by default a key has fewer places, and the others would wait.
  await using server = await startParley(store.directory, '--costly-per-key', String(READERS));
  const target = { port: server.port, credentials: store.credentials };
  for (const encoding of ['gzip', 'identity'] as const) {
    await runLoad({ target, paths: [`${LOG_PATH}?limit=200`], requests: 200, concurrency: 8, encoding });
  }
  const startMb = anonymousMb(server.pid);
  const startedMs = performance.now();
  const slowMs = isQuick ? 500 : 8000;
  const allowed = () => (performance.now() - startedMs < slowMs ? SLOW_BYTES_PER_SECOND : Number.POSITIVE_INFINITY);
  using memory = watchMemory(server);
  const downloads = await Promise.all(
    Array.from({ length: READERS }, (_, reader) =>
      downloadSlowly(target, LOG_PATH, reader % 2 === 0 ? 'gzip' : 'identity', allowed),
    ),
  );
  const highestMb = memory.stop();
  const wireBytes = downloads.reduce((sum, one) => sum + one.wireBytes, 0);
  checkComplete(store, downloads);
  return {
    growthMb: highestMb - startMb,
    seconds: (performance.now() - startedMs) / 1000,
    wireMb: wireBytes / MEGABYTE,
  };
}

function watchMemory(server: ChildServer): Disposable & { stop(): number } {
  let highestMb = anonymousMb(server.pid);
  const timer = setInterval(() => {
    highestMb = Math.max(highestMb, anonymousMb(server.pid));
  }, SAMPLE_MS);
  return {
    stop() {
      clearInterval(timer);
      return Math.max(highestMb, anonymousMb(server.pid));
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

/** @throws RangeError when a reply was cut, or an identity reply is shorter than its rows. */
function checkComplete(
  store: BenchStore,
  downloads: readonly { readonly wireBytes: number; readonly isComplete: boolean }[],
): void {
  for (const [reader, { wireBytes, isComplete }] of downloads.entries()) {
    const isShort = reader % 2 === 1 && wireBytes < store.documentBytes;
    if (!isComplete || isShort)
      throw new RangeError(`reader ${reader} got ${wireBytes} bytes and not the whole project`);
  }
}
