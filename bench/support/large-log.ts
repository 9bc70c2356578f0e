/** The large log that filters, searches and statistics are measured on: built once for all that one run measures. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { STORE_FILE } from '../../packages/server/src/store/sqlite/store-files.ts';
import { type BenchStore, buildStore, indexStore } from './bench-store.ts';

export interface LargeLog extends BenchStore {
  /** Bytes that the index of words added, over those of the store without it. */
  readonly indexShare: number;
  readonly chatsIndexedPerSecond: number;
}

/** Nobody may change it: the next benchmark reads it too. */
export type OpenLargeLog = () => Promise<LargeLog>;

export function largeLog(folder: string, chats: number, print: (line: string) => void): OpenLargeLog {
  let built: Promise<LargeLog> | null = null;
  return () => {
    built ??= buildLargeLog(join(folder, 'large-log'), chats, print);
    return built;
  };
}

async function buildLargeLog(directory: string, chats: number, print: (line: string) => void): Promise<LargeLog> {
  print(`storing ${chats.toLocaleString('en-US')} chats …`);
  const store = await buildStore(directory, chats, chats, { isIndexed: false });
  const file = join(directory, STORE_FILE);
  const bytes = statSync(file).size;
  print('indexing their words …');
  const startedMs = performance.now();
  await indexStore(directory);
  const seconds = (performance.now() - startedMs) / 1_000;
  print(`indexed in ${Math.round(seconds)} s`);
  return { ...store, indexShare: (statSync(file).size - bytes) / bytes, chatsIndexedPerSecond: chats / seconds };
}
