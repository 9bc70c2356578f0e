/** What a real server and a real network answer, as errors of the store: their codes, what they say and what they hide. */
import { createServer } from 'node:net';
import { DatabaseError } from 'pg';
import { describe, expect, test } from 'vitest';
import { PostgresPool } from '../../../src/store/postgres/postgres-pool.ts';
import { raw, type Sql, sql } from '../../../src/store/sql/sql.ts';
import { StoreError } from '../../../src/store/store-error.ts';
import { findFreePort } from '../../helpers/free-port.ts';
import { openPostgresStore } from '../../helpers/postgres-store.ts';
import { sharedDatabase } from '../../helpers/shared-servers.ts';
import { createDatabase, dropDatabase, query } from '../../helpers/start-postgres.ts';

const PASSWORD = 'hush-hush';
const CONTENT = 'text of a visitor';

const shared = await sharedDatabase(15);

function options(url: string) {
  const address = new URL(url);
  address.password = PASSWORD;
  return {
    connectionString: address.href,
    poolSize: 3,
    newEpoch: () => crypto.randomUUID(),
    newSecret: () => crypto.getRandomValues(new Uint8Array(32)),
    nowMs: () => Date.now(),
    monotonicMs: () => performance.now(),
    logger: null,
    onFatal: () => undefined,
  };
}

/** Fails at the server with that SQLSTATE, in words that hold content. */
function raise(state: string): Sql {
  const block = `DO $$ BEGIN RAISE EXCEPTION '${CONTENT}' USING ERRCODE = '${state}', DETAIL = '${CONTENT}'; END $$`;
  return sql`${raw(block)}`;
}

async function errorOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new TypeError('nothing failed');
}

/** One sentence that names the place and holds neither password nor content. */
function expectSentence(error: unknown, url: string): void {
  if (!(error instanceof StoreError)) throw new TypeError(`not an error of the store: ${error}`);
  const { host, pathname } = new URL(url);
  expect(error.message).toMatch(/^the database "[^"\n]+" [^\n]+$/);
  expect(error.message).toContain(`the database "${pathname.slice(1)}" at ${host} `);
  expect(error.message).not.toContain(PASSWORD);
  expect(error.message).not.toContain(CONTENT);
}

describe('an answer of the server', () => {
  test.for([
    ['53100', 'full', 'no space left'],
    ['53300', 'busy', 'raise max_connections'],
    ['53200', 'busy', 'too little memory'],
    ['25006', 'unreachable', 'takes no writes'],
    ['57P01', 'unreachable', 'stopping or being restarted'],
    ['57P03', 'unreachable', 'is starting'],
    ['08006', 'unreachable', 'closed the connection'],
    ['28P01', 'unreachable', 'refuses the user or the password'],
    ['28000', 'unreachable', 'pg_hba.conf'],
    ['40001', 'busy', 'another writer'],
    ['40P01', 'busy', 'another writer'],
    ['55P03', 'busy', 'a lock'],
    ['57014', 'busy', 'in time'],
    ['42501', 'unsuitable', 'owner of the schema'],
    ['42P01', 'missing', 'tables are gone'],
    ['XX001', 'damaged', 'from a backup'],
  ])('%s is %s: %s', async ([state = '', code, words], context) => {
    if ('missing' in shared) return context.skip(shared.missing);
    await using pool = new PostgresPool(options(shared.url));
    for (const fail of [
      () => pool.live.all({}, raise(state)),
      () => pool.transact((transaction) => transaction.run(raise(state))),
    ]) {
      const error = await errorOf(fail());
      expect(error).toMatchObject({ code, message: expect.stringContaining(words ?? '') });
      expectSentence(error, shared.url);
      // The log prints causes too.
      expect(error).toMatchObject({ cause: { code: state, detail: undefined, where: undefined } });
    }
    expect(await pool.live.all({ one: 'int' }, sql`SELECT 1 AS one`)).toEqual([{ one: 1 }]);
  });

  test('another code stays what it is, without the detail', async (context) => {
    if ('missing' in shared) return context.skip(shared.missing);
    await using pool = new PostgresPool(options(shared.url));
    const error = await errorOf(pool.live.all({}, raise('23505')));
    expect(error).toBeInstanceOf(DatabaseError);
    expect(error).toMatchObject({ code: '23505', detail: undefined, where: undefined });
  });

  test.for(['40001', '40P01'])(
    '%s: the transaction is repeated, and given up after four times',
    async (state, context) => {
      if ('missing' in shared) return context.skip(shared.missing);
      await using pool = new PostgresPool(options(shared.url));
      const failTimes = async (times: number) => {
        let attempts = 0;
        const work = pool.transact((transaction) => {
          attempts += 1;
          return transaction.run(attempts <= times ? raise(state) : sql`SELECT 1`);
        });
        const outcome = await work.then(
          () => 'kept',
          (error: StoreError) => error.code,
        );
        return { outcome, attempts };
      };
      expect(await failTimes(3)).toEqual({ outcome: 'kept', attempts: 4 });
      expect(await failTimes(4)).toEqual({ outcome: 'busy', attempts: 4 });
    },
  );

  test('any other failure of a transaction is not repeated', async (context) => {
    if ('missing' in shared) return context.skip(shared.missing);
    await using pool = new PostgresPool(options(shared.url));
    let attempts = 0;
    const work = pool.transact((transaction) => {
      attempts += 1;
      return transaction.run(raise('53100'));
    });
    expect(await errorOf(work)).toMatchObject({ code: 'full' });
    expect(attempts).toBe(1);
  });
});

describe('no answer', () => {
  test('ECONNREFUSED: nothing listens', async () => {
    const url = `postgres://parley@127.0.0.1:${await findFreePort()}/parley`;
    await using pool = new PostgresPool(options(url));
    const error = await errorOf(pool.live.all({}, sql`SELECT 1`));
    expect(error).toMatchObject({ code: 'unreachable', message: expect.stringContaining('nothing listens there') });
    expectSentence(error, url);
  });

  test('ECONNRESET: what listens breaks off', async () => {
    const resetting = createServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const port = await findFreePort();
    await new Promise<void>((resolve) => resetting.listen(port, '127.0.0.1', resolve));
    const url = `postgres://parley@127.0.0.1:${port}/parley`;
    await using pool = new PostgresPool(options(url));
    const error = await errorOf(pool.live.all({}, sql`SELECT 1`));
    await new Promise((closed) => resetting.close(closed));
    expect(error).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('broke off the connection'),
      cause: { code: 'ECONNRESET' },
    });
    expectSentence(error, url);
  });
});

/** Whoever connects to the database is told that the server is of that version. */
async function pretendVersion(url: string, number: number, version: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  await query(
    url,
    `CREATE SCHEMA pretended;
    CREATE FUNCTION pretended.current_setting(name text) RETURNS text STABLE LANGUAGE sql AS $$
      SELECT CASE name WHEN 'server_version_num' THEN '${number}' WHEN 'server_version' THEN '${version}'
        ELSE pg_catalog.current_setting(name) END $$;
    ALTER DATABASE ${name} SET search_path = pretended, pg_catalog`,
  );
}

describe('the version of the server', () => {
  test.for([
    [120_022, '12.22', 'refused'],
    [130_000, '13.0', 'taken'],
  ] as const)('%s is %s (%s)', async ([number, version, fate], context) => {
    if ('missing' in shared) return context.skip(shared.missing);
    const url = await createDatabase(shared.url);
    await pretendVersion(url, number, version);
    const opened = await openPostgresStore(options(url).connectionString).catch((error: unknown) => error);
    if (fate === 'taken') {
      expect(opened).toHaveProperty('epoch');
      await (opened as AsyncDisposable)[Symbol.asyncDispose]();
    } else {
      expect(opened).toMatchObject({
        code: 'unsuitable',
        message: expect.stringContaining('is of version 12.22: PostgreSQL 13 or later is needed'),
      });
      expectSentence(opened, url);
      const { rows } = await query(url, "SELECT 1 FROM pg_namespace WHERE nspname = 'parley'");
      expect(rows).toEqual([]);
    }
    await dropDatabase(url);
  });
});
