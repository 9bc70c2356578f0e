import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ImportStore } from '../helpers/import-store.ts';
import { runCli } from '../helpers/run-cli.ts';

test('a chat of a year that cannot be printed does not keep the others out of a folder', async () => {
  using store = await ImportStore.make();
  const starts = ['9999-12-31T23:59:59Z', '0000-01-01 00:00:00', 'infinity', '2023-01-20 12:50:43+01'];
  const file = join(store.directory, 'rows.ndjson');
  writeFileSync(
    file,
    starts.map((sessionStartTime, at) => JSON.stringify({ chatId: at + 1, sessionStartTime })).join('\n'),
  );
  const scope = ['--data', store.directory, '--tenant', 'acme', '--project', '822'];
  expect((await runCli(['import', ...scope, file])).exitCode).toBe(0);
  const folder = join(store.directory, 'copy');
  expect((await runCli(['export', ...scope, '--to', folder])).exitCode).toBe(0);
  expect(readdirSync(join(folder, 'chats'))).toEqual(['date=2023-01-20', 'date=9999-12-30']);
});
