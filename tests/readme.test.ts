/** README.md as a reader works through it: its lines pasted into a shell, its programs saved under the names that it gives. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findFreePort } from '../packages/server/test/helpers/free-port.ts';

const ROOT = resolve(import.meta.dirname, '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
/** Blocks that are run elsewhere: the demo below, and the tests by whoever reads this. */
const RUN_ELSEWHERE = ['npm ci && npm run demo', 'npm ci && npm test'];

interface Block {
  readonly language: string;
  readonly code: string;
  /** The text between the block and the one before it. */
  readonly lead: string;
}

/** The blocks of each section, in their order. */
function sectionsOf(text: string): ReadonlyMap<string, readonly Block[]> {
  const sections = text.split(/^## /m).map((section): [string, readonly Block[]] => {
    const parts = section.split(/^ *```(\w+)\n([\s\S]*?)^ *```$/m);
    const blocks = parts.flatMap((language, index) =>
      index % 3 === 1 ? [{ language, code: parts[index + 1] ?? '', lead: parts[index - 1] ?? '' }] : [],
    );
    return [section.split('\n')[0] ?? '', blocks];
  });
  return new Map(sections.filter(([, blocks]) => blocks.length > 0));
}

const SECTIONS = sectionsOf(README);
const blocksOf = (section: string) => SECTIONS.get(section) ?? [];
const folder = mkdtempSync(join(tmpdir(), 'parley-readme-'));
/** As in a terminal: npm's own folder of programs, and the Node that it pins, are not on the path. */
const PATH = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((part) => !part.includes('node_modules'))
  .join(delimiter);
const env = { PATH, HOME: folder, PYTHONDONTWRITEBYTECODE: '1', npm_config_offline: 'true' };
const started: ChildProcess[] = [];
let [demoUrl, demoKey, freePort] = ['', '', 0];

/** What it printed; what it reported where it printed nothing. Fails when it fails. */
async function runLine(line: string): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)('sh', ['-c', line], { cwd: folder, env });
  return stdout || stderr;
}

/** Starts what runs until it is stopped; resolves with what it printed up to `sign`. */
function startLine(line: string, sign: string): Promise<string> {
  const child = spawn('sh', ['-c', line], { cwd: folder, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  started.push(child);
  let [seen, wrong] = ['', ''];
  return new Promise((done, fail) => {
    child.stderr?.on('data', (piece: Buffer) => {
      wrong += piece.toString();
    });
    child.stdout?.on('data', (piece: Buffer) => {
      seen += piece.toString();
      if (seen.includes(sign)) done(seen);
    });
    child.once('exit', (code) => fail(new Error(`${line} ended with ${code}: ${wrong}`)));
  });
}

/** What a reader types for a block: the demo's key and address, and a port that is free here. */
function asTyped(code: string): string {
  return code
    .replaceAll('http://127.0.0.1:8822', demoUrl)
    .replaceAll(/\bKEY\b(?!=)/g, demoKey)
    .replaceAll('8823', String(freePort));
}

/** Saves a program under the name in the sentence before it, and runs it as that sentence says. */
async function runProgram({ code, lead }: Block): Promise<string> {
  const [, name = '', command = ''] = /`([\w.]+)`, run by\s+`([^`]+)`/.exec(lead) ?? [];
  writeFileSync(join(folder, name), asTyped(code));
  return runLine(command);
}

/** The first Python that has what the example imports; null when none has. */
async function findPython(): Promise<string | null> {
  for (const program of ['python3', '/usr/bin/python3', '/usr/local/bin/python3']) {
    const hasModules = await runLine(`${program} -c 'import pandas, requests'`).then(
      () => true,
      () => false,
    );
    if (hasModules) return program;
  }
  return null;
}

beforeAll(async () => {
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"name":"a-checkout","private":true,"type":"module"}');
  freePort = await findFreePort();
  const { demo } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts;
  const printed = await startLine(`npx ${demo} --port 0 --without-robots`, 'Ctrl-C');
  [, demoUrl = ''] = /listening on (\S+)/.exec(printed) ?? [];
  [, demoKey = ''] = /-u demo:(\S+)/.exec(printed) ?? [];
});
afterAll(async () => {
  const ends = started.map((child) => {
    const isOver = child.exitCode !== null || child.signalCode !== null;
    const ended = isOver ? null : new Promise((done) => child.once('exit', done));
    // The group of the shell that was started above.
    if (!isOver && child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
    return ended;
  });
  await Promise.all(ends);
  rmSync(folder, { recursive: true, force: true });
});

test('every block is in a section that is run here', () => {
  expect(
    Object.fromEntries([...SECTIONS].map(([name, blocks]) => [name, blocks.map((block) => block.language)])),
  ).toEqual({
    'Two commands': ['sh', 'sh'],
    'First requests': ['sh', 'python', 'ts'],
    'An exact copy': ['sh', 'ts'],
    'Your own log': ['sh', 'sh'],
  });
  expect(blocksOf('Two commands').map(({ code }) => code.trim())).toEqual(RUN_ELSEWHERE);
});

describe('first requests', () => {
  test('by curl', async () => {
    const [curl] = blocksOf('First requests');
    expect(JSON.parse(await runLine(asTyped(curl?.code ?? ''))).response).toHaveLength(3);
  });

  test('by Python', async (context) => {
    const python = blocksOf('First requests').find(({ language }) => language === 'python');
    const program = await findPython();
    if (program === null) return context.skip('no Python 3 with the modules requests and pandas on this machine');
    writeFileSync(join(folder, 'first.py'), asTyped(python?.code ?? ''));
    expect(await runLine(`${program} first.py`)).toMatch(/^Completed +\d{3,}$/m);
  });

  test('by JavaScript, on the days that the demo has, with the Node of the machine', async () => {
    const script = blocksOf('First requests').find(({ language }) => language === 'ts');
    expect(script && (await runProgram(script))).toBe('700 chats\n');
  });
});

describe('an exact copy', () => {
  test('by parley-pull, and proved', async () => {
    const [pull] = blocksOf('An exact copy');
    const lines = asTyped(pull?.code ?? '')
      .trim()
      .split('\n');
    const printed: string[] = [];
    for (const line of lines) printed.push(await runLine(line));
    expect(printed.at(-1)).toContain('your copy equals the log');
  });

  test('by a program of the SDK', async () => {
    const [, program] = blocksOf('An exact copy');
    expect(program && (await runProgram(program))).toBe('2000 chats\n');
  });
});

test('your own log: its file, its import, its key, its server beside the demo, its export', async () => {
  const [setUp, folderOfDays] = blocksOf('Your own log');
  const lines = asTyped(setUp?.code ?? '')
    .trim()
    .split('\n');
  const serve = lines.pop() ?? '';
  const printed: string[] = [];
  for (const line of lines) printed.push(await runLine(line));
  const url = /listening on (\S+)/.exec(await startLine(serve, '\n'))?.[1] ?? '';
  const headers = { authorization: `Bearer ${printed.at(-1)?.trim()}` };
  const reply = await fetch(`${url}/v2/projects/822/chats?limit=1`, { headers });
  expect([reply.status, await reply.json()]).toMatchObject([200, { response: [{ projectId: 822 }] }]);
  await runLine(asTyped(folderOfDays?.code ?? '').trim());
  expect(JSON.parse(readFileSync(join(folder, 'warehouse/manifest.json'), 'utf8'))).toBeTypeOf('object');
});
