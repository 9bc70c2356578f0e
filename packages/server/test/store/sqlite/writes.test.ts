import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ProjectScope } from '../../../src/model/ids.ts';
import { chatId, projectId, tenantId } from '../../../src/model/ids.ts';
import { instant } from '../../../src/model/instant.ts';
import { Zone } from '../../../src/model/zone.ts';
import { sql } from '../../../src/store/sql/sql.ts';
import { CommitQueue } from '../../../src/store/sqlite/commit-queue.ts';
import { isServed } from '../../../src/store/sqlite/serve-lock.ts';
import { SqliteConnection } from '../../../src/store/sqlite/sqlite-connection.ts';
import { STORE_FILE } from '../../../src/store/sqlite/store-files.ts';
import { openProject } from '../../helpers/open-project.ts';
import { importChat, sampleEvents, startRequest } from '../../helpers/sample-import.ts';
import { SqliteStore } from '../../helpers/sqlite-store.ts';
import { testDeed } from '../../helpers/test-deed.ts';

const TENANT = tenantId('acme');
if (TENANT === null) throw new TypeError('acme is a tenant name');
const SCOPE: ProjectScope = { tenantId: TENANT, projectId: projectId(822) };
const ZONE = new Zone('Europe/Budapest');
const AT = instant(Date.UTC(2026, 0, 1));
const WRITER = fileURLToPath(new URL('../../helpers/append-until-killed.ts', import.meta.url));

let installation: SqliteStore;

beforeEach(async () => {
  installation = new SqliteStore();
  await using store = await installation.open();
  await store.createProject({ ...SCOPE, name: 'Support', zone: ZONE, createdAt: AT }, testDeed());
});
afterEach(() => installation[Symbol.asyncDispose]());

function connect(busyTimeoutMs = 0): SqliteConnection {
  return new SqliteConnection({ file: `${installation.directory}/${STORE_FILE}`, isReadOnly: false, busyTimeoutMs });
}

describe('the lock of a server', () => {
  test('a second server is refused and told what to do; a tool is not', async () => {
    await using server = await installation.open('serve');
    await expect(installation.open('serve')).rejects.toMatchObject({ code: 'locked', message: /stop it first/ });
    await using tool = await installation.open('tool');
    expect(await tool.listProjects(null)).toEqual(await server.listProjects(null));
    expect(await tool.listProjects(null)).toHaveLength(1);
    expect(isServed(installation.directory)).toBe(true);
  });

  test('it is let go of when the server closes', async () => {
    await (await installation.open('serve'))[Symbol.asyncDispose]();
    expect(isServed(installation.directory)).toBe(false);
  });
});

describe('group commit', () => {
  function queueOn(connection: SqliteConnection, busyLimitMs = 60_000): CommitQueue {
    return new CommitQueue({
      connection,
      busyLimitMs,
      monotonicMs: () => performance.now(),
      onFatal: (error) => {
        throw error;
      },
      onCommit: () => undefined,
    });
  }

  test('a write that throws is undone alone; those around it are kept', async () => {
    using connection = connect();
    connection.exec('CREATE TABLE kept (n INTEGER)');
    const queue = queueOn(connection);
    const insert = (n: number, isBad = false) =>
      queue.enqueue(async () => {
        connection.run(sql`INSERT INTO kept (n) VALUES (${n})`);
        if (isBad) throw new RangeError('bad');
        return n;
      });
    const results = await Promise.allSettled([insert(1), insert(2, true), insert(3)]);
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(connection.all({ n: 'int' }, sql`SELECT n FROM kept`).map((row) => row.n)).toEqual([1, 3]);
  });

  test('at most 64 writes go into one commit, and a lone one waits for nobody', async () => {
    using connection = connect();
    const commits: number[] = [];
    let writes = 0;
    const exec = connection.exec.bind(connection);
    connection.exec = (text) => {
      if (text === 'COMMIT') commits.push(writes);
      if (text === 'BEGIN IMMEDIATE') writes = 0;
      exec(text);
    };
    const queue = queueOn(connection);
    const write = async () => {
      writes += 1;
    };
    await queue.enqueue(write);
    await Promise.all(Array.from({ length: 150 }, () => queue.enqueue(write)));
    expect(commits).toEqual([1, 64, 64, 22]);
  });

  test('while another process writes, appends wait without holding up anything else', async () => {
    await using store = await installation.open('serve');
    const project = await openProject(store, SCOPE);
    using other = connect();
    other.exec('BEGIN IMMEDIATE');
    const [events = []] = sampleEvents(1, 1);
    let isAcknowledged = false;
    const append = project.chats.append(startRequest(events)).then(() => {
      isAcknowledged = true;
    });
    for (let turn = 0; turn < 200; turn += 1) await nextTurn();
    expect(isAcknowledged).toBe(false);
    other.exec('ROLLBACK');
    await append;
    expect(await project.chats.readEvents(chatId(1))).toEqual(events);
  });

  test('when the other never ends, the writes are refused as busy and nothing is kept of them', async () => {
    using other = connect();
    using connection = connect();
    other.exec('BEGIN IMMEDIATE');
    const queue = queueOn(connection, 0);
    await expect(queue.enqueue(async () => connection.run(sql`DELETE FROM project`))).rejects.toMatchObject({
      code: 'busy',
    });
    other.exec('ROLLBACK');
    expect(connection.all({ name: 'text' }, sql`SELECT name FROM project`)).toHaveLength(1);
  });

  test('a full disk refuses the writes and keeps what was there', async () => {
    await using store = await installation.open('serve');
    const project = await openProject(store, SCOPE);
    await project.chats.import(
      sampleEvents(3, 2).map((events, at) => importChat(at + 1, events, SCOPE.projectId, ZONE)),
      AT,
    );
    using connection = connect();
    connection.exec('PRAGMA max_page_count = 1');
    const queue = queueOn(connection);
    const fill = queue.enqueue(async () => {
      connection.exec('CREATE TABLE filler (bytes BLOB)');
      connection.run(sql`INSERT INTO filler (bytes) VALUES (zeroblob(10000000))`);
    });
    await expect(fill).rejects.toMatchObject({ code: 'full' });
    expect((await store.project(SCOPE))?.chatCount).toBe(3);
  });
});

describe('kill -9', () => {
  /** Runs a process that appends until it is killed after `acks` acknowledgements; answers what it acknowledged. */
  async function appendUntilKilled(acks: number, mode: 'after-commit' | 'before-commit'): Promise<readonly string[]> {
    const child = spawn(process.execPath, [WRITER, installation.directory, mode], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const acknowledged: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      acknowledged.push(line);
      if (acknowledged.length === acks) child.kill('SIGKILL');
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return acknowledged;
  }

  async function findLost(acknowledged: readonly string[]): Promise<readonly string[]> {
    await using store = await installation.open('serve');
    const project = await openProject(store, SCOPE);
    const lost: string[] = [];
    for (const line of acknowledged) {
      const [id = 0, seq = 0] = line.split(' ').map(Number);
      const events = await project.chats.readEvents(chatId(id));
      if (events.length < seq) lost.push(line);
    }
    return lost;
  }

  test('nothing acknowledged is lost, however often the process is killed', { timeout: 120_000 }, async () => {
    const acknowledged: string[] = [];
    for (const acks of [1, 3, 17, 40, 64, 65, 130, 300]) {
      acknowledged.push(...(await appendUntilKilled(acks, 'after-commit')));
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(620);
    expect(await findLost(acknowledged)).toEqual([]);
  });

  test('the check finds what is lost when acknowledgements run ahead of the commit', async () => {
    expect(await findLost(await appendUntilKilled(1_000_000, 'before-commit'))).not.toEqual([]);
  });
});
