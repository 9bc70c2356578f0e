/**
 * A process that overwrites what was removed from the SQLite file on its command line, beside a server or without one.
 * Started by `scrub.ts`; exits with 0 when done, with `SCRUB_HELD_UP` when it must be tried again.
 *
 * It checkpoints and truncates the write-ahead log; then, while no other process can write, fills the unused space of the
 * pages with zeros, which no reader can notice. A commit makes other connections read those pages again, so that none
 * writes an old copy back.
 */
import { closeSync, fstatSync, fsyncSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { sql } from '../sql/sql.ts';
import { StoreError } from '../store-error.ts';
import { clearUnused, MOST_PAGES, pageBytesOf } from './page-space.ts';
import { clearScrubDue, readRemovals, SCRUB_HELD_UP } from './scrub.ts';
import { SqliteConnection } from './sqlite-connection.ts';

/** How long it tries to get a lock before it gives up this time. */
const PATIENCE_MS = 1_000;
const RETRY_MS = 5;
/** Pages to a lock: live writes wait for about 20 ms. */
const PAGES_TO_A_LOCK = 1_000;
const PAGES_TO_A_READ = 256;

function scrub(file: string): boolean {
  try {
    return scrubOnce(file);
  } catch (error) {
    if (error instanceof StoreError && error.code === 'busy') return false;
    throw error;
  }
}

function scrubOnce(file: string): boolean {
  const connection = new SqliteConnection({ file, isReadOnly: false, busyTimeoutMs: 50 });
  // Never closed before the connection: closing it would end the locks that SQLite holds in this process.
  const descriptor = openSync(file, 'r+');
  try {
    return clearFile(connection, file, descriptor);
  } finally {
    connection[Symbol.dispose]();
    closeSync(descriptor);
  }
}

function clearFile(connection: SqliteConnection, file: string, descriptor: number): boolean {
  const removals = readRemovals(connection);
  if (!emptyLog(connection)) return false;
  const pageBytes = pageBytesOf(readPage(descriptor, 0, 512));
  const pages = findUnclean(descriptor, pageBytes);
  let at = 0;
  do {
    if (!lockEmptyLog(connection, file)) return false;
    try {
      for (const index of pages.slice(at, at + PAGES_TO_A_LOCK)) {
        const page = readPage(descriptor, index, pageBytes);
        if (clearUnused(page, index)) writeSync(descriptor, page, 0, pageBytes, index * pageBytes);
      }
      fsyncSync(descriptor);
      at += PAGES_TO_A_LOCK;
      connection.run(
        sql`INSERT INTO store (name, value) VALUES ('scrubs', 1) ON CONFLICT DO UPDATE SET value = value + 1`,
      );
      if (at >= pages.length) clearScrubDue(connection, removals);
      connection.exec('COMMIT');
    } finally {
      connection.rollBack();
    }
  } while (at < pages.length);
  return true;
}

/** Numbers, from 0, of the pages with something in their unused space. */
function findUnclean(descriptor: number, pageBytes: number): readonly number[] {
  const count = Math.floor(fstatSync(descriptor).size / pageBytes);
  if (count >= MOST_PAGES) throw new TypeError('the file is too large for this; VACUUM it while no server runs');
  const found: number[] = [];
  for (let first = 0; first < count; first += PAGES_TO_A_READ) {
    const bytes = readPage(descriptor, first, pageBytes * Math.min(PAGES_TO_A_READ, count - first), pageBytes);
    for (let index = 0; index * pageBytes < bytes.length; index += 1) {
      const page = bytes.subarray(index * pageBytes, (index + 1) * pageBytes);
      if (clearUnused(page, first + index)) found.push(first + index);
    }
  }
  return found;
}

function readPage(descriptor: number, index: number, bytes: number, pageBytes = bytes): Buffer {
  const buffer = Buffer.alloc(bytes);
  readSync(descriptor, buffer, 0, bytes, index * pageBytes);
  return buffer;
}

/** Locks the store when everything committed is in the file. False when it was held up. */
function lockEmptyLog(connection: SqliteConnection, file: string): boolean {
  return tryFor(() => {
    if (!truncateLog(connection)) return false;
    connection.exec('BEGIN IMMEDIATE');
    if (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size === 0) return true;
    connection.rollBack();
    return false;
  });
}

function emptyLog(connection: SqliteConnection): boolean {
  return tryFor(() => truncateLog(connection));
}

function truncateLog(connection: SqliteConnection): boolean {
  return connection.get({ busy: 'int' }, sql`PRAGMA wal_checkpoint(TRUNCATE)`)?.busy === 0;
}

/** Until it succeeds or patience ends; a busy store counts as failure. */
function tryFor(attempt: () => boolean): boolean {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      if (attempt()) return true;
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'busy') throw error;
    }
    if (performance.now() >= until) return false;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
  }
}

process.exitCode = scrub(process.argv[2] ?? '') ? 0 : SCRUB_HELD_UP;
