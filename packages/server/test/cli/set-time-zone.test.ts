import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CliRun, runCli } from '../helpers/run-cli.ts';

const SCOPE = ['--tenant', 'acme', '--project', '822'];
const directory = mkdtempSync(join(tmpdir(), 'parley-zone-'));
const data = ['--data', join(directory, 'store')];
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function setZone(zone: string, scope: readonly string[] = SCOPE): Promise<CliRun> {
  return runCli(['project', 'set-time-zone', ...data, ...scope, '--time-zone', zone]);
}

async function exported(): Promise<{ readonly start: string; readonly date: string }> {
  const { stdout } = await runCli(['export', ...data, ...SCOPE]);
  const chat = JSON.parse(stdout);
  return { start: chat.sessionStartTime, date: chat.transcript[0].date };
}

beforeAll(async () => {
  const at = '2023-01-20T23:30:00.000Z';
  const events = [
    { type: 'chat.started', at, channel: 'webchat', sessionId: 's' },
    { type: 'message.sent', at, sender: 'visitor', name: 'V', messageId: 'm', text: 'hello' },
  ];
  writeFileSync(join(directory, 'chat.ndjson'), JSON.stringify({ format: 'parley-events/1', chatId: 1, events }));
  const made = ['project', 'create', ...data, ...SCOPE, '--name', 'Support', '--time-zone', 'Europe/Budapest'];
  expect(await runCli(made)).toMatchObject({ exitCode: 0 });
  expect(await runCli(['import', ...data, ...SCOPE, join(directory, 'chat.ndjson')])).toMatchObject({ exitCode: 0 });
});

test('a zone that is none, a project that is none and a store that is none are refused, and nothing changes', async () => {
  expect(await setZone('Europe/Budapesst')).toEqual({
    exitCode: 64,
    stdout: '',
    stderr: 'parley: --time-zone Europe/Budapesst is not a time zone; did you mean Europe/Budapest?\n',
  });
  expect(await setZone('+01:00')).toMatchObject({ exitCode: 64, stdout: '' });
  expect(await setZone('Europe/Paris', ['--tenant', 'acme', '--project', '9'])).toEqual({
    exitCode: 1,
    stdout: '',
    stderr: 'parley: there is no project 9 of acme; see parley project list, or create it with parley project create\n',
  });
  const elsewhere = ['--data', join(directory, 'nowhere'), ...SCOPE, '--time-zone', 'Europe/Paris'];
  expect(await runCli(['project', 'set-time-zone', ...elsewhere])).toMatchObject({ exitCode: 1, stdout: '' });
  expect((await runCli(['project', 'list', ...data])).stdout).toContain('Europe/Budapest');
});

test('the zone is set, and rebuild prints the chats for it where no server runs', async () => {
  expect(await exported()).toEqual({ start: '2023-01-21 00:30:00', date: '2023-01-21T00:30:00+01:00' });
  const set = await setZone('america/new_york');
  expect(set).toMatchObject({ exitCode: 0, stderr: '' });
  expect(set.stdout).toBe(
    'project 822 of acme now has the time zone America/New_York, before Europe/Budapest; a running server rebuilds the chats ' +
      'over time, without a server run parley rebuild; old cursors expire\n',
  );
  expect((await runCli(['project', 'list', ...data])).stdout).toContain('America/New_York');
  expect((await exported()).start).toBe('2023-01-21 00:30:00');
  expect((await runCli(['rebuild', ...data, ...SCOPE])).stdout).toBe('project 822 of acme: 1 chats, 1 changed\n');
  expect(await exported()).toEqual({ start: '2023-01-20 18:30:00', date: '2023-01-20T18:30:00-05:00' });
  expect(await setZone('America/New_York')).toEqual({
    exitCode: 0,
    stdout: 'project 822 of acme already has the time zone America/New_York; nothing was changed\n',
    stderr: '',
  });
});

test('a folder that follows the log in the old zone is refused, and says why', async () => {
  const folder = join(directory, 'copy');
  const follow = ['export', ...data, ...SCOPE, '--format', 'ndjson', '--to', folder];
  expect(await runCli(follow)).toMatchObject({ exitCode: 0 });
  await setZone('Europe/Paris');
  const other = await runCli(follow);
  expect(other).toMatchObject({ exitCode: 64, stdout: '' });
  expect(other.stderr).toContain('was started with another timeZone (America/New_York)');
  await setZone('America/New_York');
  // The zone of the folder again, but not its cursor: chats may have left and entered its days.
  const again = await runCli(follow);
  expect(again.exitCode).toBe(64);
  expect(again.stderr).toMatch(/^parley: .* time zone of the project was changed; export to a new folder /);
});
