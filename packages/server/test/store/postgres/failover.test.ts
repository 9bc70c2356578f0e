/**
 * The primary of a PostgreSQL pair crashes while messages are written, and its synchronous standby takes its place behind
 * the same address: nothing acknowledged is lost or doubled, and neither store nor feed has to start again.
 */
import { execFile } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { StoredChat } from '../../../src/chat-log/codec/stored-chat.ts';
import type { FeedPosition } from '../../../src/chat-log/query/feed-position.ts';
import type { NewEvent } from '../../../src/model/event.ts';
import type { ChatId } from '../../../src/model/ids.ts';
import { instant } from '../../../src/model/instant.ts';
import { Zone } from '../../../src/model/zone.ts';
import type { ChatStore, ProjectStore } from '../../../src/store/chat-store.ts';
import { StoreError } from '../../../src/store/store-error.ts';
import { scopeOf } from '../../helpers/boot-server.ts';
import { findPostgres, unprivileged } from '../../helpers/find-postgres.ts';
import { findFreePort } from '../../helpers/free-port.ts';
import { makeProject } from '../../helpers/open-project.ts';
import { openPostgresStore } from '../../helpers/postgres-store.ts';
import { sampleEvents } from '../../helpers/sample-import.ts';
import { createDatabase, PostgresServer, query, startPostgres } from '../../helpers/start-postgres.ts';

const SCOPE = scopeOf(822);
const WRITERS = 4;
const RECOVERY_MS = 15_000;
const REPLICATED = { wal_level: 'replica', max_wal_senders: '4' };

/** One address for whichever server is the primary, as a proxy or a moved IP address gives it. */
class Forwarder implements AsyncDisposable {
  targetPort: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(targetPort: number) {
    this.targetPort = targetPort;
    this.#server = createServer((socket) => this.#join(socket, connect(this.targetPort, '127.0.0.1')));
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  #join(client: Socket, server: Socket): void {
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}

/** A copy of the primary's cluster that follows it once it is started; its `start` resolves when it is promoted. */
async function copyAsStandby(primary: PostgresServer, bin: string): Promise<PostgresServer> {
  const directory = mkdtempSync(join(tmpdir(), 'parley-postgres-'));
  const { uid, gid } = unprivileged();
  if (uid !== undefined && gid !== undefined) chownSync(directory, uid, gid);
  const standby = new PostgresServer(15, bin, await findFreePort(), directory, REPLICATED);
  const from = ['--host', '127.0.0.1', '--port', String(primary.port), '--username', new URL(primary.url()).username];
  const how = ['--write-recovery-conf', '--checkpoint', 'fast', '--no-sync', '--no-password'];
  const args = ['--pgdata', join(directory, 'data'), ...from, ...how];
  await promisify(execFile)(join(bin, 'pg_basebackup'), args, { ...unprivileged(), cwd: tmpdir() });
  return standby;
}

/** From now on a commit is acknowledged only when the standby has it on its disk. */
async function commitOnBoth(primary: PostgresServer): Promise<void> {
  await query(primary.url(), "ALTER SYSTEM SET synchronous_standby_names = '*'");
  await query(primary.url(), 'SELECT pg_reload_conf()');
  const states = async () => (await query(primary.url(), 'SELECT sync_state FROM pg_stat_replication')).rows;
  await expect.poll(states, { timeout: RECOVERY_MS }).toEqual([{ sync_state: 'sync' }]);
}

/** Appends chats event by event, whatever happens. A chat is given up where an event was not acknowledged. */
class Writer {
  readonly acknowledged = new Map<ChatId, NewEvent[]>();
  /** Chats with one event more whose fate the store said it did not know. */
  readonly uncertain = new Set<ChatId>();
  uncertainStarts = 0;
  acks = 0;
  refusals = 0;

  async run(project: ProjectStore, chats: readonly (readonly NewEvent[])[], isOver: () => boolean): Promise<void> {
    for (let at = 0; !isOver(); at = (at + 1) % chats.length) await this.#writeChat(project, chats[at] ?? [], isOver);
  }

  async #writeChat({ chats }: ProjectStore, events: readonly NewEvent[], isOver: () => boolean): Promise<void> {
    let id: ChatId | null = null;
    const kept: NewEvent[] = [];
    for (const event of events) {
      if (isOver()) return;
      try {
        const appended = await chats.append({ chatId: id, events: [event] });
        if ('refused' in appended) throw new TypeError(appended.refused);
        id = appended.chatId;
        kept.push(event);
        this.acknowledged.set(id, kept);
        this.acks += 1;
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        this.refusals += 1;
        if (error.code !== 'failed') return;
        if (id === null) this.uncertainStarts += 1;
        else this.uncertain.add(id);
        return;
      }
    }
  }
}

/** A consumer as the documentation describes it: its copy is kept by chat id, its cursor from page to page. */
class Follower {
  readonly copy = new Map<ChatId, StoredChat>();
  after: FeedPosition | null = null;

  /** True at the end of the feed. */
  async readPage({ feed }: ProjectStore): Promise<boolean> {
    const page = await feed.readPage({ selection: {}, after: this.after, limit: 100 });
    if (page === 'expired') throw new TypeError('the cursor was refused');
    for await (const changes of feed.readChanges(page.keys)) {
      for (const change of changes) {
        if (change.kind !== 'changed') throw new TypeError(`unexpected: ${change.kind}`);
        this.copy.set(change.chat.chatId, change.chat);
      }
    }
    this.after = page.next;
    return page.isEnd;
  }
}

/** Each acknowledged event is there once, in its place; what is there beyond was of unknown fate. */
async function expectComplete(store: ChatStore, project: ProjectStore, writers: readonly Writer[]): Promise<void> {
  let known = 0;
  for (const { acknowledged, uncertain } of writers) {
    known += acknowledged.size;
    for (const [id, events] of acknowledged) {
      const stored = await project.chats.readEvents(id);
      expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, at) => at + 1));
      expect(stored.slice(0, events.length).map(({ at, body }) => ({ at, body }))).toEqual(
        events.map(({ at, body }) => ({ at, body })),
      );
      expect(stored.length - events.length).toBeLessThanOrEqual(uncertain.has(id) ? 1 : 0);
    }
  }
  const count = await project.chats.count({});
  expect((await store.project(SCOPE))?.chatCount).toBe(count);
  expect(count).toBeGreaterThanOrEqual(known);
  expect(count - known).toBeLessThanOrEqual(writers.reduce((sum, writer) => sum + writer.uncertainStarts, 0));
}

test('the standby takes over: nothing acknowledged is lost or doubled, store and feed go on', async (context) => {
  const found = findPostgres(15);
  if ('missing' in found) return context.skip(found.missing);
  if (!existsSync(join(found.path, 'pg_basebackup'))) return context.skip('no pg_basebackup on this machine');
  await using stack = new AsyncDisposableStack();
  const primary = stack.use(await startPostgres(15, REPLICATED));
  const url = new URL(await createDatabase(primary.url()));
  const standby = stack.use(await copyAsStandby(primary, found.path));
  const promoted = standby.start();
  // Where the test fails before, the standby ends without.
  promoted.catch(() => undefined);
  await commitOnBoth(primary);
  const forwarder = stack.use(new Forwarder(primary.port));
  url.port = String(await forwarder.listen());
  const store = stack.use(await openPostgresStore(url.href, { poolSize: 6 }));
  const project = await makeProject(store, {
    ...SCOPE,
    name: 'Pair',
    zone: new Zone('Europe/Budapest'),
    createdAt: instant(0),
  });

  let isOver = false;
  stack.defer(() => {
    isOver = true;
  });
  const writers = Array.from({ length: WRITERS }, () => new Writer());
  const writing = writers.map((writer, at) => writer.run(project, sampleEvents(30, at), () => isOver));
  const acks = () => writers.reduce((sum, writer) => sum + writer.acks, 0);
  const follower = new Follower();
  await expect.poll(acks, { timeout: RECOVERY_MS }).toBeGreaterThan(100);
  await follower.readPage(project);
  await expect.poll(acks, { timeout: RECOVERY_MS }).toBeGreaterThan(200);
  await primary.stop('immediate');
  expect(follower.copy.size).toBeGreaterThan(0);
  const before = acks();

  // Not promoted yet: who comes to it is told so.
  forwarder.targetPort = standby.port;
  const [events = []] = sampleEvents(1, 99);
  const append = () => project.chats.append({ chatId: null, events }).catch((error: unknown) => error);
  await expect.poll(append, { timeout: RECOVERY_MS }).toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining('takes no writes'),
  });
  await query(standby.url(), 'SELECT pg_promote()');
  await promoted;
  await expect.poll(acks, { timeout: RECOVERY_MS }).toBeGreaterThan(before + 100);
  isOver = true;
  await Promise.all(writing);

  expect(writers.reduce((sum, writer) => sum + writer.refusals, 0)).toBeGreaterThan(0);
  await expectComplete(store, project, writers);
  const count = await project.chats.count({});
  await expect
    .poll(async () => (await follower.readPage(project)) && follower.copy.size, { timeout: RECOVERY_MS })
    .toBe(count);
  for (const [id, chat] of follower.copy) expect(chat).toEqual(await project.chats.read(id));
});
