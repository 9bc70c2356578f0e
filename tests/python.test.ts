/** The API as Python reads it: requests and pandas in one call, page by page, and its own csv module. Needs Python 3. */
import { execFile, execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CHAT_KEYS, type Chat, type ChatLogReply } from '@parley/contract';
import { afterAll, describe, expect, test } from 'vitest';
import { bootServer, TENANT } from '../packages/server/test/helpers/boot-server.ts';

const CHATS = 300;
const run = promisify(execFile);

const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
await server.importSample(await server.makeProject(822), CHATS);
const key = await server.makeKey();
const withCredentials = server.url.replace('//', `//${TENANT}:${key.key}@`);
const log = JSON.parse((await server.get('/v2/projects/822/chats', { key })).text) as ChatLogReply;

/** The first Python on this machine that has the modules; null when none has. */
function findPython(modules: readonly string[]): string | null {
  const program = modules.map((name) => `import ${name}`).join('\n');
  const candidates = ['python3', '/usr/bin/python3', '/usr/local/bin/python3'];
  return candidates.find((candidate) => canRun(candidate, program)) ?? null;
}

function canRun(command: string, program: string): boolean {
  try {
    execFileSync(command, ['-c', program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function runScript(python: string, name: string, args: readonly string[]): Promise<unknown> {
  const script = fileURLToPath(new URL(`python/${name}`, import.meta.url));
  const { stdout } = await run(python, [script, ...args], { maxBuffer: 100_000_000 });
  return JSON.parse(stdout);
}

describe('requests and pandas', () => {
  const python = findPython(['requests', 'pandas']);

  test('read a project in one call into a table of all columns, credentials in the URL', async (context) => {
    if (python === null) return context.skip('no Python 3 with the modules requests and pandas on this machine');
    const found = await runScript(python, 'read_log.py', [`${withCredentials}/v2/projects/822/chats`]);
    const durations = log.response
      .flatMap(({ duration }) => (duration === null ? [] : [duration]))
      .sort((a, b) => a - b);
    const middle = [durations.length - 1, durations.length].map((twice) => durations[Math.floor(twice / 2)] ?? 0);
    expect(found).toEqual({
      encoding: 'gzip',
      columns: [...CHAT_KEYS],
      rows: CHATS,
      chatIds: log.response.map(({ chatId }) => chatId),
      sumResponseTime: log.sumResponseTime,
      envelopeSum: log.sumResponseTime,
      responseCount: CHATS,
      messages: log.response.reduce((sum, { transcript }) => sum + (transcript ?? []).length, 0),
      completed: log.response.filter(({ disposition }) => disposition === 'Completed').length,
      medianDuration: ((middle[0] ?? 0) + (middle[1] ?? 0)) / 2,
      firstStart: log.response.map(({ sessionStartTime }) => sessionStartTime ?? '~').sort()[0],
    });
  });

  test('follow the pages to the end, and are told when nothing changed', async (context) => {
    if (python === null) return context.skip('no Python 3 with the modules requests and pandas on this machine');
    const found = await runScript(python, 'follow_pages.py', [`${withCredentials}/v2/projects/822/chats?limit=70`]);
    expect(found).toEqual({ chatIds: log.response.map(({ chatId }) => chatId), pages: 5, status: 304 });
  });
});

describe('Python’s csv module', () => {
  const python = findPython(['csv', 'urllib.request']);
  const cellOf = (value: unknown): string => {
    if (value === null) return '';
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
  };

  test('reads the values of the JSON', async (context) => {
    if (python === null) return context.skip('no Python 3 on this machine');
    const url = `${server.url}/v2/projects/822/chats?format=csv&raw=1`;
    const rows = log.response.map((row) => CHAT_KEYS.map((name) => cellOf((row as Chat)[name])));
    expect(await runScript(python, 'read_csv.py', [url, TENANT, key.key])).toEqual([[...CHAT_KEYS], ...rows]);
  });

  test('reads the messages, which join to the chats', async (context) => {
    if (python === null) return context.skip('no Python 3 on this machine');
    const url = `${server.url}/v2/projects/822/chats?format=csv-messages&raw=1`;
    const rows = (await runScript(python, 'read_csv.py', [url, TENANT, key.key])) as readonly (readonly string[])[];
    const messages = log.response.flatMap(({ chatId, transcript }) =>
      (transcript ?? []).map(({ id, date, name, message }, at) => [
        String(chatId),
        String(at + 1),
        id,
        date,
        name,
        message,
      ]),
    );
    expect(rows.slice(1).map((row) => row.slice(0, 6))).toEqual(messages);
  });
});
