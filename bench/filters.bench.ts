/** What the first rows cost with any filter or pair of filters, and sorted by anything, beside the first rows of the log without one. */
import { type ChatInReply, SELECTION_NAMES, type SelectionName, SORT_NAMES } from '@parley/contract';
import { matchesAll, reconciled, valuesFor } from '../packages/server/test/helpers/filter-oracle.ts';
import { LOG_PATH } from './support/bench-store.ts';
import { type ChildServer, startParleyAt } from './support/child-server.ts';
import { runLoad } from './support/http-load.ts';
import { databaseOf, type LargeLog } from './support/large-log.ts';
import { type BenchContext, type BenchResult, measure } from './support/result.ts';
import { percentile } from './support/statistics.ts';

const ROUNDS = 5;
const SHARE = 0.95;
const ROWS = 50;
const SAMPLE = 2_000;
const AT_MOST = 1.5;
/** Words have a benchmark of their own. */
const NAMES = SELECTION_NAMES.filter((name) => name !== 'q');

type Given = readonly [name: SelectionName, value: string];
type Asked = readonly [name: SelectionName | 'sort' | 'direction', value: string];

export async function benchFilters(context: BenchContext): Promise<BenchResult> {
  const [requests, rounds] = context.isQuick ? [100, 1] : [600, ROUNDS];
  const store = await context.largeLog();
  await using server = await startParleyAt(store.place);
  const rows = await readSample(server, store);
  const singles = NAMES.flatMap((name) => valuesOf(name, rows).map((value): readonly Given[] => [[name, value]]));
  const pairs = pairsOf(rows);
  const time = (lists: readonly (readonly Asked[])[]) => timeOf(server, store, lists.map(pathOf), requests);
  const measures = [];
  for (const [what, lists, atMost] of [
    ['a filter', singles, AT_MOST],
    ['two filters', pairs, AT_MOST],
    ['an order of their own', ORDERS, null],
    ['an order of their own and a filter', sortedOf(singles), null],
  ] as const) {
    await time(lists);
    const ratios: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const before = await time([[]]);
      const found = await time(lists);
      ratios.push((found * 2) / (before + (await time([[]]))));
    }
    const title = `newest ${ROWS} with ${what}: p95 over p95 of the first rows without`;
    measures.push(measure(title, 'ratio', ratios, context.isQuick || atMost === null ? null : { atMost }));
  }
  const about = `The newest ${ROWS} of ${store.chats.toLocaleString('en-US')} chats on ${databaseOf(store)} with ${singles.length} filters and ${pairs.length} pairs of them, frequent and rare ones, each pair with at least one chat among the newest ${SAMPLE}; by one client.`;
  return { name: 'filters', about, measures, notes: [] };
}

const ORDERS = SORT_NAMES.flatMap((sort) =>
  (['ASC', 'DESC'] as const).map((direction): readonly Asked[] => [
    ['sort', sort],
    ['direction', direction],
  ]),
);

/** Each filter with one of the orders. */
function sortedOf(singles: readonly (readonly Given[])[]): readonly (readonly Asked[])[] {
  return singles.map((filters, at) => [...filters, ...(ORDERS[at % ORDERS.length] ?? [])]);
}

/** The rarest and the most frequent value of the newest chats. */
function valuesOf(name: SelectionName, rows: readonly ChatInReply[]): readonly string[] {
  const counts = Map.groupBy(
    valuesFor(name, rows).filter((value) => value !== '' && !value.startsWith('-')),
    (value) => value,
  );
  const ordered = [...counts].sort(([, a], [, b]) => a.length - b.length).map(([value]) => value);
  return [...new Set([ordered[0] ?? [], ordered.at(-1) ?? []].flat())];
}

function pairsOf(rows: readonly ChatInReply[]): readonly (readonly Given[])[] {
  return NAMES.flatMap((first, at) =>
    NAMES.slice(at + 1).flatMap((second, offset) => {
      const row = rows[(at * 53 + offset * 17) % rows.length];
      const valueIn = (name: SelectionName) =>
        valuesFor(name, row === undefined ? [] : [row]).find(
          (value) => value !== '' && row !== undefined && matchesAll(row, [[name, value]]),
        );
      const [one, other] = [valueIn(first), valueIn(second)];
      if (one === undefined || other === undefined) return [];
      return [
        reconciled([
          [first, one],
          [second, other],
        ]) as readonly Given[],
      ];
    }),
  );
}

function pathOf(asked: readonly Asked[]): string {
  const pairs = new Map<string, string>([['direction', 'DESC'], ['limit', String(ROWS)], ...asked]);
  return `${LOG_PATH}?${[...pairs].map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}`).join('&')}`;
}

async function readSample(server: ChildServer, { credentials }: LargeLog): Promise<readonly ChatInReply[]> {
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  const url = `http://127.0.0.1:${server.port}${LOG_PATH}?direction=DESC&limit=${SAMPLE}&include=ext`;
  const reply = await fetch(url, { headers: { authorization } });
  return ((await reply.json()) as { readonly response: readonly ChatInReply[] }).response;
}

async function timeOf(
  server: ChildServer,
  { credentials }: LargeLog,
  paths: readonly string[],
  requests: number,
): Promise<number> {
  const target = { port: server.port, credentials };
  const { latenciesMs } = await runLoad({ target, paths, requests, concurrency: 1, encoding: 'gzip' });
  return percentile(latenciesMs, SHARE);
}
