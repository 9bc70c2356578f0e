/** The examples, run as they stand in `examples/` against a real server whose log changes between two runs. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ParleyClient } from '@parley/client';
import { afterAll, describe, expect, test } from 'vitest';
import { FaultyProxy } from '../packages/client/test/faulty-proxy.ts';
import { environmentOf } from '../packages/client/test/pull-process.ts';
import { bootServer } from '../packages/server/test/helpers/boot-server.ts';

const CHATS = 120;
const ERASED = 7;

const server = await bootServer();
const proxy = await FaultyProxy.start(server.url);
const folder = mkdtempSync(join(tmpdir(), 'parley-examples-'));
afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});
// Before all events, so that no service level target falls due between two runs.
server.clock.set(Date.UTC(2020, 0, 1));
await server.makeProject(1);
const key = await server.makeKey();
const writer = await server.makeKey({ scopes: ['chats:read', 'chats:write'] });
const client = new ParleyClient({ baseUrl: server.url, customer: writer.tenant, key: writer.key });
const env = environmentOf({ url: proxy.url, key });

interface Run {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

async function runExample(program: string, words: readonly string[]): Promise<Run> {
  try {
    const { stdout, stderr } = await promisify(execFile)(program, words, {
      env: { ...env, PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: '1' },
    });
    return { exitCode: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { exitCode: code, out: stdout, err: stderr };
  }
}

const exampleFile = (name: string) => fileURLToPath(new URL(`../examples/${name}`, import.meta.url));

/** The first Python on this machine that has the modules; null when none has. */
function findPython(...modules: readonly string[]): string | null {
  const program = modules.map((name) => `import ${name}`).join('\n');
  const isFit = (python: string) => {
    try {
      execFileSync(python, ['-c', program], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  };
  return ['python3', '/usr/bin/python3', '/usr/local/bin/python3'].find(isFit) ?? null;
}

/** Runs an example that keeps a JSON file up to date: twice, with changes between, and then on a damaged copy. */
async function checkSync(
  project: number,
  program: string,
  toWords: (file: string) => readonly string[],
): Promise<void> {
  await server.importSample(await server.makeProject(project), CHATS);
  const file = join(folder, `${project}.json`);
  const run = () => runExample(program, toWords(file));
  proxy.breakNext({ kind: 'cut', bytes: 30_000 });
  const { checksum } = await client.digest(project);
  expect(await run()).toEqual({
    exitCode: 0,
    out: `${CHATS} chats, checksum ${checksum}, equal to the log\n`,
    err: '',
  });
  await client.erase(project, ERASED);
  const chat = await client.chat(project, 8, { include: ['ext'] });
  await client.redact(project, { chatId: 8, seq: chat.transcript?.[0]?.ext?.seq ?? 0 });
  const after = await client.digest(project);
  expect(after.checksum).not.toBe(checksum);
  const out = `${CHATS - 1} chats, checksum ${after.checksum}, equal to the log\n`;
  expect(await run()).toEqual({ exitCode: 0, out, err: '' });
  const copy = readFileSync(file, 'utf8');
  await promisify(execFile)('sed', ['-i', 's/"disposition": *"Completed"/"disposition":"Lost"/', file]);
  expect(readFileSync(file, 'utf8')).not.toBe(copy);
  const damaged = await run();
  expect([damaged.exitCode, damaged.out]).toEqual([1, expect.stringContaining('NOT equal to the log')]);
}

describe('TypeScript', () => {
  test('sync.ts keeps a copy and proves it', async () => {
    await checkSync(10, process.execPath, (file) => [exampleFile('typescript/sync.ts'), '10', file]);
  });
});

describe('Python', () => {
  test('parley_client.py keeps a copy and proves it', async (context) => {
    const python = findPython('requests');
    if (python === null) return context.skip('no Python 3 with the module requests on this machine');
    await checkSync(20, python, (file) => [exampleFile('python/parley_client.py'), proxy.url, '20', file]);
  });

  test('notebook_style.py makes tables of it', async (context) => {
    const python = findPython('requests', 'pandas');
    if (python === null) return context.skip('no Python 3 with the modules requests and pandas on this machine');
    await server.importSample(await server.makeProject(30), CHATS);
    const run = await runExample(python, [exampleFile('python/notebook_style.py'), '30']);
    const chats = await Array.fromAsync(client.chats(30, { include: ['ext'] }));
    const messages = chats.flatMap(({ transcript }) => transcript ?? []);
    const byAgents = messages.filter(({ ext }) => ext?.sender === 'agent').length;
    expect([run.exitCode, run.err]).toEqual([0, '']);
    expect(run.out).toContain(`${CHATS} chats from `);
    expect(run.out).toContain(`${messages.length} messages, ${byAgents} by agents`);
  });

  test('parley_client.py hashes texts as the server does, whatever stands in them', async (context) => {
    const python = findPython('requests');
    if (python === null) return context.skip('no Python 3 with the module requests on this machine');
    const scope = await server.makeProject(40);
    const text = 'line\u2028end \u0085 \u007f \u0001 "\\/ \ud800 \u{1f600} é 0.1 </script>';
    const row = {
      chatId: 1,
      projectId: 40,
      visitorName: text,
      type: 'webchat',
      sessionStartTime: '2025-01-01 00:00:00',
    };
    await server.importChats(scope, [row]);
    const file = join(folder, 'texts.json');
    const run = await runExample(python, [exampleFile('python/parley_client.py'), proxy.url, '40', file]);
    expect([run.exitCode, run.err]).toEqual([0, '']);
    expect(run.out).toContain('1 chats');
  });
});
