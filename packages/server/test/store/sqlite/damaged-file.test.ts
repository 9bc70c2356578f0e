/** A file that is not, or no longer, a store: one sentence with the next step, from doctor and from serve; health tells it. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { STORE_FILE } from '../../../src/store/sqlite/store-files.ts';
import { bootServer, scopeOf } from '../../helpers/boot-server.ts';
import { ManualTimers } from '../../helpers/manual-timers.ts';
import { runCli } from '../../helpers/run-cli.ts';

describe('a damaged or foreign file in place of the store', () => {
  let directory: string;
  let file: string;
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'parley-damaged-'));
    file = join(directory, STORE_FILE);
    const server = await bootServer({ place: { data: directory, database: null } });
    await server.makeProject(822);
    await server.importSample(scopeOf(822), 40);
    await server[Symbol.asyncDispose]();
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const replace = (change: (bytes: Buffer) => Buffer) => writeFileSync(file, change(readFileSync(file)));
  const withoutFile = () => rmSync(file);

  test.each<[string, () => void, RegExp]>([
    ['a head that is damaged', () => replace((bytes) => bytes.fill(0x2a, 0, 60)), /restore a backup/],
    ['tables that are damaged', () => replace((bytes) => bytes.fill(0x2a, 100, 4_096)), /restore a backup/],
    ['a file cut short', () => replace((bytes) => bytes.subarray(0, 20_000)), /restore a backup/],
    ['a text', () => writeFileSync(file, 'this is no database\n'.repeat(400)), /restore a backup/],
    [
      'a folder',
      () => {
        withoutFile();
        mkdirSync(file);
      },
      /move it away, or give another --data/,
    ],
    [
      'a database of another program',
      () => {
        withoutFile();
        using database = new DatabaseSync(file);
        database.exec('CREATE TABLE song (title TEXT)');
      },
      /give another --data/,
    ],
  ])('is named in one sentence with the next step, by doctor and by serve: %s', async (_, damage, nextStep) => {
    damage();
    const doctor = await runCli(['doctor', '--data', directory]);
    expect([doctor.exitCode, doctor.stderr]).toEqual([1, '']);
    const failures = doctor.stdout.split('\n').filter((line) => line.startsWith('fail'));
    expect(failures.length).toBe(1);
    expect(failures[0]).toMatch(nextStep);
    const serve = await runCli(['serve', '--data', directory, '--port', '0']);
    expect([serve.exitCode, serve.stdout]).toEqual([1, '']);
    expect(serve.stderr).toMatch(/^parley: [^\n]+\n$/);
    expect(serve.stderr).toMatch(nextStep);
  });

  test('doctor ends with what to do about damage', async () => {
    const { stdout } = await runCli(['doctor', '--data', directory]);
    expect(stdout).not.toMatch(/^next/m);
    {
      using database = new DatabaseSync(file);
      database.exec("UPDATE chat SET segment = x'00' WHERE chat_id = 3");
    }
    expect((await runCli(['doctor', '--data', directory])).stdout).toMatch(
      /\nnext {2}stop the server, run parley rebuild.*\n$/,
    );
    {
      using database = new DatabaseSync(file);
      database.exec('UPDATE chat_event SET at = at + 1 WHERE chat_id = 3');
    }
    expect((await runCli(['doctor', '--data', directory])).stdout).toMatch(
      /\nnext {2}stop the server, .*restore the last backup.*\n$/,
    );
  });

  test('an index that lost an entry is found before anything is served, and made again by rebuild', async () => {
    {
      using database = new DatabaseSync(file, { defensive: false });
      // As if the entry had gone: the index no longer holds one chat of the table.
      database.exec(`PRAGMA writable_schema = ON;
        UPDATE sqlite_schema SET sql = 'CREATE UNIQUE INDEX chat_by_position ON chat (project_row, position, chat_id) WHERE chat_id <> 7'
          WHERE name = 'chat_by_position'`);
    }
    {
      using database = new DatabaseSync(file, { defensive: false });
      database.exec('REINDEX chat_by_position');
      database.exec(`PRAGMA writable_schema = ON;
        UPDATE sqlite_schema SET sql = 'CREATE UNIQUE INDEX chat_by_position ON chat (project_row, position, chat_id)'
          WHERE name = 'chat_by_position'`);
    }
    const serve = await runCli(['serve', '--data', directory, '--port', '0']);
    expect([serve.exitCode, serve.stderr]).toEqual([1, expect.stringContaining('run parley rebuild')]);
    expect((await runCli(['doctor', '--data', directory])).stdout).toMatch(/^fail.*chat_by_position.*parley rebuild$/m);
    expect(await runCli(['rebuild', '--data', directory])).toMatchObject({ exitCode: 0 });
    expect((await runCli(['doctor', '--data', directory])).stdout).not.toMatch(/^fail/m);
  });

  test('the health of a running server tells that its file is damaged', async () => {
    // Nothing is written meanwhile: the head of the file would be read from the log.
    await using server = await bootServer({ place: { data: directory, database: null }, timers: new ManualTimers() });
    expect((await server.get('/healthz')).status).toBe(200);
    replace((bytes) => bytes.fill(0x2a, 0, 60));
    const { status, text } = await server.get('/healthz');
    expect([status, JSON.parse(text).errors[0].errormessage]).toEqual([500, 'error.store_damaged']);
  });
});
