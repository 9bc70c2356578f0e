/**
 * Makes removed bytes unreadable in the store's files, in a process of its own (`scrub-process.ts`): closing the file
 * in this one would drop SQLite's locks on it.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Instant, instant } from '../../model/instant.ts';
import { moduleBeside } from '../../platform/module-beside.ts';
import type { Scrubber, Statements } from '../sql/database.ts';
import { type Sql, sql } from '../sql/sql.ts';
import { StoreError } from '../store-error.ts';
import type { ReaderPool } from './reader-pool.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

export const SCRUB_HELD_UP = 75;
const LONGEST_COMPLAINT = 2_000;

export class SqliteScrubber implements Scrubber {
  readonly #file: string;
  readonly #live: Statements;
  readonly #pool: ReaderPool;

  constructor(file: string, live: Statements, pool: ReaderPool) {
    this.#file = file;
    this.#live = live;
    this.#pool = pool;
  }

  noteRemoval(now: Instant | null): readonly Sql[] {
    return [
      sql`INSERT INTO store (name, value) VALUES ('removals', 1) ON CONFLICT DO UPDATE SET value = value + 1`,
      sql`INSERT INTO store (name, value) VALUES ('scrub_due', ${now}) ON CONFLICT DO NOTHING`,
    ];
  }

  async findDue(): Promise<Instant | null> {
    const row = await this.#live.get({ value: 'int' }, sql`SELECT value FROM store WHERE name = 'scrub_due'`);
    return row === null ? null : instant(row.value);
  }

  async run(): Promise<boolean> {
    if ((await this.findDue()) === null) return true;
    if (await runScrub(this.#file)) return true;
    // Snapshots that overlap all the time leave no moment without a reader.
    using _rest = this.#pool.rest();
    return await runScrub(this.#file);
  }

  async findCommand(): Promise<null> {
    return null;
  }
}

/** How many removals there were; changes with every one. */
export function readRemovals(connection: SqliteConnection): number {
  return connection.get({ value: 'int' }, sql`SELECT value FROM store WHERE name = 'removals'`)?.value ?? 0;
}

/** Notes that everything up to that number of removals is unreadable; inside a transaction of its caller. */
export function clearScrubDue(connection: SqliteConnection, removals: number): void {
  if (readRemovals(connection) === removals) connection.run(sql`DELETE FROM store WHERE name = 'scrub_due'`);
}

/** False when readers or writers held it up. @throws StoreError `damaged` when it failed otherwise */
async function runScrub(file: string): Promise<boolean> {
  const script = fileURLToPath(moduleBeside(import.meta.url, 'scrub-process'));
  const child = spawn(process.execPath, [script, file], { stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-LONGEST_COMPLAINT);
  });
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', reject);
  child.once('close', resolve);
  const code = await promise;
  if (code === 0) return true;
  // Without a code it was ended by a signal, as everything is that runs in a terminal.
  if (code === SCRUB_HELD_UP || code === null) return false;
  throw new StoreError('damaged', `removed bytes could not be overwritten in the store: ${complaint.trim()}`);
}
