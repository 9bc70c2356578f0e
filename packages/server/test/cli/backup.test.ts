/** A backup that is put back: nothing that was erased since is readable, and readers of the change feed start over. */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ProjectScope, projectId, tenantId } from '../../src/model/ids.ts';
import { makeCursor, readCursor } from '../../src/services/sync/feed-cursor.ts';
import { canaryOf, canaryRow } from '../helpers/canary-chats.ts';
import { runCli } from '../helpers/run-cli.ts';
import { openSqliteStore } from '../helpers/sqlite-store.ts';
import { readStoreBytes } from '../helpers/store-bytes.ts';

const SCOPE = ['--tenant', 'acme', '--project', '822'];
const CONTACT = 4_711;

let folder: string;
let data: string;
let backup: string;
const run = (command: string, ...words: readonly string[]) => runCli([command, '--data', data, ...words]);
const count = (chat: number, store = data) => readStoreBytes(store).raw.split(canaryOf(String(chat))).length - 1;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-backup-'));
  data = join(folder, 'data');
  backup = join(folder, 'backup.db');
  await runCli(['project', 'create', '--data', data, ...SCOPE, '--name', 'S', '--time-zone', 'UTC']);
  const rows = [1, 2, 3, 4, 5].map((id) => canaryRow(String(id), id, id === 4 ? CONTACT : id));
  writeFileSync(join(folder, 'rows.ndjson'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  expect((await run('import', ...SCOPE, join(folder, 'rows.ndjson'))).exitCode).toBe(0);
  expect((await run('erase', ...SCOPE, '1')).exitCode).toBe(0);
  expect((await run('backup', backup)).exitCode).toBe(0);
});
afterEach(() => rmSync(folder, { recursive: true }));

function scope(): ProjectScope {
  const tenant = tenantId('acme');
  if (tenant === null) throw new TypeError('acme is a tenant name');
  return { tenantId: tenant, projectId: projectId(822) };
}

async function readStore(store: string) {
  await using opened = await openSqliteStore(store, { mode: 'tool' });
  const project = await opened.project(scope());
  if (project === null) throw new TypeError('the project is gone');
  const { keys } = await project.feed.readPage({ selection: {}, after: null, limit: 100 }).then((page) => {
    if (page === 'expired') throw new TypeError('expired');
    return page;
  });
  return {
    epoch: opened.epoch,
    chats: project.chatCount,
    kinds: keys.map(({ kind, chatId }) => [Number(chatId), kind]),
  };
}

/** What the store says to a cursor of the change feed; `cursor` null: gives the one of this moment. */
async function askFeed(store: string, cursor: string | null): Promise<string> {
  await using opened = await openSqliteStore(store, { mode: 'tool' });
  const project = await opened.project(scope());
  if (project === null) throw new TypeError('the project is gone');
  const feed = { project, selection: {}, isMetadataOnly: false };
  if (cursor === null) return makeCursor(opened, feed, (await project.feed.readHead()).end);
  const read = readCursor(opened, feed, cursor);
  return 'problem' in read ? read.problem : 'goes on';
}

async function restoreAfter(...words: readonly string[]) {
  const before = join(folder, 'before');
  renameSync(data, before);
  return run('restore', ...words.map((word) => (word === 'BEFORE' ? before : word)), backup);
}

describe('a restored backup', () => {
  test('holds nothing that was erased or redacted after it, and is another history', async () => {
    const { epoch } = await readStore(data);
    await run('erase', ...SCOPE, '2');
    await run('redact', ...SCOPE, '--chat', '3', '--message', '1');
    await run('redact', ...SCOPE, '--contact', String(CONTACT));
    const { exitCode, stdout } = await restoreAfter('--repeat-from', 'BEFORE');
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('repeated 3 of 3 erasures and redactions')]);
    const restored = await readStore(data);
    expect(restored.epoch).not.toBe(epoch);
    expect(restored.kinds).toContainEqual([2, 'erased']);
    expect([count(1), count(2), count(4)]).toEqual([0, 0, 0]);
    expect(count(5)).toBeGreaterThan(0);
    // The ledger knows of them again.
    expect((await run('import', ...SCOPE, join(folder, 'rows.ndjson'))).exitCode).toBe(2);
    expect(count(2)).toBe(0);
  });

  test('would hold them without the repetition, and says that nothing was repeated', async () => {
    await run('erase', ...SCOPE, '2');
    const { stdout } = await restoreAfter();
    expect(stdout).toContain('no erasures were repeated');
    expect(count(2)).toBeGreaterThan(0);
  });

  test('tells a reader of the change feed from before to start over', async () => {
    const { chats } = await readStore(data);
    const cursor = await askFeed(data, null);
    expect(await askFeed(data, cursor)).toBe('goes on');
    await restoreAfter('--repeat-from', 'BEFORE');
    expect(await askFeed(data, cursor)).toBe('epoch');
    expect((await readStore(data)).chats).toBe(chats);
  });

  test('is not put over a store that is there', async () => {
    const refused = await run('restore', backup);
    expect([refused.exitCode, refused.stderr]).toEqual([64, expect.stringContaining('holds a store')]);
  });
});

describe('a backup', () => {
  test('is private, has no remains of what was erased before, and replaces nothing', async () => {
    expect(statSync(backup).mode & 0o777).toBe(0o600);
    const bytes = readFileSync(backup);
    expect(bytes.includes(canaryOf('1'))).toBe(false);
    expect(bytes.includes(canaryOf('5'))).toBe(true);
    const again = await run('backup', backup);
    expect([again.exitCode, again.stderr]).toEqual([64, expect.stringContaining('is a database')]);
    expect(readFileSync(backup).equals(bytes)).toBe(true);
  });

  test('of a database is made by its own tools, which are named', async () => {
    const { exitCode, stderr } = await runCli(['backup', '--database', 'postgres://parley@127.0.0.1:1/p', backup]);
    expect([exitCode, stderr]).toEqual([64, expect.stringContaining('pg_dump')]);
  });
});

test('a backup that cannot be written says so in a line, and leaves nothing', async () => {
  const parley = join(import.meta.dirname, '../../../../node_modules/.bin/parley');
  const words = ['backup', '--data', data, join(folder, 'second.db')];
  // No file may grow beyond 64 KiB.
  const child = spawnSync('sh', ['-c', 'ulimit -f 128; exec "$@"', 'sh', parley, ...words], { encoding: 'utf8' });
  expect(child.status).toBe(1);
  expect(child.stderr).toMatch(
    /^parley: [^\n]*second\.db could not be written: [^\n]*make room, or give another path\n$/,
  );
  expect(readdirSync(folder).filter((name) => name.startsWith('second'))).toEqual([]);
});

test('a backup takes no file’s place, and names no option that there is not', async () => {
  const { exitCode, stderr } = await run('backup', join(folder, 'rows.ndjson'));
  expect([exitCode, stderr]).toEqual([64, expect.stringContaining('give another path')]);
  expect(stderr).not.toContain('--overwrite');
});

describe('what is no backup is refused by its own name, and leaves nothing', () => {
  const other = (path: string, sql: string) => {
    using database = new DatabaseSync(path);
    database.exec(sql);
  };
  test.each<[string, (path: string) => void, RegExp]>([
    ['a text', (path) => writeFileSync(path, 'no database\n'.repeat(400)), /is no SQLite database/],
    ['an empty file', (path) => writeFileSync(path, ''), /is no SQLite database/],
    ['an empty database', (path) => other(path, 'VACUUM'), /holds no tables/],
    ['another program’s database', (path) => other(path, 'CREATE TABLE notes (t)'), /another program/],
    ['half a backup', (path) => writeFileSync(path, readFileSync(backup).subarray(0, 9_000)), /is damaged/],
    ['nothing', () => undefined, /there is no/],
    ['a folder', (path) => mkdirSync(path), /is a folder/],
  ])('%s', async (_, make, reason) => {
    const given = join(folder, 'given.db');
    make(given);
    const target = join(folder, 'target');
    const { exitCode, stderr } = await runCli(['restore', '--data', target, given]);
    expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/^parley: [^\n]*given\.db[^\n]*\n$/)]);
    expect(stderr).toMatch(reason);
    expect(stderr).not.toMatch(/parley\.db|the store is/);
    expect(existsSync(target)).toBe(false);
    expect((await runCli(['restore', '--data', target, backup])).exitCode).toBe(0);
  });
});
