/** Files and folders of people's data are for their owner only, whatever the umask is and whoever made them before. */
import { execFile } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { environmentOf, pull } from '../packages/client/test/pull-process.ts';
import { bootServer } from '../packages/server/test/helpers/boot-server.ts';
import { runCli } from '../packages/server/test/helpers/run-cli.ts';
import { openSqliteStore } from '../packages/server/test/helpers/sqlite-store.ts';

const PARLEY = resolve(import.meta.dirname, '../node_modules/.bin/parley');
const SCOPE = ['--tenant', 'acme', '--project', '822'];
const CREATE = ['project', 'create', ...SCOPE, '--name', 'Support', '--time-zone', 'Europe/Budapest'];

let folder: string;
let data: string;
let umask: number;

beforeEach(() => {
  umask = process.umask(0);
  folder = mkdtempSync(join(tmpdir(), 'parley-private-'));
  data = join(folder, 'data');
});
afterEach(() => {
  process.umask(umask);
  rmSync(folder, { recursive: true });
});

/** The permissions of everything under the path, itself included. */
function modesUnder(path: string): Readonly<Record<string, string>> {
  const names = ['', ...readdirSync(path, { recursive: true, encoding: 'utf8' })];
  return Object.fromEntries(names.map((name) => [name, (statSync(join(path, name)).mode & 0o777).toString(8)]));
}

/** The names that others than the owner may read, write or enter. */
function openUnder(path: string): readonly string[] {
  return Object.entries(modesUnder(path))
    .filter(([, mode]) => !/00$/.test(mode))
    .map(([name]) => name);
}

async function makeProject(): Promise<void> {
  const made = await runCli([...CREATE, '--data', data]);
  expect(made).toMatchObject({ exitCode: 0 });
}

describe('the store', () => {
  test('is private while a server has it open, and afterwards', async () => {
    {
      await using _store = await openSqliteStore(data);
      expect(modesUnder(data)).toMatchObject({ '': '700', 'parley.db': '600', 'parley.db-wal': '600' });
      expect(openUnder(data)).toEqual([]);
    }
    expect(openUnder(data)).toEqual([]);
  });

  test('becomes private when it was not: the folder found, and every file', async () => {
    await makeProject();
    for (const name of readdirSync(data)) chmodSync(join(data, name), 0o644);
    mkdirSync(join(data, 'mirror'), { mode: 0o700 });
    chmodSync(data, 0o755);
    expect((await runCli(['doctor', '--data', data])).stdout).toContain('chmod go=');
    await using _store = await openSqliteStore(data);
    expect(openUnder(data)).toEqual([]);
  });

  test('leaves a folder to others that use it, and doctor says so', async () => {
    mkdirSync(data, { mode: 0o755 });
    writeFileSync(join(data, 'notes.txt'), 'not ours', { mode: 0o644 });
    await makeProject();
    expect(openUnder(data)).toEqual(['', 'notes.txt']);
    expect((await runCli(['doctor', '--data', data])).stdout).toContain(`may read ${data}; run chmod`);
  });

  test('keeps the lock of a server when the same process opens the store once more', async () => {
    await using _store = await openSqliteStore(data);
    await using _tool = await openSqliteStore(data, { mode: 'tool' });
    // Another process: locks of one process never stand in its own way.
    const { stdout } = await promisify(execFile)(PARLEY, ['doctor', '--data', data]);
    expect(stdout).toContain('a server has it open');
  });

  test('is not made through a planted link', async () => {
    mkdirSync(data);
    const other = join(folder, 'other');
    writeFileSync(other, 'not ours');
    symlinkSync(other, join(data, 'parley.db'));
    const { exitCode, stderr } = await runCli([...CREATE, '--data', data]);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('parley.db is a symbolic link')]);
    expect(readFileSync(other, 'utf8')).toBe('not ours');
  });
});

test('an export to a file and to a folder is private', async () => {
  await makeProject();
  const chats = join(folder, 'chats.ndjson');
  writeFileSync(chats, (await runCli(['sample', '--chats', '5'])).stdout);
  expect(await runCli(['import', '--data', data, ...SCOPE, chats])).toMatchObject({ exitCode: 0 });
  const out = join(folder, 'out');
  mkdirSync(out, { mode: 0o700 });
  const exported = ['export', '--data', data, ...SCOPE];
  expect((await runCli([...exported, '--format', 'csv', '--out', join(out, 'chats.csv')])).exitCode).toBe(0);
  expect((await runCli([...exported, '--format', 'ndjson', '--to', join(out, 'copy')])).exitCode).toBe(0);
  expect(readdirSync(join(out, 'copy'))).toContain('manifest.json');
  expect(openUnder(out)).toEqual([]);
});

test.each(['csv', 'ndjson', 'parquet', 'sqlite'])('a copy by parley-pull is private: %s', async (format) => {
  await using server = await bootServer();
  await server.importSample(await server.makeProject(822), 5);
  const key = await server.makeKey();
  const out = join(folder, 'out');
  mkdirSync(out, { mode: 0o700 });
  const run = await pull(['--to', join(out, `chats.${format}`)], environmentOf({ url: server.url, key }));
  expect(run).toMatchObject({ exitCode: 0 });
  expect(openUnder(out)).toEqual([]);
});
