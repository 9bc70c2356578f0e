/** `parley export --to`, killed at random again and again, ends with a folder that is the log; and says what it cannot do. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { ChatLogReply, LoggedChat } from '@parley/contract';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { ExportManifest } from '../../src/services/export/export-manifest.ts';
import { bootServer, TENANT } from '../helpers/boot-server.ts';
import { compileCacheOf } from '../helpers/compile-cache.ts';
import { asJsonRows, readParquet } from '../helpers/read-parquet.ts';
import { runCli } from '../helpers/run-cli.ts';

const PARLEY = resolve(import.meta.dirname, '../../../../node_modules/.bin/parley');
const KILLS = 12;
const DAYS = 40;

const server = await bootServer();
const folder = mkdtempSync(join(tmpdir(), 'parley-export-'));
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});
const scope = await server.makeProject(822);
await server.importChats(scope, rowsOfDays(DAYS));
const key = await server.makeKey();
const { data, database } = server.place;
const STORE = database === null ? ['--data', data] : ['--database', database];
const SCOPE = [...STORE, '--tenant', TENANT, '--project', '822'];

/** Two chats with a message on each of so many days, so that an export has many files. */
function rowsOfDays(days: number): readonly unknown[] {
  return Array.from({ length: days * 2 }, (_, at) => {
    const day = new Date(Date.UTC(2026, 0, 1 + Math.floor(at / 2))).toISOString().slice(0, 10);
    const message = { id: `m${at}`, date: `${day}T10:00:00+01:00`, name: 'V', message: `Hello ${at}` };
    const transcript = [message];
    return { chatId: at + 1, sessionStartTime: `${day} 10:00:00`, visitorName: `Visitor ${at}`, transcript };
  });
}

function startExport(to: string): ChildProcess {
  const words = ['export', ...SCOPE, '--format', 'parquet', '--to', to];
  return spawn(PARLEY, words, {
    stdio: 'ignore',
    env: { PATH: process.env.PATH ?? '', TMPDIR: tmpdir(), ...compileCacheOf(process.env) },
  });
}

const countFiles = (path: string) => readdirSync(path, { recursive: true }).length;

/** Kills the export once it has made so many files more; tells whether it was quick enough. */
async function killAfter(to: string, files: number): Promise<boolean> {
  const goal = countFiles(to) + files;
  const child = startExport(to);
  const exited = once(child, 'exit');
  while (child.exitCode === null && countFiles(to) < goal) await wait(1);
  child.kill('SIGKILL');
  const [code] = await exited;
  return code === null;
}

const readManifest = (of: string) => JSON.parse(readFileSync(join(of, 'manifest.json'), 'utf8')) as ExportManifest;

async function applyFiles(of: string): Promise<readonly unknown[]> {
  const copy = new Map<unknown, unknown>();
  for (const { path, kind, sha256 } of readManifest(of).files) {
    const bytes = readFileSync(join(of, path));
    expect(createHash('sha256').update(bytes).digest('hex'), path).toBe(sha256);
    const rows = path.endsWith('.parquet')
      ? asJsonRows(await readParquet(bytes))
      : bytes
          .toString()
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line));
    if (kind === 'messages') continue;
    for (const { changeNo: _, ...row } of rows) {
      if (kind === 'removed') copy.delete(row.chatId);
      else copy.set(row.chatId, row);
    }
  }
  return [...copy.values()].sort(
    (a, b) => Number(Reflect.get(Object(a), 'chatId')) - Number(Reflect.get(Object(b), 'chatId')),
  );
}

async function readLog(): Promise<readonly LoggedChat[]> {
  return (JSON.parse((await server.get('/v2/projects/822/chats', { key })).text) as ChatLogReply).response;
}

test('killed at random and run again, the folder becomes the log, also while the log changes', async () => {
  const to = join(folder, 'killed');
  mkdirSync(to);
  const goals = fc.sample(fc.integer({ min: 1, max: 9 }), { seed: 11, numRuns: KILLS });
  let killed = 0;
  for (const [round, files] of goals.entries()) {
    if (await killAfter(to, files)) killed += 1;
    await server.importChats(scope, [{ chatId: round + 1, visitorName: `again ${round}` }, { chatId: 1_000 + round }]);
  }
  expect(killed).toBeGreaterThan(KILLS / 2);
  const [code] = await once(startExport(to), 'exit');
  expect(code).toBe(0);
  expect(readManifest(to).complete).toBe(true);
  expect(await applyFiles(to)).toEqual(await readLog());
  const { files, counts } = readManifest(to);
  expect(counts.messages).toBeGreaterThanOrEqual(DAYS * 2 - KILLS);
  expect(readdirSync(join(to, 'messages'))).toHaveLength(files.filter(({ kind }) => kind === 'messages').length);
  expect(readdirSync(to, { recursive: true }).filter((name) => String(name).endsWith('.partial'))).toEqual([]);
});

test('what cannot be is said in a sentence, and nothing is written', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const to = join(folder, 'none');
  for (const [words, code, sentence] of [
    [['--to', to, '--format', 'json'], 64, '--to writes parquet, csv or ndjson, not json'],
    [['--to', to, '--limit', '5'], 64, 'leave out --limit'],
    [['--to', to, '--filter', 'direction=DESC'], 64, 'leave out --limit and the filters of paging'],
    [['--to', to, '--filter', 'sort=duration'], 64, 'leave out --limit and the filters of paging'],
    [['--to', to, '--out', file], 64, '--out and --to cannot be combined'],
    [['--since', 'p1.AAAA'], 64, '--since goes with --to'],
    [['--to', to, '--since', 'p1.AAAA'], 64, 'the cursor is not one of this project'],
    [['--to', to, '--since', 'x'], 64, 'a cursor from Parley-Sync-Cursor'],
    [['--format', 'csv-messages', '--filter', 'fields=chatId'], 64, 'csv-messages has columns of its own'],
    [['--format', 'parquet-messages', '--filter', 'fields=chatId'], 64, 'parquet-messages has columns of its own'],
    [['--to', file], 64, 'is not a folder'],
    [['--to', join(file, 'in')], 64, 'is not a folder'],
  ] as const) {
    const run = await runCli(['export', ...SCOPE, ...words]);
    expect([run.exitCode, run.stdout], words.join(' ')).toEqual([code, '']);
    expect(run.stderr).toContain(sentence);
  }
  expect(readdirSync(folder)).not.toContain('manifest.json');
  const done = await runCli(['export', ...SCOPE, '--to', to, '--format', 'csv']);
  expect([done.exitCode, done.stdout]).toEqual([0, '']);
  expect(done.stderr).toMatch(/new files; \d+ chats, 0 changes, 0 removed in all; next cursor p1\.\S+\n$/);
  mkdirSync(join(to, 'messages'));
  for (const name of ['messages/a.parquet', 'chats/b.csv']) writeFileSync(join(to, name), '');
  const again = await runCli(['export', ...SCOPE, '--to', to, '--format', 'csv']);
  expect(again.stderr).toContain(`${to}: 2 files that are not of the export: chats/b.csv, messages/a.parquet; whoever`);
});
