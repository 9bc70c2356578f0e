import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { takeServeLock } from '../../src/store/sqlite/serve-lock.ts';
import { STORE_FILE } from '../../src/store/sqlite/store-files.ts';
import { runCli } from '../helpers/run-cli.ts';
import { openSqliteStore } from '../helpers/sqlite-store.ts';

const CHATS = 60;
const SCOPE = ['--tenant', 'acme', '--project', '822'];

describe('doctor and rebuild', () => {
  let folder = '';
  let directory = '';
  let untouched = '';
  let copies = 0;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'parley-maintenance-'));
    directory = join(folder, 'template');
    await parley('project', 'create', ...SCOPE, '--name', 'Support', '--time-zone', 'Europe/Budapest');
    const sample = await runCli(['sample', '--chats', String(CHATS), '--seed', '3']);
    const file = join(folder, 'sample.ndjson');
    writeFileSync(file, sample.stdout);
    expect(await parley('import', ...SCOPE, file)).toMatchObject({ exitCode: 0, stderr: '' });
    untouched = await exportAll();
  });
  beforeEach(() => {
    copies += 1;
    directory = join(folder, `copy-${copies}`);
    cpSync(join(folder, 'template'), directory, { recursive: true });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function parley(...words: readonly string[]) {
    return runCli([...words, '--data', directory]);
  }

  async function exportAll(): Promise<string> {
    return (await parley('export', ...SCOPE, '--filter', 'include=ext')).stdout;
  }

  /** Changes the store behind its back. */
  function tamper(sql: string): number {
    // As a disk would: what belongs to an index may be changed by itself.
    const database = new DatabaseSync(join(directory, STORE_FILE), { defensive: false });
    const { changes } = database.prepare(sql).run();
    database.close();
    return Number(changes);
  }

  test('finds nothing wrong with a sound store, and leaves it as it is', async () => {
    const doctor = await parley('doctor');
    expect(doctor).toMatchObject({ exitCode: 0, stderr: '' });
    expect(doctor.stdout).toContain(`ok    documents of ${CHATS} chats\n`);
    expect(doctor.stdout).not.toMatch(/^fail/m);
    const check = await parley('rebuild', '--check');
    expect(check).toMatchObject({ exitCode: 0, stdout: `project 822 of acme: ${CHATS} chats, 0 would change\n` });
    expect(await parley('rebuild')).toMatchObject({ exitCode: 0 });
    expect(await exportAll()).toBe(untouched);
  });

  test.each([
    [
      'a damaged document',
      "UPDATE chat SET segment = x'00' WHERE chat_id = 7",
      'documents: 1 of 60 are damaged (acme/822/7)',
    ],
    ['a wrong checksum', 'UPDATE chat SET segment_meta = zeroblob(16) WHERE chat_id = 8', '(acme/822/8)'],
    ['damaged facts', "UPDATE chat_ext SET ext = x'00' WHERE chat_id = 9", '(acme/822/9)'],
    ['a wrong counter', 'UPDATE project SET chat_count = 1', 'says 1 chats and has 60'],
  ])('finds %s and rebuild mends it', async (_what, sql, sentence) => {
    expect(tamper(sql)).toBe(1);
    const doctor = await parley('doctor');
    expect(doctor.exitCode).toBe(1);
    expect(doctor.stdout).toMatch(/^fail .*parley rebuild$/m);
    expect(doctor.stdout).toContain(sentence);
    expect(await parley('rebuild')).toMatchObject({ exitCode: 0 });
    expect(await parley('doctor')).toMatchObject({ exitCode: 0 });
    expect(withoutRevisions(await exportAll())).toBe(withoutRevisions(untouched));
  });

  test('counts and mends what differs from the events, and gives it a new revision', async () => {
    expect(tamper("UPDATE chat SET disposition = 'Lost' WHERE chat_id IN (1, 2) AND disposition <> 'Lost'")).toBe(2);
    const check = await parley('rebuild', '--check', ...SCOPE);
    expect(check).toMatchObject({ exitCode: 1, stdout: `project 822 of acme: ${CHATS} chats, 2 would change\n` });
    expect(await parley('rebuild')).toMatchObject({ stdout: `project 822 of acme: ${CHATS} chats, 2 changed\n` });
    expect(await parley('rebuild', '--check')).toMatchObject({ exitCode: 0 });
    const [first = '', , third = ''] = (await exportAll()).split('\n');
    expect(JSON.parse(first).ext.revision).toBe(2);
    expect(JSON.parse(third).ext.revision).toBe(1);
  });

  test('makes again what agents and queues find', async () => {
    const [, queueId] = /"firstQueueId":([1-9]\d*)/.exec(untouched) ?? [];
    const byQueue = ['export', ...SCOPE, '--filter', `queueId=${queueId}`, '--format', 'csv'];
    const before = await parley(...byQueue);
    expect(tamper("DELETE FROM chat_participant WHERE kind = 'queue'")).toBeGreaterThan(0);
    expect(await parley(...byQueue)).not.toEqual(before);
    await parley('rebuild');
    expect(await parley(...byQueue)).toEqual(before);
  });

  test.each([
    ['a wrong number', 'UPDATE chat_fact SET duration = duration + 1 WHERE chat_id = 7'],
    ['a chat without facts', 'DELETE FROM chat_fact WHERE chat_id = 7'],
    ['facts of no chat', 'UPDATE chat_fact SET chat_id = 99999 WHERE chat_id = 7'],
    ['a chat of no store that waits', 'INSERT INTO fact_pending SELECT project_row, 99999, 1 FROM project LIMIT 1'],
  ])('finds %s in the facts, and rebuild makes them again', async (_, sql) => {
    expect(tamper(sql)).toBe(1);
    const doctor = await parley('doctor');
    expect(doctor.exitCode).toBe(1);
    expect(doctor.stdout).toMatch(/^fail .*facts.*parley rebuild$/m);
    expect(await parley('rebuild')).toMatchObject({ exitCode: 0 });
    expect(await parley('doctor')).toMatchObject({ exitCode: 0 });
  });

  test.each([
    ['a block of facts that is behind its chats', 'UPDATE fact_block SET last_chat_id = last_chat_id - 1'],
    ['a block of facts that is damaged', 'UPDATE fact_block SET packed = zeroblob(length(packed))'],
  ])('finds %s, and rebuild removes it', async (_, sql) => {
    const store = await openSqliteStore(directory);
    await store.maintenance.markFactBlocks({ chats: 20, newest: CHATS - 21 });
    while (await store.maintenance.fillFactBlocks(1_000));
    await store[Symbol.asyncDispose]();
    expect((await parley('doctor')).stdout).toContain('ok    1 blocks of facts\n');
    expect(tamper(sql)).toBe(1);
    const doctor = await parley('doctor');
    expect(doctor.exitCode).toBe(1);
    expect(doctor.stdout).toMatch(/^fail .*1 of 1 differ from the facts.*parley rebuild$/m);
    expect(await parley('rebuild')).toMatchObject({ exitCode: 0 });
    expect(await parley('doctor')).toMatchObject({ exitCode: 0 });
  });

  test.each([
    ['a word that is lost', 'UPDATE search_words SET words = substr(words, 1, 40) WHERE chat_id = 7'],
    [
      'an entry that is lost',
      "INSERT INTO search_index (search_index, rowid, words) SELECT 'delete', (project_row << 43) + chat_id, words FROM search_words WHERE chat_id = 7",
    ],
    ['an entry of no chat', "INSERT INTO search_index (rowid, words) VALUES ((1 << 43) + 99999, 'stray')"],
    ['a chat that is nowhere', 'DELETE FROM search_words WHERE chat_id = 7'],
    ['the pages of the index', 'UPDATE search_index_data SET block = zeroblob(length(block)) WHERE id > 100'],
  ])('finds %s in the index of words, and rebuild makes it again', async (_, sql) => {
    const store = await openSqliteStore(directory);
    while (await store.maintenance.indexWords(1_000));
    await store[Symbol.asyncDispose]();
    expect(await parley('doctor')).toMatchObject({ exitCode: 0 });
    expect(tamper(sql)).toBeGreaterThan(0);
    const doctor = await parley('doctor');
    expect(doctor.exitCode).toBe(1);
    expect(doctor.stdout).toMatch(/^fail .*(search|index).*parley rebuild$/m);
    expect(await parley('rebuild')).toMatchObject({ exitCode: 0 });
    expect(await parley('doctor')).toMatchObject({ exitCode: 0 });
  });

  test('tells of a chat that has no events', async () => {
    tamper('DELETE FROM chat_event WHERE chat_id = 5');
    expect((await parley('doctor')).stdout).toContain('(acme/822/5)');
    const rebuilt = await parley('rebuild');
    expect(rebuilt).toMatchObject({ exitCode: 1 });
    expect(rebuilt.stdout).toContain('1 have no events and stay as they are');
  });

  test.each([
    ['emptied', () => Buffer.alloc(0), 'parley.db holds no tables'],
    ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 100_000), 'the store is damaged'],
    ['another kind of file', () => Buffer.from('this is no database\n'.repeat(400)), 'is no SQLite database'],
    ['overwritten in the middle', (bytes: Buffer) => Buffer.from(bytes).fill(0xff, 8_192, 40_960), 'damaged|integrity'],
  ])('says in a line of its own that a file is damaged, and what to do: %s', async (_, damage, reason) => {
    const file = join(directory, STORE_FILE);
    writeFileSync(file, damage(readFileSync(file)));
    const doctor = await parley('doctor');
    expect(doctor).toMatchObject({ exitCode: 1, stderr: '' });
    const failures = doctor.stdout.split('\n').filter((line) => line.startsWith('fail'));
    expect(failures.length).toBeGreaterThan(0);
    expect(failures[0]).toMatch(new RegExp(reason));
    for (const line of failures) expect(line).toMatch(/restore a backup|parley rebuild/);
  });

  test('sees a counter of positions that lags behind the changes', async () => {
    expect(tamper("UPDATE store SET value = 3 WHERE name = 'position'")).toBe(1);
    const doctor = await parley('doctor');
    expect(doctor.exitCode).toBe(1);
    expect(doctor.stdout).toContain(`fail  positions: ${CHATS - 3} changes are beyond the end of the change feed`);
  });

  test('names a highest id that is too low', async () => {
    expect(tamper('UPDATE project SET highest_chat_id = 5')).toBe(1);
    expect((await parley('doctor')).stdout).toContain('acme/822 has an id above the highest that it knows');
    await parley('rebuild');
    expect(await parley('doctor')).toMatchObject({ exitCode: 0 });
  });

  test('does not write beside a running server, but checks', async () => {
    using _lock = takeServeLock(directory);
    const refused = await parley('rebuild');
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(/^parley: another parley serve has the store .*: stop it first\n$/);
    expect(await parley('rebuild', '--check')).toMatchObject({ exitCode: 0 });
    expect((await parley('doctor')).stdout).toContain('a server has it open');
  });

  test('refuses a project that does not exist', async () => {
    const refused = await parley('rebuild', '--tenant', 'acme', '--project', '9');
    expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('see parley project list') });
  });
});

function withoutRevisions(ndjson: string): string {
  return ndjson.replaceAll(/"revision":\d+,"updatedAt":"[^"]*"/g, '"revision"');
}
