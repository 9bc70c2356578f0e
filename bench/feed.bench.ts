/** What the change feed costs compared with plain pages: every chat of a log read once each way. */
import { join } from 'node:path';
import { buildStore, LOG_PATH } from './support/bench-store.ts';
import { startParley } from './support/child-server.ts';
import { fetchOnce, type Reply, type Target } from './support/http-load.ts';
import { cpuMs } from './support/process-stats.ts';
import { type BenchContext, type BenchResult, measure } from './support/result.ts';

const ROUNDS = 5;
const PAGE_ROWS = 1000;

interface Walk {
  readonly cpuMs: number;
  readonly seconds: number;
}

/** Reads page after page until `next` finds no more; returns the number of pages. */
async function walk(target: Target, first: string, next: (reply: Reply) => string | null): Promise<number> {
  let pages = 0;
  for (let path: string | null = first; path !== null; pages++) {
    const reply = await fetchOnce(target, path, 'gzip');
    if (reply.status !== 200) throw new RangeError(`${path}: ${reply.status} ${reply.body.toString('utf8')}`);
    path = next(reply);
  }
  return pages;
}

function nextPage(reply: Reply): string | null {
  const address = /<([^>]+)>; rel="next"/.exec(String(reply.headers.link ?? ''))?.[1];
  return address === undefined ? null : LOG_PATH + new URL(address).search;
}

function nextChanges(reply: Reply): string | null {
  if (reply.headers['parley-end-of-stream'] === 'true') return null;
  return `${LOG_PATH}/changes?limit=${PAGE_ROWS}&cursor=${reply.headers['parley-next-cursor']}`;
}

export async function benchFeed(context: BenchContext): Promise<BenchResult> {
  const chats = context.isQuick ? 2_000 : 100_000;
  const store = await buildStore(join(context.folder, 'store'), chats);
  await using server = await startParley(store.directory);
  const target = { port: server.port, credentials: store.credentials };
  const timed = async (first: string, next: (reply: Reply) => string | null): Promise<Walk> => {
    const cpuBefore = cpuMs(server.pid);
    const startedMs = performance.now();
    const pages = await walk(target, first, next);
    if (pages < chats / PAGE_ROWS) throw new RangeError(`${first}: only ${pages} pages`);
    return { cpuMs: cpuMs(server.pid) - cpuBefore, seconds: (performance.now() - startedMs) / 1000 };
  };
  const feed = () => timed(`${LOG_PATH}/changes?limit=${PAGE_ROWS}&since=2000-01-01T00:00:00Z`, nextChanges);
  const pagesWithExt = () => timed(`${LOG_PATH}?limit=${PAGE_ROWS}&include=ext`, nextPage);
  const plainPages = () => timed(`${LOG_PATH}?limit=${PAGE_ROWS}`, nextPage);
  await plainPages();
  const rounds: { readonly feed: Walk; readonly withExt: Walk; readonly plain: Walk }[] = [];
  for (let round = 0; round < (context.isQuick ? 1 : ROUNDS); round++) {
    rounds.push({ withExt: await pagesWithExt(), feed: await feed(), plain: await plainPages() });
    const { withExt, feed: drained } = rounds.at(-1) ?? { withExt: { seconds: 0 }, feed: { seconds: 0 } };
    context.print(`feed ${drained.seconds.toFixed(1)} s, pages with ext ${withExt.seconds.toFixed(1)} s`);
  }
  const target12 = context.isQuick ? null : { atMost: 1.2 };
  const of = (value: (round: (typeof rounds)[number]) => number) => rounds.map(value);
  return {
    name: 'feed',
    about: `All ${chats.toLocaleString('en-US')} chats read in turn by pages of ${PAGE_ROWS} with include=ext, which the feed always carries, and by the change feed in pages of ${PAGE_ROWS}, both as gzip, one request at a time. CPU is that of the server process. Plain pages are sent as stored and are given for comparison.`,
    measures: [
      measure(
        'server CPU: feed over pages with ext',
        'ratio',
        of((one) => one.feed.cpuMs / one.withExt.cpuMs),
        target12,
      ),
      measure(
        'time: feed over pages with ext',
        'ratio',
        of((one) => one.feed.seconds / one.withExt.seconds),
        target12,
      ),
      measure(
        'server CPU: feed',
        'ms',
        of((one) => one.feed.cpuMs),
      ),
      measure(
        'server CPU: pages with ext',
        'ms',
        of((one) => one.withExt.cpuMs),
      ),
      measure(
        'server CPU: plain pages',
        'ms',
        of((one) => one.plain.cpuMs),
      ),
    ],
    notes: [],
  };
}
