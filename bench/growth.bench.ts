/** Whether a page costs more in a large log than in a small one. */
import { join } from 'node:path';
import { type BenchStore, buildStore, pagePaths } from './support/bench-store.ts';
import { type ChildServer, startParley } from './support/child-server.ts';
import { fetchOnce, runLoad } from './support/http-load.ts';
import { cpuMs } from './support/process-stats.ts';
import { type BenchContext, type BenchResult, measure } from './support/result.ts';
import { median } from './support/statistics.ts';

const ROUNDS = 7;

interface Cost {
  readonly cpuMsPerPage: number;
  readonly medianMs: number;
}

export async function benchGrowth(context: BenchContext): Promise<BenchResult> {
  const [fewChats, manyChats] = context.isQuick ? [300, 1500] : [10_000, 1_000_000];
  const [pageRows, requests] = context.isQuick ? [100, 48] : [1000, 240];
  const few = await buildStore(join(context.folder, 'few'), fewChats);
  const startedMs = performance.now();
  const many = await buildStore(join(context.folder, 'many'), manyChats);
  context.print(`${manyChats} chats stored in ${Math.round((performance.now() - startedMs) / 1000)} s`);
  await using fewServer = await startParley(few.directory);
  await using manyServer = await startParley(many.directory);
  const costOf = (server: ChildServer, store: BenchStore) => pageCost(server, store, pageRows, requests);
  await checkLastPage(fewServer, few, pageRows);
  await checkLastPage(manyServer, many, pageRows);
  // The first pass brings the pages into memory: cost is compared, not the disk.
  await costOf(fewServer, few);
  await costOf(manyServer, many);
  const rounds: { readonly few: Cost; readonly many: Cost }[] = [];
  for (let round = 0; round < (context.isQuick ? 1 : ROUNDS); round++) {
    rounds.push({ few: await costOf(fewServer, few), many: await costOf(manyServer, many) });
  }
  const size = (chats: number) => `${chats.toLocaleString('en-US')} chats`;
  const title = `page ${pageRows} gzip, one reader`;
  const ratioTarget = context.isQuick ? null : { atMost: 1.3 };
  return {
    name: 'growth',
    about: `Two servers, one with ${size(fewChats)} and one with ${size(manyChats)}, asked in turn for pages from 24 places spread over the whole log, its end included. The larger log repeats 10,000 documents under new ids.`,
    measures: [
      measure(
        `${title}: CPU at ${size(manyChats)} over ${size(fewChats)}`,
        'ratio',
        rounds.map((one) => one.many.cpuMsPerPage / Math.max(one.few.cpuMsPerPage, 0.001)),
        ratioTarget,
      ),
      measure(
        `${title}: time at ${size(manyChats)} over ${size(fewChats)}`,
        'ratio',
        rounds.map((one) => one.many.medianMs / one.few.medianMs),
        ratioTarget,
      ),
      measure(
        `${title}: CPU at ${size(fewChats)}`,
        'ms/page',
        rounds.map((one) => one.few.cpuMsPerPage),
      ),
      measure(
        `${title}: CPU at ${size(manyChats)}`,
        'ms/page',
        rounds.map((one) => one.many.cpuMsPerPage),
      ),
      measure(
        `${title}: time at ${size(fewChats)}`,
        'ms',
        rounds.map((one) => one.few.medianMs),
      ),
      measure(
        `${title}: time at ${size(manyChats)}`,
        'ms',
        rounds.map((one) => one.many.medianMs),
      ),
    ],
    notes: [],
  };
}

/** @throws RangeError when the last page is not whole. */
async function checkLastPage(server: ChildServer, store: BenchStore, pageRows: number): Promise<void> {
  const path = pagePaths(store, pageRows).at(-1) ?? '';
  const { body } = await fetchOnce({ port: server.port, credentials: store.credentials }, path, 'identity');
  const { response } = JSON.parse(body.toString('utf8')) as {
    readonly response: readonly { readonly chatId: number }[];
  };
  if (response.length !== pageRows || response.at(-1)?.chatId !== store.chats)
    throw new RangeError(`${path} is not whole`);
}

async function pageCost(server: ChildServer, store: BenchStore, pageRows: number, requests: number): Promise<Cost> {
  const before = cpuMs(server.pid);
  const { latenciesMs } = await runLoad({
    target: { port: server.port, credentials: store.credentials },
    paths: pagePaths(store, pageRows),
    requests,
    concurrency: 1,
    encoding: 'gzip',
  });
  return { cpuMsPerPage: (cpuMs(server.pid) - before) / requests, medianMs: median(latenciesMs) };
}
