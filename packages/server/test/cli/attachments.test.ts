/** Files of chats in backups, restores, checks and erasures by command, without a server. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bootServer } from '../helpers/boot-server.ts';
import { PNG } from '../helpers/file-heads.ts';
import { makeDesk, TestVisitor } from '../helpers/live-people.ts';
import { namesUnder } from '../helpers/names-under.ts';
import { runCli } from '../helpers/run-cli.ts';
import { upload } from '../helpers/uploads.ts';

const root = mkdtempSync(join(tmpdir(), 'parley-files-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const data = join(root, 'data');
const backup = join(root, 'backup.db');
const SHARED = Buffer.concat([PNG, Buffer.from('in both chats')]);
const SINGLE = Buffer.concat([PNG, Buffer.from('in the second chat')]);
const chats: number[] = [];

const filesIn = (folder: string) => namesUnder(folder).map((name) => readFileSync(join(folder, name)));
const shelfOf = (folder: string) => join(folder, 'attachments');
const doctor = (folder: string) => runCli(['doctor', '--data', folder]);
const eraseChat = (folder: string, chatId: number) =>
  runCli(['erase', '--data', folder, '--tenant', 'acme', '--project', '822', String(chatId)]);

beforeAll(async () => {
  await using server = await bootServer({ edge: { visitorLimits: 0 }, place: { data, database: null } });
  await server.makeProject(822);
  const { siteKey } = await makeDesk(server, 822);
  for (const files of [[SHARED], [SHARED, SINGLE]]) {
    const visitor = await TestVisitor.come(server, siteKey);
    const attachmentIds = [];
    for (const bytes of files) attachmentIds.push(await upload(visitor, 'a.png', 'image/png', bytes));
    const { chatId } = await visitor.says('look', { attachmentIds });
    chats.push(chatId ?? 0);
  }
});

test('a backup has them beside it, and a restore puts them back', async () => {
  const made = await runCli(['backup', '--data', data, backup]);
  expect([made.exitCode, made.stderr]).toEqual([0, '']);
  expect(made.stdout).toContain(`${backup}.attachments holds the files of its chats (2)`);
  const restored = join(root, 'restored');
  const put = await runCli(['restore', '--data', restored, backup]);
  expect([put.exitCode, put.stderr]).toEqual([0, '']);
  expect(filesIn(shelfOf(restored))).toEqual(filesIn(shelfOf(data)));
  expect((await doctor(restored)).stdout).toContain(`ok    files: 2 are in ${shelfOf(restored)}`);
});

test('a restore without them says so, and doctor finds what is missing or cut', async () => {
  const alone = join(root, 'alone.db');
  cpSync(backup, alone);
  const restored = join(root, 'without');
  const put = await runCli(['restore', '--data', restored, alone]);
  expect(put.exitCode).toBe(1);
  expect(put.stderr).toContain(`files of chats that are not in ${alone}.attachments: 2`);
  const missing = await doctor(restored);
  expect([missing.exitCode, missing.stdout]).toEqual([1, expect.stringContaining('fail  files: 2 of 2 are missing')]);
  cpSync(shelfOf(data), shelfOf(restored), { recursive: true });
  expect((await doctor(restored)).exitCode).toBe(0);
  const [first = ''] = namesUnder(shelfOf(restored));
  writeFileSync(join(shelfOf(restored), first), 'cut');
  expect((await doctor(restored)).stdout).toContain('fail  files: 1 of 2 are missing or cut');
});

test('erasing by command removes them, but for those that another chat has', async () => {
  const copy = join(root, 'copy');
  await runCli(['restore', '--data', copy, backup]);
  const [first = 0, second = 0] = chats;
  expect((await eraseChat(copy, first)).exitCode).toBe(0);
  expect(filesIn(shelfOf(copy))).toHaveLength(2);
  expect((await eraseChat(copy, second)).exitCode).toBe(0);
  expect(filesIn(shelfOf(copy))).toEqual([]);
  expect(readdirSync(copy)).toContain('attachments');
});

test('what was erased after a backup is not restored', async () => {
  const before = join(root, 'before');
  await runCli(['restore', '--data', before, backup]);
  await eraseChat(before, chats[1] ?? 0);
  const restored = join(root, 'again');
  const put = await runCli(['restore', '--data', restored, '--repeat-from', before, backup]);
  expect([put.exitCode, put.stdout]).toEqual([
    0,
    expect.stringContaining(`files of chats put into ${shelfOf(restored)}: 1`),
  ]);
  expect(filesIn(shelfOf(restored)).map((bytes) => bytes.equals(SHARED))).toEqual([true]);
});
