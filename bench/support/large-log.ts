/** The large log that filters, searches and statistics are measured on: built once for all that one run measures. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StorePlace } from '../../packages/server/src/store/open-store.ts';
import { STORE_FILE } from '../../packages/server/src/store/sqlite/store-files.ts';
import { query } from '../../packages/server/test/helpers/start-postgres.ts';
import { type BenchStore, fillStore, indexAll, openBenchStore } from './bench-store.ts';

export interface LargeLog extends Omit<BenchStore, 'directory'> {
  readonly place: StorePlace;
  /** Bytes that the index of words added, over those of the store without it. */
  readonly indexShare: number;
  readonly chatsIndexedPerSecond: number;
}

/** What is known of a log, beside its file. */
const KEPT = 'large-log.json';

/** Nobody may change it: the next benchmark reads it too. */
export type OpenLargeLog = () => Promise<LargeLog>;

export function largeLog(place: StorePlace, chats: number, print: (line: string) => void): OpenLargeLog {
  let built: Promise<LargeLog> | null = null;
  return () => {
    const kept = join(place.data, KEPT);
    built ??= existsSync(kept)
      ? Promise.resolve({ ...(JSON.parse(readFileSync(kept, 'utf8')) as LargeLog), place })
      : buildLargeLog(place, chats, print);
    return built;
  };
}

/** As it is called where the numbers are shown. */
export function databaseOf({ place }: LargeLog): string {
  return place.database === null ? 'SQLite' : 'PostgreSQL';
}

async function buildLargeLog(place: StorePlace, chats: number, print: (line: string) => void): Promise<LargeLog> {
  await using store = await openBenchStore(place, 'tool');
  print(`storing ${chats.toLocaleString('en-US')} chats …`);
  const filled = await fillStore(store, chats, chats);
  const bytes = await bytesOf(place);
  print('indexing their words …');
  const startedMs = performance.now();
  await indexAll(store);
  const seconds = (performance.now() - startedMs) / 1_000;
  print(`indexed in ${Math.round(seconds)} s`);
  const indexShare = ((await bytesOf(place)) - bytes) / bytes;
  const log = { ...filled, place, indexShare, chatsIndexedPerSecond: chats / seconds };
  if (place.database === null) writeFileSync(join(place.data, KEPT), JSON.stringify(log));
  return log;
}

async function bytesOf({ data, database }: StorePlace): Promise<number> {
  if (database === null) return statSync(join(data, STORE_FILE)).size;
  await query(database, 'CHECKPOINT');
  const { rows } = await query(database, 'SELECT pg_database_size(current_database()) AS bytes');
  return Number(rows[0]?.bytes);
}
