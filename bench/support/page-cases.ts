/** Compares pages of the log with the cost of HTTP itself: the same pages from a buffer in memory, in turn with the product. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type BenchStore, pagePaths } from './bench-store.ts';
import { type ChildServer, startStaticServer } from './child-server.ts';
import { fetchOnce, runLoad, type Target } from './http-load.ts';
import { cpuMs } from './process-stats.ts';
import { type Target as Aim, type BenchContext, type Measure, measure } from './result.ts';
import { spread } from './statistics.ts';

/** A round in which the two measurements of the limit differ by more than this is rejected. */
const LARGEST_SPREAD = 1.5;
const ROUNDS = 5;
const MOST_ATTEMPTS = 15;

export interface PageCase {
  readonly title: string;
  readonly pageRows: number;
  readonly concurrency: number;
  readonly encoding: 'gzip' | 'identity';
  readonly requests: number;
  readonly ratioTarget: Aim | null;
  readonly cpuTarget: Aim | null;
}

interface Leg {
  readonly pagesPerSecond: number;
  readonly cpuMsPerPage: number;
}

interface Servers {
  readonly product: ChildServer;
  readonly limit: ChildServer;
  readonly credentials: string;
}

/** Every case over pages of the store that `product` serves, with notes on rejected rounds. */
export async function measurePages(
  cases: readonly PageCase[],
  product: ChildServer,
  store: Pick<BenchStore, 'chats' | 'credentials'>,
  context: BenchContext,
): Promise<{ readonly measures: readonly Measure[]; readonly notes: readonly string[] }> {
  const measures: Measure[] = [];
  const notes: string[] = [];
  for (const one of cases) {
    const paths = pagePaths(store, one.pageRows);
    const pages = join(context.folder, `pages-${one.pageRows}-${one.encoding}`);
    const target = { port: product.port, credentials: store.credentials };
    const limitPaths = await savePages(target, paths, pages);
    await using limit = await startStaticServer(pages);
    measures.push(
      ...(await runCase(one, { product, limit, credentials: store.credentials }, paths, limitPaths, context, notes)),
    );
  }
  return { measures, notes };
}

/**
 * Checks that the gzip page is the identity page, then puts the identity pages where the static server finds them.
 * @throws RangeError when the bytes differ or a page is no reply of the log.
 */
async function savePages(target: Target, paths: readonly string[], folder: string): Promise<readonly string[]> {
  mkdirSync(folder, { recursive: true });
  const names: string[] = [];
  for (const [at, path] of paths.entries()) {
    const plain = await fetchOnce(target, path, 'identity');
    const packed = await fetchOnce(target, path, 'gzip');
    if (plain.status !== 200 || packed.headers['content-encoding'] !== 'gzip') {
      throw new RangeError(`${path}: ${plain.status}, ${packed.headers['content-encoding'] ?? 'not compressed'}`);
    }
    if (!gunzipSync(packed.body).equals(plain.body)) throw new RangeError(`${path}: the gzip page is another page`);
    const reply = JSON.parse(plain.body.toString('utf8')) as { readonly response: readonly unknown[] };
    const expected = Number(new URLSearchParams(path.split('?')[1]).get('limit'));
    if (reply.response.length !== expected) throw new RangeError(`${path}: ${reply.response.length} rows`);
    writeFileSync(join(folder, String(at)), plain.body);
    names.push(`/${at}`);
  }
  return names;
}

async function runLeg(server: ChildServer, one: PageCase, paths: readonly string[], credentials: string): Promise<Leg> {
  const before = cpuMs(server.pid);
  const { seconds } = await runLoad({
    target: { port: server.port, credentials },
    paths,
    requests: one.requests,
    concurrency: one.concurrency,
    encoding: one.encoding,
  });
  return { pagesPerSecond: one.requests / seconds, cpuMsPerPage: (cpuMs(server.pid) - before) / one.requests };
}

async function runCase(
  one: PageCase,
  servers: Servers,
  paths: readonly string[],
  limitPaths: readonly string[],
  context: BenchContext,
  notes: string[],
): Promise<readonly Measure[]> {
  const { product, limit, credentials } = servers;
  // Warm both up, so that the first round is like the others.
  await runLeg(limit, one, limitPaths, credentials);
  await runLeg(product, one, paths, credentials);
  const rounds: { readonly limit: Leg; readonly product: Leg }[] = [];
  let rejected = 0;
  while (rounds.length < (context.isQuick ? 1 : ROUNDS) && rounds.length + rejected < MOST_ATTEMPTS) {
    const before = await runLeg(limit, one, limitPaths, credentials);
    const found = await runLeg(product, one, paths, credentials);
    const after = await runLeg(limit, one, limitPaths, credentials);
    const isSteady = spread([before.pagesPerSecond, after.pagesPerSecond]) <= LARGEST_SPREAD;
    if (isSteady || context.isQuick) rounds.push({ limit: meanOf(before, after), product: found });
    else rejected++;
  }
  if (rejected > 0)
    notes.push(`${one.title}: ${rejected} rounds rejected, A differed by more than ${LARGEST_SPREAD} times`);
  if (rounds.length === 0) throw new RangeError(`${one.title}: the machine was too uneven for any round`);
  context.print(`${one.title}: ${rounds.length} rounds, ${rejected} rejected`);
  return measuresOf(one, rounds);
}

function meanOf(left: Leg, right: Leg): Leg {
  return {
    pagesPerSecond: (left.pagesPerSecond + right.pagesPerSecond) / 2,
    cpuMsPerPage: (left.cpuMsPerPage + right.cpuMsPerPage) / 2,
  };
}

function measuresOf(
  one: PageCase,
  rounds: readonly { readonly limit: Leg; readonly product: Leg }[],
): readonly Measure[] {
  const of = (value: (round: { readonly limit: Leg; readonly product: Leg }) => number) => rounds.map(value);
  return [
    measure(
      `${one.title}: pages/s over A`,
      'ratio',
      of(({ limit, product }) => product.pagesPerSecond / limit.pagesPerSecond),
      one.ratioTarget,
    ),
    measure(
      `${one.title}: server CPU over A`,
      'ratio',
      of(({ limit, product }) => product.cpuMsPerPage / Math.max(limit.cpuMsPerPage, 0.001)),
      one.cpuTarget,
    ),
    measure(
      `${one.title}: server CPU`,
      'ms/page',
      of(({ product }) => product.cpuMsPerPage),
    ),
    measure(
      `${one.title}: server CPU of A`,
      'ms/page',
      of(({ limit }) => limit.cpuMsPerPage),
    ),
    measure(
      `${one.title}: product`,
      'pages/s',
      of(({ product }) => product.pagesPerSecond),
    ),
    measure(
      `${one.title}: A`,
      'pages/s',
      of(({ limit }) => limit.pagesPerSecond),
    ),
  ];
}
