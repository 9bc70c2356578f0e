/**
 * Short texts from one server to all others by LISTEN and NOTIFY: where to look, at once. What is lost on the way, as through a
 * pooler that passes connections on, is found by looking all the same.
 */
import { setTimeout } from 'node:timers';
import { Client } from 'pg';
import type { Logger } from '../../platform/logger.ts';
import type { Hints, Statements } from '../sql/database.ts';
import { sql } from '../sql/sql.ts';

const CHANNEL = 'parley_live';
/** Hints of so many milliseconds go together. */
const GATHER_MS = 5;
/** PostgreSQL takes up to 8,000 bytes. */
const LONGEST_BATCH = 7_000;
const AGAIN_MS = 1_000;

export class PostgresHints implements Hints, AsyncDisposable {
  readonly #connectionString: string;
  readonly #live: Statements;
  readonly #logger: Logger | null;
  readonly #waiting = new Set<string>();
  #gathering: NodeJS.Timeout | null = null;
  #sending: Promise<unknown> = Promise.resolve();
  #again: NodeJS.Timeout | null = null;
  #client: Client | null = null;
  #isClosed = false;

  constructor(connectionString: string, live: Statements, logger: Logger | null) {
    this.#connectionString = connectionString;
    this.#live = live;
    this.#logger = logger;
  }

  publish(text: string): void {
    if (this.#isClosed) return;
    this.#waiting.add(text);
    this.#gathering ??= setTimeout(() => this.#send(), GATHER_MS);
  }

  listen(listener: (text: string) => void): void {
    if (!this.#isClosed) this.#connect(listener).catch((error: unknown) => this.#comeAgain(listener, error));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    if (this.#gathering !== null) clearTimeout(this.#gathering);
    if (this.#again !== null) clearTimeout(this.#again);
    await this.#sending;
    await this.#client?.end();
  }

  #send(): void {
    this.#gathering = null;
    const batches: string[] = [];
    for (const text of this.#waiting) {
      const last = batches.at(-1);
      const joined = last === undefined ? text : `${last}\n${text}`;
      if (last === undefined || Buffer.byteLength(joined) > LONGEST_BATCH) batches.push(text);
      else batches[batches.length - 1] = joined;
    }
    this.#waiting.clear();
    const sent = batches.map((batch) =>
      this.#live.get({ done: 'int' }, sql`SELECT 1 AS done FROM pg_notify(${CHANNEL}, ${batch})`),
    );
    this.#sending = Promise.all([this.#sending, ...sent]).catch((error: unknown) =>
      this.#logger?.warn(
        { err: error },
        'a change could not be announced to other servers; they find it within a second',
      ),
    );
  }

  async #connect(listener: (text: string) => void): Promise<void> {
    const client = new Client({
      connectionString: this.#connectionString,
      application_name: 'parley hints',
      keepAlive: true,
    });
    this.#client = client;
    client.on('notification', ({ payload = '' }) => {
      for (const text of payload.split('\n')) listener(text);
    });
    client.once('error', (error) => this.#comeAgain(listener, error));
    await client.connect();
    if (this.#isClosed) return client.end();
    await client.query(`LISTEN ${CHANNEL}`);
  }

  #comeAgain(listener: (text: string) => void, error: unknown): void {
    const lost = this.#client;
    this.#client = null;
    lost?.end().catch(() => undefined);
    if (this.#isClosed || this.#again !== null) return;
    this.#logger?.warn(
      { err: error },
      'hints of other servers do not arrive; what they change is seen within a second',
    );
    this.#again = setTimeout(() => {
      this.#again = null;
      this.listen(listener);
    }, AGAIN_MS);
  }
}
