/** The Python of docs/spec/sync.md, as it is printed there, against a real server: its copy is the log, and its checksum is the server's. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { chatId } from '../packages/server/src/model/ids.ts';
import { instant } from '../packages/server/src/model/instant.ts';
import { bootServer } from '../packages/server/test/helpers/boot-server.ts';
import { sampleEvents } from '../packages/server/test/helpers/sample-import.ts';

const run = promisify(execFile);
const GUIDE = readFileSync(new URL('../docs/spec/sync.md', import.meta.url), 'utf8');
const BLOCKS = [...GUIDE.matchAll(/^```python\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code);
const TELL = "print(json.dumps([len(copy), checksum(row(chat) for chat in copy.values()), digest['checksum']]))";

const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
const project = await server.makeProject(822);
await server.importSample(project, 150);
const key = await server.makeKey();

async function hasPython(): Promise<boolean> {
  return run('python3', ['-c', '']).then(
    () => true,
    () => false,
  );
}

/** Runs the guide with `between` before its last lines; answers what `TELL` prints. */
async function runGuide(between: string, source = { url: server.url, key }): Promise<readonly unknown[]> {
  const [load = '', verify = ''] = BLOCKS;
  const there = load
    .replace('https://acme.example.com/v2/projects/822/chats', `${source.url}/v2/projects/822/chats`)
    .replace("'KEY'", `'${source.key.key}'`);
  expect(there).toContain(source.key.key);
  const { stdout } = await run('python3', ['-c', [there, between, verify, TELL].join('\n')]);
  return JSON.parse(stdout);
}

test('the copy of the guide is proved by the digest of the guide', async (context) => {
  if (!(await hasPython())) return context.skip('no Python 3 on this machine');
  const [events = []] = sampleEvents(1, 3);
  await project.chats.append({ chatId: null, events });
  await project.privacy.eraseChat(chatId(5), instant(server.clock.nowMs()), 'operator');
  const [count, own, theirs] = await runGuide('');
  expect([count, own]).toEqual([150, theirs]);
});

/** What JavaScript's numbers look like in JSON: every double, those near the bounds of notations above all. */
function numbersAsPrinted(): readonly string[] {
  const near = fc.tuple(fc.double({ min: 1, max: 10, noNaN: true }), fc.integer({ min: -12, max: 24 }));
  const numbers = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    near.map(([digits, power]) => digits * 10 ** power),
    fc.integer({ min: -12, max: 24 }).map((power) => 10 ** power),
  );
  const bounds = [1e-7, 1.5e-7, 9.99e-7, 1e-6, 1e-5, 0.00012, 1e16, 1e20, 1e21, 1.5e300, 5e-324, -1e-9, 2 ** 53];
  return [...bounds, ...fc.sample(numbers, { seed: 7, numRuns: 20_000 })].map((number) => JSON.stringify(number));
}

async function printedByPython(definitions: string, name: string): Promise<unknown> {
  const program = `import json, sys\n${definitions}\nprint(json.dumps([${name}(json.loads(one)) for one in json.load(sys.stdin)]))`;
  const running = run('python3', ['-c', program], { maxBuffer: 100_000_000 });
  running.child.stdin?.end(JSON.stringify(numbersAsPrinted()));
  return JSON.parse((await running).stdout);
}

describe('Python prints every number that JSON can hold as the log does', () => {
  test('by the guide', async (context) => {
    if (!(await hasPython())) return context.skip('no Python 3 on this machine');
    const [definition = ''] = /^def text[\s\S]*?(?=\n\n|\n\S)/m.exec(BLOCKS[1] ?? '') ?? [];
    expect(await printedByPython(`from decimal import Decimal\n${definition}`, 'text')).toEqual(numbersAsPrinted());
  });

  test('by the example', async (context) => {
    if (!(await hasPython())) return context.skip('no Python 3 on this machine');
    const source = readFileSync(new URL('../examples/python/parley_client.py', import.meta.url), 'utf8');
    const [definition = ''] = /^def json_text[\s\S]*?(?=\n\n\n)/m.exec(source) ?? [];
    expect(await printedByPython(`from decimal import Decimal\n${definition}`, 'json_text')).toEqual(
      numbersAsPrinted(),
    );
  });

  test('and json.dumps alone would not', async (context) => {
    if (!(await hasPython())) return context.skip('no Python 3 on this machine');
    expect(await printedByPython('', 'json.dumps')).not.toEqual(numbersAsPrinted());
  });
});

test('a chat with numbers of every notation has one checksum in both', async (context) => {
  if (!(await hasPython())) return context.skip('no Python 3 on this machine');
  const [row] = JSON.parse((await server.get('/v2/projects/822/chats?limit=1', { key })).text).response;
  const params = [1e-7, 0.00001, 1.5, 1e21, 1e-10, 2 ** 60, 0.1];
  const ticketType = { ...(row.ticketType ?? {}), valueId: 1, params };
  await using other = await bootServer();
  await other.importChats(await other.makeProject(822), [{ ...row, ticketType }]);
  const source = { url: other.url, key: await other.makeKey() };
  const log = await other.get('/v2/projects/822/chats', { key: source.key });
  expect(log.text).toContain('1e-7,0.00001,1.5');
  const [, own, theirs] = await runGuide('', source);
  expect(own).toBe(theirs);
});

test('a copy that lacks a chat does not pass', async (context) => {
  if (!(await hasPython())) return context.skip('no Python 3 on this machine');
  await expect(runGuide('del copy[7]')).rejects.toThrow('AssertionError');
});
