/** How near a page of the log comes to what HTTP itself costs: the same pages from a buffer in memory are the limit. */
import { join } from 'node:path';
import { buildStore } from './support/bench-store.ts';
import { startParley } from './support/child-server.ts';
import { measurePages, type PageCase } from './support/page-cases.ts';
import type { BenchContext, BenchResult } from './support/result.ts';

function casesFor(isQuick: boolean): readonly PageCase[] {
  const [large, small] = isQuick ? [100, 20] : [1000, 100];
  const some = (requests: number) => (isQuick ? 24 : requests);
  return [
    {
      title: `page ${large}, gzip, concurrency 8`,
      pageRows: large,
      concurrency: 8,
      encoding: 'gzip',
      requests: some(720),
      ratioTarget: isQuick ? null : { atLeast: 0.8 },
      cpuTarget: isQuick ? null : { atMost: 1.5 },
    },
    {
      title: `page ${large}, identity, concurrency 8`,
      pageRows: large,
      concurrency: 8,
      encoding: 'identity',
      requests: some(240),
      ratioTarget: null,
      cpuTarget: isQuick ? null : { atMost: 8 },
    },
    {
      title: `page ${small}, gzip, concurrency 1`,
      pageRows: small,
      concurrency: 1,
      encoding: 'gzip',
      requests: some(1920),
      ratioTarget: isQuick ? null : { atLeast: 0.3 },
      cpuTarget: null,
    },
  ];
}

export async function benchPages(context: BenchContext): Promise<BenchResult> {
  const store = await buildStore(join(context.folder, 'store'), context.isQuick ? 400 : 20_000);
  await using product = await startParley(store.directory);
  const about =
    'A is a node:http server that sends the same pages as identity from buffers in memory. Each round runs A, the product, A, with the same number of requests over 24 start ids; a ratio compares the product with the mean of both A. CPU is user and system time of the server process.';
  return { name: 'pages', about, ...(await measurePages(casesFor(context.isQuick), product, store, context)) };
}
