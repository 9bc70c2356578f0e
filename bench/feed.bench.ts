/** What rows with additional facts, the change feed and rows without texts cost beside plain pages: every chat of a log read once each way. */
import { join } from 'node:path';
import { CHAT_KEYS } from '@parley/contract';
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
  const place = { port: server.port, credentials: store.credentials };
  const timed = async (first: string, next: (reply: Reply) => string | null): Promise<Walk> => {
    const cpuBefore = cpuMs(server.pid);
    const startedMs = performance.now();
    const pages = await walk(place, first, next);
    if (pages < chats / PAGE_ROWS) throw new RangeError(`${first}: only ${pages} pages`);
    return { cpuMs: cpuMs(server.pid) - cpuBefore, seconds: (performance.now() - startedMs) / 1000 };
  };
  const feed = () => timed(`${LOG_PATH}/changes?limit=${PAGE_ROWS}&since=2000-01-01T00:00:00Z`, nextChanges);
  const pagesWithExt = () => timed(`${LOG_PATH}?limit=${PAGE_ROWS}&include=ext`, nextPage);
  const withoutTexts = () => timed(`${LOG_PATH}?limit=${PAGE_ROWS}&fields=${BESIDE_TEXTS.join()}`, nextPage);
  const plainPages = () => timed(`${LOG_PATH}?limit=${PAGE_ROWS}`, nextPage);
  await plainPages();
  const rounds: { readonly [Kind in 'feed' | 'withExt' | 'withoutTexts' | 'plain']: Walk }[] = [];
  for (let round = 0; round < (context.isQuick ? 1 : ROUNDS); round++) {
    const one = {
      withExt: await pagesWithExt(),
      feed: await feed(),
      withoutTexts: await withoutTexts(),
      plain: await plainPages(),
    };
    rounds.push(one);
    context.print(
      Object.entries(one)
        .map(([kind, { seconds }]) => `${kind} ${seconds.toFixed(1)} s`)
        .join(', '),
    );
  }
  const target = context.isQuick ? null : { atMost: 4 };
  const of = (value: (round: (typeof rounds)[number]) => number) => rounds.map(value);
  const measures = (['withExt', 'feed', 'withoutTexts'] as const).flatMap((kind) => [
    measure(
      `${NAMES[kind]}: server CPU over plain pages`,
      'ratio',
      of((one) => one[kind].cpuMs / one.plain.cpuMs),
      target,
    ),
    measure(
      `${NAMES[kind]}: time over plain pages`,
      'ratio',
      of((one) => one[kind].seconds / one.plain.seconds),
    ),
    measure(
      `${NAMES[kind]}: server CPU`,
      'µs/chat',
      of((one) => (one[kind].cpuMs * 1_000) / chats),
    ),
  ]);
  return {
    name: 'feed',
    about: `All ${chats.toLocaleString('en-US')} chats read in turn by pages of ${PAGE_ROWS}: with include=ext, from the change feed, which always carries it, with all fields but the three texts, and plain; as gzip, one request at a time. CPU is that of the server process.`,
    measures: [
      ...measures,
      measure(
        'plain pages: server CPU',
        'µs/chat',
        of((one) => (one.plain.cpuMs * 1_000) / chats),
      ),
    ],
    notes: [],
  };
}

const NAMES = { withExt: 'pages with ext', feed: 'change feed', withoutTexts: 'fields without texts' } as const;
const BESIDE_TEXTS = CHAT_KEYS.filter((key) => !key.toLowerCase().endsWith('transcript'));
