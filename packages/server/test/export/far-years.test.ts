import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ImportStore } from '../helpers/import-store.ts';
import { runCli } from '../helpers/run-cli.ts';

function idsIn(file: string): readonly number[] {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => (JSON.parse(line) as { chatId: number }).chatId);
}

test.each([
  ['UTC', ['date=2023-01-20', 'date=9999-12-30']],
  ['Pacific/Kiritimati', ['date=2023-01-21', 'date=9999-12-31']],
  ['Pacific/Pago_Pago', ['date=2023-01-20', 'date=9999-12-30']],
  ['Europe/Budapest', ['date=2023-01-20', 'date=9999-12-30']],
])('chats of years that cannot be printed are in a folder with the others, in %s', async (zone, expected) => {
  using store = await ImportStore.make();
  const starts = ['9999-12-31T23:59:59Z', '0000-01-01 00:00:00', 'infinity', '2023-01-20 12:50:43+01'];
  const file = join(store.directory, 'rows.ndjson');
  writeFileSync(
    file,
    starts.map((sessionStartTime, at) => JSON.stringify({ chatId: at + 1, sessionStartTime })).join('\n'),
  );
  const scope = ['--data', store.directory, '--tenant', 'acme', '--project', '822'];
  expect((await runCli(['project', 'set-time-zone', ...scope, '--time-zone', zone])).exitCode).toBe(0);
  expect((await runCli(['import', ...scope, file])).exitCode).toBe(0);
  const folder = join(store.directory, 'copy');
  expect((await runCli(['export', ...scope, '--format', 'ndjson', '--to', folder])).exitCode).toBe(0);
  const days = readdirSync(join(folder, 'chats'));
  expect(days).toEqual(expected);
  const ids = days.flatMap((day) =>
    readdirSync(join(folder, 'chats', day)).flatMap((name) => idsIn(join(folder, 'chats', day, name))),
  );
  expect(ids).toEqual([4, 1, 2, 3]);
});
