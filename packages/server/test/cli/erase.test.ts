import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canaryOf, canaryRow } from '../helpers/canary-chats.ts';
import { type CliRun, runCli } from '../helpers/run-cli.ts';
import { readStoreBytes } from '../helpers/store-bytes.ts';

const CONTACT = 4_711;
const SCOPE = ['--tenant', 'acme', '--project', '822'];

describe('erase, redact and audit', () => {
  let directory = '';
  const store = () => join(directory, 'store');
  const run = (command: string, ...words: readonly string[]): Promise<CliRun> =>
    runCli([command, '--data', store(), ...words]);
  const importFile = (name: string) =>
    run('import', ...SCOPE, '--rejects', join(directory, 'rejects'), join(directory, name));
  const count = (chat: number) => readStoreBytes(store()).raw.split(canaryOf(String(chat))).length - 1;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'parley-erase-'));
    const made = await runCli([
      'project',
      'create',
      '--data',
      store(),
      ...SCOPE,
      '--name',
      'Support',
      '--time-zone',
      'UTC',
    ]);
    expect(made.exitCode).toBe(0);
    const rows = [1, 2, 3, 4].map((id) => canaryRow(String(id), id, id > 2 ? CONTACT : id));
    writeFileSync(join(directory, 'rows.ndjson'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const late = { ...canaryRow('5', 5, CONTACT) };
    writeFileSync(join(directory, 'late.ndjson'), `${JSON.stringify(late)}\n`);
    expect(await importFile('rows.ndjson')).toMatchObject({ exitCode: 0 });
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  test('removes a chat, its bytes with it, and says so once', async () => {
    expect(count(1)).toBeGreaterThan(0);
    expect(await run('erase', ...SCOPE, '1')).toEqual({
      exitCode: 0,
      stdout: 'chat 1 of project 822 erased\n',
      stderr: '',
    });
    expect(count(1)).toBe(0);
    const again = await run('erase', ...SCOPE, '1');
    expect([again.exitCode, again.stdout]).toEqual([1, '']);
    expect(again.stderr).toBe(
      'parley: there is no chat 1 in project 822 of acme; it may have been erased before, see parley audit\n',
    );
  });

  test('takes one way of naming chats, and says how many it would be', async () => {
    for (const words of [
      [],
      ['7', '--all'],
      ['--all', '--contact', '6'],
      ['7', '--dry-run'],
      ['7', '--keep', 'numbers'],
    ]) {
      expect(await run('erase', ...SCOPE, ...words)).toMatchObject({ exitCode: 64, stdout: '' });
    }
    const would = await run('erase', ...SCOPE, '--contact', String(CONTACT), '--dry-run');
    expect(would).toEqual({ exitCode: 0, stdout: '2 chats would be erased; nothing was removed\n', stderr: '' });
    const none = await run('erase', ...SCOPE, '--older-than', '36500', '--keep', 'numbers');
    expect(none.stdout).toBe('0 chats of project 822 emptied, their numbers stay\n');
    expect(count(3)).toBeGreaterThan(0);
  });

  test('redacts a message and a contact', async () => {
    const message = await run('redact', ...SCOPE, '--chat', '2', '--message', '1', '--reason', 'a card number');
    expect(message).toEqual({
      exitCode: 0,
      stdout: 'message 1 in chat 2 redacted: 1 message in 1 chat\n',
      stderr: '',
    });
    for (const words of [
      ['--chat', '2'],
      ['--whole'],
      ['--chat', '2', '--whole', '--message', '1'],
      ['--contact', '6', '--whole'],
    ]) {
      expect(await run('redact', ...SCOPE, ...words)).toMatchObject({ exitCode: 64, stdout: '' });
    }
    const lines = await run('redact', ...SCOPE, '--contact', String(CONTACT), '--reason', 'two\nlines');
    expect(lines).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('--reason') });
    const contact = await run('redact', ...SCOPE, '--contact', String(CONTACT));
    expect(contact.stdout).toBe(`contact ${CONTACT} redacted: 4 messages in 2 chats\n`);
    expect([count(3), count(4)]).toEqual([0, 0]);
    expect(count(2)).toBeGreaterThan(0);
  });

  test('keeps what was removed out of the next import, and reports it', async () => {
    const again = await importFile('rows.ndjson');
    expect(again.exitCode).toBe(2);
    const rejects = readFileSync(join(directory, 'rejects'), 'utf8').trim().split('\n');
    expect(rejects.map((line) => JSON.parse(line).reason)).toEqual([
      '1 belonged to a chat that was erased, and cannot be used again',
      ...[2, 3, 4].map((id) => `${id} was redacted here, and this row would bring back what was removed`),
    ]);
    const late = await importFile('late.ndjson');
    expect(late.exitCode).toBe(0);
    expect(late.stdout).toContain('1 of a redacted contact');
    expect(count(5)).toBe(0);
  });

  test('prints who did what, the newest first', async () => {
    const { stdout, exitCode } = await run('audit', '--tenant', 'acme');
    expect(exitCode).toBe(0);
    const lines = stdout.trim().split('\n');
    expect(lines[0]).toMatch(/^TIME +TENANT +PROJECT +WHO +ACTION +WHAT +WHY +REQUESTS +CHATS$/);
    expect(lines.slice(1).map((line) => line.split(/ {2,}/).slice(1).join('|'))).toEqual([
      `acme|822|operator|contact.redacted|contact ${CONTACT}|-|-|-`,
      'acme|822|operator|message.redacted|chat 2 message 1|a card number|-|-',
      'acme|822|operator|chat.erased|chat 1|-|-|-',
      'acme|-|operator|project.created|project 822: UTC|-|-|-',
    ]);
    expect((await run('audit', '--lines', '1')).stdout.trim().split('\n')).toHaveLength(2);
    expect((await run('audit', '--tenant', 'globex')).stdout.trim().split('\n')).toHaveLength(1);
  });

  test('prints who exported what, with filters and counts', async () => {
    const exported = async (...more: string[]) => {
      expect((await run('export', ...SCOPE, ...more)).exitCode).toBe(0);
    };
    await exported(
      '--out',
      join(directory, 'none.csv'),
      '--format',
      'csv',
      '--filter',
      'q=canaryword',
      '--filter',
      'type=fax',
    );
    await exported('--to', join(directory, 'copy'), '--filter', 'startDate=1999-01-01');
    await exported('--limit', '1');
    const audit = async (...more: string[]) => {
      const { stdout } = await run('audit', '--tenant', 'acme', ...more);
      const lines = stdout.trim().split('\n').slice(1);
      return lines.map((line) => line.split(/ {2,}/).slice(3).join('|')).sort();
    };
    expect(await audit('--only', 'reads')).toEqual([
      'operator|chats.exported|as csv q=(not kept) type=(not kept)|-|1|0',
      'operator|chats.exported|as ndjson startDate=1999-01-01|-|1|0',
      'operator|chats.exported|as ndjson|-|1|1',
    ]);
    expect(await audit('--only', 'removals')).toHaveLength(3);
    expect(await audit('--action', 'chat.erased')).toEqual(['operator|chat.erased|chat 1|-|-|-']);
    expect(await audit('--actor', 'user anna')).toEqual([]);
    expect(await audit('--project', '822', '--from', '2000-01-01T00:00:00Z')).toHaveLength(6);
    expect(await audit('--to', '2000-01-01T00:00:00Z')).toEqual([]);
    const refused = await run('audit', '--project', '822');
    expect([refused.exitCode, refused.stderr]).toEqual([64, expect.stringContaining('--project goes with --tenant')]);
  });

  test.each([
    [['erase', ...SCOPE, 'x'], 64, 'x is not a chat id'],
    [['erase', ...SCOPE, '99'], 1, 'there is no chat 99'],
    [['erase', '--tenant', 'acme', '1'], 64, '--project'],
    [['erase', ...SCOPE], 64, 'chatid'],
    [['redact', ...SCOPE], 64, 'give --chat with --message or --whole, or --contact'],
    [['redact', ...SCOPE, '--chat', '2'], 64, 'give --chat with'],
    [['redact', ...SCOPE, '--chat', '2', '--message', '1', '--contact', '3'], 64, 'give --chat with'],
    [['redact', ...SCOPE, '--chat', '2', '--message', '0'], 64, '--message'],
    [['redact', ...SCOPE, '--contact', '0'], 64, '--contact'],
    [['redact', ...SCOPE, '--chat', '2', '--message', '9'], 1, 'has no message 9 in chat 2'],
    [['redact', ...SCOPE, '--contact', '99'], 1, 'has no contact 99'],
  ])('%j ends with %i and says %s', async ([command = '', ...words], exitCode, sentence) => {
    const done = await run(command, ...words);
    expect([done.exitCode, done.stdout]).toEqual([exitCode, '']);
    expect(done.stderr).toContain(sentence);
  });

  test('finds no store where there is none', async () => {
    for (const words of [['erase', ...SCOPE, '1'], ['redact', ...SCOPE, '--contact', '1'], ['audit']]) {
      const [command = '', ...rest] = words;
      const done = await runCli([command, '--data', join(directory, 'elsewhere'), ...rest]);
      expect([done.exitCode, done.stdout]).toEqual([1, '']);
      expect(done.stderr).toContain('there is no store in');
    }
  });

  test('removes the chats of a project, and their bytes', async () => {
    expect((await run('erase', ...SCOPE, '--all', '--dry-run')).stdout).toMatch(/^[1-9]\d* chats? would be erased/);
    expect(await run('erase', ...SCOPE, '--all')).toMatchObject({ exitCode: 0, stderr: '' });
    for (const id of [2, 3, 4]) expect(count(id)).toBe(0);
    expect((await run('erase', ...SCOPE, '--all')).stdout).toBe('0 chats of project 822 erased\n');
  });
});
