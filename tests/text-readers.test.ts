/** Tools of other people read a log into which half surrogates and NUL came: Python, pandas, sqlite3, jq, where installed. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { environmentOf, pull } from '../packages/client/test/pull-process.ts';
import { bootServer } from '../packages/server/test/helpers/boot-server.ts';

const SESSION = 'webchat-plugin/customer/5ded6967-565c-4f3b-83c4-0c4bfdae3e51';
const ROWS = [
  {
    chatId: 1,
    sessionId: SESSION,
    sessionStartTime: '2023-01-20 12:50:43',
    visitorName: 'Ann\ud83d',
    pageName: 'a\0b',
    transcript: [{ date: '2023-01-20T12:50:43+01:00', id: 'm1', message: 'cut \ud83d', name: 'V' }],
  },
  { chatId: 2, type: 'web\ud83dchat' },
];

const server = await bootServer();
const folder = mkdtempSync(join(tmpdir(), 'parley-text-'));
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});
await server.importChats(await server.makeProject(822), ROWS);
const key = await server.makeKey();

async function save(name: string, query: string): Promise<string> {
  const path = join(folder, name);
  writeFileSync(path, (await server.get(`/v2/projects/822/chats?${query}`, { key })).bytes);
  return path;
}

function canRun(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function findPython(program: string): string | null {
  const candidates = ['python3', '/usr/bin/python3', '/usr/local/bin/python3'];
  return candidates.find((python) => canRun(python, ['-c', program])) ?? null;
}

function runPython(python: string, program: string, path: string): unknown {
  return JSON.parse(execFileSync(python, ['-c', program, path], { encoding: 'utf8' }));
}

const WANTED = [
  ['Ann\ufffd', 'a\ufffdb', 'cut \ufffd'],
  ['', '', ''],
];

test("Python's json reads them, and what it read can be written as UTF-8 and hashed", async (context) => {
  const python = findPython('import json');
  if (python === null) return context.skip('no Python 3 on this machine');
  const program = `
import json, sys, hashlib
rows = json.load(open(sys.argv[1], encoding='utf-8'))['response']
for row in rows: hashlib.sha256(json.dumps(row, ensure_ascii=False).encode()).digest()
print(json.dumps([[r['visitorName'], r['pageName'], r['visitorTranscript'] or ' '.join(m['message'] for m in r['transcript'])] for r in rows]))`;
  expect(runPython(python, program, await save('log.json', 'include=ext'))).toEqual(WANTED);
});

test('pandas reads them from CSV and writes them back', async (context) => {
  const python = findPython('import pandas');
  if (python === null) return context.skip('no Python 3 with pandas on this machine');
  const program = `
import json, sys, pandas
chats = pandas.read_csv(sys.argv[1], keep_default_na=False)
chats.to_csv(sys.argv[1] + '.again')
print(json.dumps(chats[['visitorName', 'pageName', 'type']].values.tolist()))`;
  expect(runPython(python, program, await save('log.csv', 'format=csv'))).toEqual([
    ['Ann\ufffd', 'a\ufffdb', ''],
    ['', '', 'web\ufffdchat'],
  ]);
});

test("Python's sqlite3 reads them from the views of an SQLite copy", async (context) => {
  const python = findPython('import sqlite3');
  if (python === null) return context.skip('no Python 3 with sqlite3 on this machine');
  const path = join(folder, 'copy.sqlite');
  expect((await pull(['--to', path, '--format', 'sqlite'], environmentOf({ url: server.url, key }))).exitCode).toBe(0);
  const program = `
import json, sys, sqlite3
db = sqlite3.connect(sys.argv[1])
print(json.dumps([db.execute('SELECT visitorName, pageName, type, ext FROM chats ORDER BY chatId').fetchall()[0][:3],
  db.execute('SELECT message FROM messages').fetchall()]))`;
  expect(runPython(python, program, path)).toEqual([['Ann\ufffd', 'a\ufffdb', ''], [['cut \ufffd']]]);
});

const JQ: string = 'jq';

test('jq reads them', async (context) => {
  if (!canRun(JQ, ['--version'])) return context.skip('no jq on this machine');
  const path = await save('log.ndjson', 'format=ndjson&include=ext');
  const texts = execFileSync(JQ, ['-c', '[.visitorName, .pageName, .transcript[].message]', path], {
    encoding: 'utf8',
  });
  expect(
    texts
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([WANTED[0], ['', '']]);
});
