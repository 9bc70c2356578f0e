/** What befalls a PostgreSQL server, and what Parley makes of it: nothing acknowledged is lost, nothing is doubled. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, test } from 'vitest';
import type { NewEvent } from '../../../src/model/event.ts';
import type { ChatId } from '../../../src/model/ids.ts';
import type { ProjectStore } from '../../../src/store/chat-store.ts';
import type { StorePlace } from '../../../src/store/open-store.ts';
import { StoreError } from '../../../src/store/store-error.ts';
import { bootServer, scopeOf, type TestServer } from '../../helpers/boot-server.ts';
import { compileCacheOf } from '../../helpers/compile-cache.ts';
import { findPostgres } from '../../helpers/find-postgres.ts';
import { findFreePort } from '../../helpers/free-port.ts';
import { openProject } from '../../helpers/open-project.ts';
import { runCli } from '../../helpers/run-cli.ts';
import { sampleEvents } from '../../helpers/sample-import.ts';
import {
  createDatabase,
  type PostgresServer,
  query,
  ROLE_WITH_PASSWORD,
  type StopMode,
  startPostgres,
} from '../../helpers/start-postgres.ts';

const PARLEY = resolve(import.meta.dirname, '../../../../../node_modules/.bin/parley');
const SCOPE = scopeOf(822);
const LOG = '/v2/projects/822/chats?limit=1';
const WRITERS = 4;
const RECOVERY_MS = 15_000;

const found = findPostgres(18);
const missing = 'missing' in found ? found.missing : null;
const servers: PostgresServer[] = [];
afterAll(async () => {
  for (const server of servers) await server[Symbol.asyncDispose]();
});

async function start(): Promise<{ readonly server: PostgresServer; readonly place: StorePlace }> {
  const server = await startPostgres(18);
  servers.push(server);
  return { server, place: { data: '', database: await createDatabase(server.url()) } };
}

/** Appends one event after another for as long as it may, whatever happens; remembers what was acknowledged. */
class Writer {
  /** Chats with the `seq` of the last event that was acknowledged. */
  readonly acknowledged = new Map<ChatId, number>();
  /** Events whose fate the store said it did not know. */
  unknown = 0;
  acks = 0;
  readonly refusals: StoreError[] = [];

  async run(project: ProjectStore, chats: readonly (readonly NewEvent[])[], isOver: () => boolean): Promise<void> {
    for (let at = 0; !isOver(); at = (at + 1) % chats.length) await this.#writeChat(project, chats[at] ?? [], isOver);
  }

  /** A chat is given up where an event of it was not acknowledged. */
  async #writeChat({ chats }: ProjectStore, events: readonly NewEvent[], isOver: () => boolean): Promise<void> {
    let id: ChatId | null = null;
    for (const event of events) {
      if (isOver()) return;
      try {
        const appended = await chats.append({ chatId: id, events: [event] });
        if ('refused' in appended) throw new TypeError(appended.refused);
        id = appended.chatId;
        this.acknowledged.set(id, appended.lastSeq);
        this.acks += 1;
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        if (error.code === 'failed') this.unknown += 1;
        this.refusals.push(error);
        return;
      }
    }
  }
}

describe('a database server that stops while messages are written', () => {
  test.for<StopMode>(['immediate', 'fast'])(
    '%s: 503 meanwhile, back by itself, nothing lost or doubled',
    async (mode, context) => {
      if (missing !== null) return context.skip(missing);
      const { server: postgres, place } = await start();
      await using parley = await bootServer({ place });
      // Before all events: no service level target falls due, so that all events are the writers'.
      parley.clock.set(Date.UTC(2020, 0, 1));
      const project = await parley.makeProject(822);
      const key = await parley.makeKey();
      let isOver = false;
      const chats = sampleEvents(50, 11);
      const writers = Array.from({ length: WRITERS }, () => new Writer());
      const writing = writers.map((writer) => writer.run(project, chats, () => isOver));
      const acks = () => writers.reduce((sum, writer) => sum + writer.acks, 0);
      await expect.poll(acks, { timeout: RECOVERY_MS }).toBeGreaterThan(50);
      expect((await parley.get(LOG, { key })).status).toBe(200);

      await postgres.stop(mode);
      const refused = await parley.get(LOG, { key });
      expect(refused.status).toBe(503);
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
      expect(refused.text).not.toContain('127.0.0.1');
      const before = acks();

      await postgres.start();
      await expect.poll(async () => (await parley.get(LOG, { key })).status, { timeout: RECOVERY_MS }).toBe(200);
      await expect.poll(acks, { timeout: RECOVERY_MS }).toBeGreaterThan(before + 50);
      isOver = true;
      await Promise.all(writing);
      await expectComplete(parley, writers);
      expect(parley.logLines.filter((line) => line.startsWith('fatal'))).toEqual([]);
    },
  );
});

/** Every acknowledged event is there, and what is there beyond was of unknown fate. */
async function expectComplete(parley: TestServer, writers: readonly Writer[]): Promise<void> {
  let surplus = 0;
  let known = 0;
  const project = await openProject(parley.store, SCOPE);
  for (const { acknowledged } of writers) {
    for (const [id, lastSeq] of acknowledged) {
      const events = await project.chats.readEvents(id);
      expect(events.length).toBeGreaterThanOrEqual(lastSeq);
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, at) => at + 1));
      surplus += events.length - lastSeq;
      known += 1;
    }
  }
  surplus += (project.chatCount ?? 0) - known;
  expect(surplus).toBeGreaterThanOrEqual(0);
  expect(surplus).toBeLessThanOrEqual(writers.reduce((sum, { unknown }) => sum + unknown, 0));
  expect(await project.chats.count({})).toBe(project.chatCount);
}

describe('a database that cannot be used', () => {
  test('takes no writes for now: they are refused with words, reads go on, and it comes back', async (context) => {
    if (missing !== null) return context.skip(missing);
    const { place } = await start();
    const database = place.database ?? '';
    await using parley = await bootServer({ place });
    const project = await parley.makeProject(822);
    const key = await parley.makeKey();
    const name = new URL(database).pathname.slice(1);
    await setReadOnly(database, name, 'on');
    const [events = []] = sampleEvents(1, 5);
    const append = () => project.chats.append({ chatId: null, events }).catch((error: unknown) => error);
    // Sessions that were ended with the change of the setting may be met once more.
    await expect.poll(append, { timeout: RECOVERY_MS }).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('takes no writes'),
    });
    expect((await parley.get(LOG, { key })).status).toBe(200);
    await setReadOnly(database, name, 'off');
    await expect.poll(append, { timeout: RECOVERY_MS }).toMatchObject({ chatId: 1 });
  });

  test('refuses the password: one line that says so and holds none', async (context) => {
    if (missing !== null) return context.skip(missing);
    const { server } = await start();
    await query(server.url(), `CREATE ROLE ${ROLE_WITH_PASSWORD} LOGIN SUPERUSER PASSWORD 'right-secret'`);
    const url = new URL(server.url());
    url.username = ROLE_WITH_PASSWORD;
    url.password = 'wrong-secret';
    const wrong = await runCli(['project', 'list', '--database', url.href]);
    expect(wrong).toMatchObject({ exitCode: 1, stdout: '' });
    expect(wrong.stderr).toMatch(
      /^parley: the database "postgres" at [^\n]* refuses the user or the password[^\n]*\n$/,
    );
    expect(wrong.stderr).not.toContain('secret');
    url.password = '';
    expect(await run(['project', 'list', '--database', url.href], { PGPASSWORD: 'right-secret' })).toEqual([0, '']);
    expect((await run(['project', 'list'], { PARLEY_DATABASE: url.href, PGPASSWORD: 'wrong' }))[0]).toBe(1);
  });

  test('is not there: said at once', async () => {
    const nobody = `postgres://parley:hush@127.0.0.1:${await findFreePort()}/parley`;
    const refused = await runCli(['project', 'list', '--database', nobody]);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(/^parley: [^\n]* cannot be reached: nothing listens there[^\n]*\n$/);
    expect(refused.stderr).not.toContain('hush');
  });

  test('does not exist, or its address is none', async (context) => {
    if (missing !== null) return context.skip(missing);
    const { server } = await start();
    const absent = await runCli(['project', 'list', '--database', server.url('absent')]);
    expect(absent).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^parley: [^\n]*does not exist[^\n]*\n$/),
    });
    const garbled = await runCli(['project', 'list', '--database', 'postgres://a:hush@[/x']);
    expect(garbled.exitCode).not.toBe(0);
    expect(garbled.stderr).not.toContain('hush');
  });
});

async function setReadOnly(database: string, name: string, value: 'on' | 'off'): Promise<void> {
  const admin = new URL(database);
  admin.pathname = '/postgres';
  await query(admin.href, `ALTER DATABASE ${name} SET default_transaction_read_only = ${value}`);
  // What is set for a database holds for new sessions.
  await query(admin.href, 'SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1', [name]);
}

/** A process of its own: the driver reads PGPASSWORD from the process's environment. */
async function run(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<[unknown, string]> {
  const child = spawn(PARLEY, words, {
    env: { PATH: process.env.PATH ?? '', ...compileCacheOf(process.env), ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  return [code, stderr];
}
