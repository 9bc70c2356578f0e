/** The checks of `parley doctor` on a store in a folder. */
import { statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { SCHEMA_VERSION } from '../store/sqlite/migrations.ts';
import { STORE_FILE } from '../store/sqlite/open-sqlite-store.ts';
import { isServed } from '../store/sqlite/serve-lock.ts';
import { SqliteMaintenance } from '../store/sqlite/sqlite-maintenance.ts';
import { StoreError } from '../store/store-error.ts';
import type { CommandIo } from './command-io.ts';
import { type Finding, NAMED_CHATS } from './finding.ts';

const MEGABYTE = 1_000_000;
const LOW_DISK_BYTES = 1_000 * MEGABYTE;
const NO_DISK_BYTES = 100 * MEGABYTE;
/** A clock that shows a time before this version was made is not set. */
const EARLIEST_CREDIBLE_MS = Date.UTC(2026, 0, 1);
const DAY_MS = 86_400_000;

/** One finding for each check; ends early where the next would make no sense. */
export async function* examineFolder(directory: string, io: CommandIo): AsyncGenerator<Finding> {
  let store: SqliteMaintenance;
  try {
    store = new SqliteMaintenance(directory);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    yield { verdict: 'fail', text: `store: ${error.message}; give the right --data, or restore a backup` };
    return;
  }
  using opened = store;
  yield* examineStore(opened, directory, io);
}

async function* examineStore(store: SqliteMaintenance, directory: string, io: CommandIo): AsyncGenerator<Finding> {
  const text = isServed(directory) ? 'a server has it open' : 'no server has it open';
  yield { verdict: 'ok', text: `store ${directory}: ${text}` };
  yield await examineDisk(directory);
  yield examineVersion(store.schemaVersion());
  if (store.schemaVersion() !== SCHEMA_VERSION) return;
  const problems = store.quickCheck();
  yield problems.length === 0
    ? { verdict: 'ok', text: 'integrity of the file' }
    : { verdict: 'fail', text: `integrity of the file: ${problems.join('; ')}; restore a backup` };
  yield examineClock(io.clock.nowMs(), store.newestChangeMs());
  yield examineCounters(store);
  yield await examineDocuments(store, io.signal);
}

async function examineDisk(directory: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(directory);
  const freeBytes = bavail * bsize;
  const storeBytes = statSync(join(directory, STORE_FILE)).size;
  const sizes = `${megabytes(freeBytes)} MB free, the store has ${megabytes(storeBytes)} MB`;
  if (freeBytes < NO_DISK_BYTES) return { verdict: 'fail', text: `disk: ${sizes}; make room before writes fail` };
  if (freeBytes < LOW_DISK_BYTES) return { verdict: 'warn', text: `disk: ${sizes}; make room soon` };
  return { verdict: 'ok', text: `disk: ${sizes}` };
}

function megabytes(bytes: number): number {
  return Math.round(bytes / MEGABYTE);
}

function examineVersion(version: number): Finding {
  if (version === SCHEMA_VERSION) return { verdict: 'ok', text: `tables: version ${version}` };
  if (version > SCHEMA_VERSION) {
    return { verdict: 'fail', text: `tables: version ${version} was made by a later Parley; update this one` };
  }
  const next = 'the next start of parley serve brings them up to date';
  return { verdict: 'warn', text: `tables: version ${version} of ${SCHEMA_VERSION}; ${next}` };
}

function examineClock(nowMs: number, newestChangeMs: number | null): Finding {
  const now = new Date(nowMs).toISOString();
  const isBehind = nowMs < EARLIEST_CREDIBLE_MS;
  const isBehindStore = newestChangeMs !== null && newestChangeMs > nowMs + DAY_MS;
  if (!isBehind && !isBehindStore) return { verdict: 'ok', text: `clock: ${now}` };
  const reason = isBehind ? 'that is long past' : 'the store holds changes from more than a day later';
  return { verdict: 'warn', text: `clock: ${now}; ${reason}; set the time of the machine` };
}

function examineCounters(store: SqliteMaintenance): Finding {
  const wrong = store.findWrongCounters();
  if (wrong.length === 0) return { verdict: 'ok', text: `counters of ${store.listProjects().length} projects` };
  const list = wrong.map(
    ({ project, countedChats }) =>
      `project ${project.projectId} of ${project.tenantId} says ${project.chatCount} chats and has ${countedChats}`,
  );
  return { verdict: 'fail', text: `counters: ${list.join('; ')}; stop the server and run parley rebuild` };
}

async function examineDocuments(store: SqliteMaintenance, signal: AbortSignal): Promise<Finding> {
  let checked = 0;
  let damaged = 0;
  const named: string[] = [];
  for (const project of store.listProjects()) {
    for await (const batch of store.checkDocuments(project)) {
      checked += batch.checked;
      damaged += batch.damaged.length;
      for (const { chatId } of batch.damaged) {
        if (named.length < NAMED_CHATS) named.push(`${project.tenantId}/${project.projectId}/${chatId}`);
      }
      if (signal.aborted) return { verdict: 'warn', text: `documents: stopped after ${checked}` };
    }
  }
  if (damaged === 0) return { verdict: 'ok', text: `documents of ${checked} chats` };
  const what = `documents: ${damaged} of ${checked} are damaged (${named.join(', ')})`;
  return { verdict: 'fail', text: `${what}; stop the server and run parley rebuild` };
}
