/** The programs that the console offers, run as they are pasted, read the chats that the screen shows. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { ChatLogReply } from '@parley/contract';
import { afterAll, describe, expect, type TestContext, test } from 'vitest';
import { type CodeSample, codeSamples, KEY_PLACE } from '../packages/console/src/take-away/code-samples.ts';
import { bootServer, scopeOf, TENANT } from '../packages/server/test/helpers/boot-server.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..');
const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
await server.makeProject(822);
await server.importSample(scopeOf(822), 80);
const AWKWARD = `it's "quoted" \\ 100 %`;
await server.importChats(scopeOf(822), [
  { chatId: 900, type: AWKWARD, disposition: 'Completed' },
  { chatId: 901, type: AWKWARD, disposition: 'Missed' },
]);
const key = await server.makeKey();
// The program finds the client as in a project that has installed it.
const folder = mkdtempSync(join(tmpdir(), 'parley-samples-'));
symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
afterAll(() => rmSync(folder, { recursive: true }));

const QUERIES = [
  { direction: 'desc', disposition: 'Completed', tz: 'America/New_York' },
  { type: AWKWARD },
  { q: '"order" -zzz', isSPAM: '0', direction: 'asc' },
] as const;

function sampleOf(id: CodeSample['id'], parameters: Readonly<Record<string, string>>): string {
  const query = { origin: server.url, tenant: TENANT, projectId: '822', parameters };
  const code = codeSamples(query).find((sample) => sample.id === id)?.code ?? '';
  if (!code.includes(KEY_PLACE)) throw new TypeError(`${id} has no place for the key`);
  return code.replaceAll(KEY_PLACE, key.key);
}

async function expected(parameters: Readonly<Record<string, string>>) {
  const { text } = await server.get(`/v2/projects/822/chats?${new URLSearchParams(parameters)}`, { key });
  const rows = (JSON.parse(text) as ChatLogReply).response;
  return rows.map(({ chatId, disposition }) => `${chatId} ${disposition}`);
}

function requireProgram(context: TestContext, command: string, args: readonly string[], name: string): void {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
  } catch {
    context.skip(`no ${name} on this machine`);
  }
}

const PATHS = [join(ROOT, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter);
const environment = { ...process.env, PATH: PATHS };

async function shell(code: string): Promise<string> {
  return (await run('bash', ['-c', code], { cwd: folder, env: environment, maxBuffer: 50_000_000 })).stdout;
}

const linesOf = (text: string) => text.trimEnd().split('\n');

/** `disposition  count` lines of a table that pandas prints. */
function countsIn(text: string): Readonly<Record<string, number>> {
  const counts = linesOf(text).flatMap((line) => {
    const [, name, count] = /^(\S.*?)\s{2,}(\d+)$/.exec(line) ?? [];
    return name === undefined ? [] : [[name, Number(count)] as const];
  });
  return Object.fromEntries(counts);
}

function countsOf(rows: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const row of rows) {
    const disposition = row.slice(row.indexOf(' ') + 1);
    counts[disposition] = (counts[disposition] ?? 0) + 1;
  }
  return counts;
}

describe.each([...QUERIES.entries()])('query %i, %j,', (number, parameters) => {
  test('by curl', async (context) => {
    requireProgram(context, 'curl', ['--version'], 'curl');
    const { response } = JSON.parse(await shell(sampleOf('curl', parameters))) as ChatLogReply;
    expect(response.map(({ chatId, disposition }) => `${chatId} ${disposition}`)).toEqual(await expected(parameters));
  });

  test('by Python and requests', async (context) => {
    requireProgram(context, 'python3', ['-c', 'import requests'], 'Python 3 with requests');
    const { stdout } = await run('python3', ['-c', sampleOf('requests', parameters)], { maxBuffer: 50_000_000 });
    expect(linesOf(stdout)).toEqual(await expected(parameters));
  });

  test.for([
    ['pandas', 'import requests, pandas'],
    ['parquet', 'import requests, pandas, pyarrow'],
  ] as const)('by Python and %s', async ([id, modules], context) => {
    requireProgram(context, 'python3', ['-c', modules], `Python 3 with ${modules.slice('import '.length)}`);
    const { stdout } = await run('python3', ['-c', sampleOf(id, parameters)], { maxBuffer: 50_000_000 });
    expect(countsIn(stdout)).toEqual(countsOf(await expected(parameters)));
  });

  test('by TypeScript', async () => {
    const file = join(folder, 'sample.mts');
    writeFileSync(file, sampleOf('typescript', parameters));
    const { stdout } = await run(process.execPath, [file], { maxBuffer: 50_000_000 });
    expect(linesOf(stdout)).toEqual(await expected(parameters));
  });

  test('by parley-pull', async () => {
    const name = `copy-${number}.ndjson`;
    await shell(sampleOf('parley-pull', parameters).replaceAll('chats.ndjson', name));
    const copy = readFileSync(join(folder, name), 'utf8');
    const rows = linesOf(copy).map((line) => JSON.parse(line) as { chatId: number; disposition: string });
    const found = rows.map(({ chatId, disposition }) => `${chatId} ${disposition}`);
    expect(found.sort()).toEqual([...(await expected(parameters))].sort());
  });
});
