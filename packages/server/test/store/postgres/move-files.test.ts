/** `parley move` takes files of chats along into a folder or a bucket, from which servers of the database read them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ShelfPlace } from '../../../src/platform/open-shelf.ts';
import { takeServeLock } from '../../../src/store/sqlite/serve-lock.ts';
import { bootServer, type TestKey } from '../../helpers/boot-server.ts';
import { PNG } from '../../helpers/file-heads.ts';
import { makeDesk, TestVisitor } from '../../helpers/live-people.ts';
import { namesUnder } from '../../helpers/names-under.ts';
import { runCli } from '../../helpers/run-cli.ts';
import { sharedPostgres } from '../../helpers/shared-servers.ts';
import { createDatabase, dropDatabase, query } from '../../helpers/start-postgres.ts';
import { TestS3 } from '../../helpers/test-s3.ts';
import { upload } from '../../helpers/uploads.ts';

const postgres = ([18, 15] as const).map((version) => sharedPostgres(version)).find((found) => 'url' in found);
const root = mkdtempSync(join(tmpdir(), 'parley-move-files-'));
const data = join(root, 'data');
const FILE = Buffer.concat([PNG, Buffer.from('moved along')]);
const s3 = await TestS3.start();
afterAll(async () => {
  await s3[Symbol.asyncDispose]();
  rmSync(root, { recursive: true, force: true });
});

describe.skipIf(postgres === undefined)('files of a moved store', () => {
  let key: TestKey = { tenant: '', key: '', prefix: '' };
  let path = '';

  beforeAll(async () => {
    await using server = await bootServer({ edge: { visitorLimits: 0 }, place: { data, database: null } });
    await server.makeProject(822);
    const { siteKey } = await makeDesk(server, 822);
    const visitor = await TestVisitor.come(server, siteKey);
    const attachmentId = await upload(visitor, 'a.png', 'image/png', FILE);
    await visitor.says('look', { attachmentIds: [attachmentId] });
    key = await server.makeKey();
    path = `/v2/projects/822/attachments/${attachmentId}`;
  });

  const folder = join(root, 'shared');
  const places: readonly (readonly [string, string, ShelfPlace])[] = [
    ['folder', folder, { kind: 'folder', folder }],
    ['bucket', `s3://${s3.bucket}/moved`, { kind: 's3', ...s3.place(join(root, 'uploads'), { prefix: 'moved/' }) }],
  ];

  /** An empty database; nothing without PostgreSQL, where these tests are left out. */
  async function emptyDatabase() {
    if (postgres === undefined || !('url' in postgres)) throw new TypeError('there is no PostgreSQL');
    const database = await createDatabase(postgres.url);
    return { database, [Symbol.asyncDispose]: () => dropDatabase(database) };
  }
  const move = (to: string, filesTo: string, environment = {}) =>
    runCli(['move', '--from', data, '--to', to, '--files-to', filesTo], environment);

  test.each(places)('are in the %s, and read from there by a server of the database', async (kind, filesTo, place) => {
    await using empty = await emptyDatabase();
    const { database } = empty;
    const moved = await move(database, filesTo, kind === 'bucket' ? s3.environment : {});
    expect(moved).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/^(\w+ \w+: \d+ of \d+ rows\n)*$/) });
    expect(moved.stdout).toContain(`4. Files of chats (1) are in ${filesTo} too`);
    await using server = await bootServer({ place: { data: '', database }, attachments: { place } });
    const reply = await server.get(path, { key });
    expect([reply.status, reply.bytes.equals(FILE)]).toEqual([200, true]);
  });

  test('stay where they are when nobody asks for them, and it is said', async () => {
    await using empty = await emptyDatabase();
    const { database } = empty;
    const moved = await runCli(['move', '--from', data, '--to', database]);
    expect([moved.exitCode, moved.stdout]).toEqual([
      0,
      expect.stringContaining(`4. Files of chats (1) stay in ${join(data, 'attachments')}`),
    ]);
    const own = join(root, 'empty');
    const place: ShelfPlace = { kind: 'folder', folder: own };
    await using server = await bootServer({ place: { data: '', database }, attachments: { place } });
    // The server that finds them above does so because they were copied.
    expect((await server.get(path, { key })).status).toBe(500);
  });

  test('that are missing are counted, and the rows move', async () => {
    await using empty = await emptyDatabase();
    const words = ['move', '--from', data, '--to', empty.database, '--files-from', join(root, 'none')];
    const moved = await runCli([...words, '--files-to', join(root, 'incomplete')]);
    expect([moved.exitCode, moved.stdout]).toEqual([1, expect.stringContaining('moved and verified: 1 projects')]);
    expect(moved.stderr).toContain('files of chats that were not there to be copied: 1');
  });

  test('are not begun while a server has the store, nor the rows where the files cannot be put', async () => {
    await using empty = await emptyDatabase();
    const into = join(root, 'never');
    {
      using _lock = takeServeLock(data);
      expect(await move(empty.database, into)).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining('another'),
      });
      expect(namesUnder(into)).toEqual([]);
    }
    const refused = await move(empty.database, 's3://nobody-made-it', s3.environment);
    expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringContaining('is not there: make the bucket')]);
    const { rows } = await query(empty.database, `SELECT to_regclass('parley.project') AS name`);
    expect(rows).toEqual([{ name: null }]);
  });
});
