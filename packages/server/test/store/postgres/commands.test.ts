/** The commands of `parley` on a PostgreSQL database of either version: the same bytes out as from a folder. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../../helpers/run-cli.ts';
import { sharedDatabase } from '../../helpers/shared-servers.ts';
import { query } from '../../helpers/start-postgres.ts';

const PROJECT = ['--tenant', 'acme', '--project', '822'];
const CHATS = 120;
const directory = mkdtempSync(join(tmpdir(), 'parley-commands-'));
const file = join(directory, 'chats.ndjson');
const folder = ['--data', join(directory, 'store')];
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function parley(...words: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runCli(words);
  if (exitCode !== 0) throw new TypeError(`${words.join(' ')}: ${stderr}`);
  return stdout;
}

async function fill(store: readonly string[]): Promise<void> {
  const words = ['project', 'create', ...store, ...PROJECT, '--name', 'Support', '--time-zone', 'Europe/Budapest'];
  expect(await parley(...words)).toContain('project 822 of acme created: Support');
  await parley('import', ...store, ...PROJECT, file);
}

beforeAll(async () => {
  writeFileSync(file, await parley('sample', '--chats', String(CHATS), '--seed', '7'));
  await fill(folder);
});

describe.each([15, 18] as const)('PostgreSQL %i', async (version) => {
  const shared = await sharedDatabase(version);
  const database = 'url' in shared ? ['--database', shared.url] : [];

  test('gives the bytes that a folder gives', async (context) => {
    if ('missing' in shared) return context.skip(shared.missing);
    await fill(database);
    for (const format of ['json', 'ndjson', 'csv', 'csv-messages']) {
      const [here, there] = [database, folder].map((store) =>
        parley('export', ...store, ...PROJECT, '--format', format),
      );
      expect(await here).toBe(await there);
    }
    const filtered = ['--filter', 'disposition=Completed', '--filter', 'startDate=2026-01-05', '--format', 'csv'];
    expect(await parley('export', ...database, ...PROJECT, ...filtered)).toBe(
      await parley('export', ...folder, ...PROJECT, ...filtered),
    );
  });

  test('imports again without changing anything, and keeps keys', async (context) => {
    if ('missing' in shared) return context.skip(shared.missing);
    expect(await parley('import', ...database, ...PROJECT, file)).toMatch(new RegExp(`^unchanged +${CHATS}$`, 'm'));
    const key = (await parley('key', 'create', ...database, ...PROJECT, '--name', 'warehouse')).trim();
    const prefix = key.slice(0, 12);
    expect(await parley('key', 'list', ...database, '--tenant', 'acme')).toContain(prefix);
    await parley('key', 'revoke', ...database, '--tenant', 'acme', '--key', prefix);
    expect(await parley('project', 'list', ...database)).toMatch(
      new RegExp(`^acme +822 +${CHATS} +Europe/Budapest`, 'm'),
    );
  });

  test('is examined by doctor', async (context) => {
    if ('missing' in shared) return context.skip(shared.missing);
    const report = await parley('doctor', ...database);
    expect(report).toContain(`PostgreSQL ${version}`);
    expect(report).toContain(`documents of ${CHATS} chats`);
    expect(report).not.toMatch(/^fail/m);
  });

  test('has positions found by doctor that this server has not reached', async (context) => {
    if ('missing' in shared) return context.skip(shared.missing);
    await query(shared.url, "UPDATE parley.chat SET xid = '9000000000000' WHERE chat_id = 8");
    const { exitCode, stdout } = await runCli(['doctor', ...database]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('fail  positions: 1 changes are beyond the end of the change feed');
    await query(shared.url, 'UPDATE parley.chat SET xid = pg_current_xact_id() WHERE chat_id = 8');
    expect(await parley('doctor', ...database)).toContain('ok    positions of the change feed');
  });

  test('has what is damaged found by doctor', async (context) => {
    if ('missing' in shared) return context.skip(shared.missing);
    await query(shared.url, String.raw`UPDATE parley.chat SET segment = '\x00' WHERE chat_id = 7`);
    await query(shared.url, 'UPDATE parley.project SET chat_count = 1');
    const { exitCode, stdout } = await runCli(['doctor', ...database]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`acme/822 says 1 chats and has ${CHATS}`);
    expect(stdout).toContain(`documents: 1 of ${CHATS} are damaged (acme/822/7)`);
  });

  test('is mended by rebuild, which changes nothing that is sound', async (context) => {
    if ('missing' in shared) return context.skip(shared.missing);
    const scope = `project 822 of acme: ${CHATS} chats`;
    expect(await runCli(['rebuild', '--check', ...database])).toMatchObject({
      exitCode: 1,
      stdout: `${scope}, 1 would change\n`,
    });
    expect(await runCli(['rebuild', ...database])).toMatchObject({ exitCode: 0, stdout: `${scope}, 1 changed\n` });
    expect(await runCli(['rebuild', '--check', ...database])).toMatchObject({
      exitCode: 0,
      stdout: `${scope}, 0 would change\n`,
    });
    expect(await runCli(['doctor', ...database])).toMatchObject({ exitCode: 0 });
    const { rows } = await query(shared.url, 'SELECT chat_id FROM parley.chat WHERE revision > 1');
    expect(rows).toEqual([{ chat_id: '7' }]);
  });
});
