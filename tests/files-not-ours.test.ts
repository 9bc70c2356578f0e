/**
 * What `parley` and `parley-pull` write at a path that somebody gave: devices and pipes are written through, links are
 * followed or refused, and a file that holds something else is left alone unless --overwrite is given.
 */
import { execFile, spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { environmentOf, pull } from '../packages/client/test/pull-process.ts';
import { bootServer } from '../packages/server/test/helpers/boot-server.ts';
import { FakeVendor, vendorRow } from '../packages/server/test/helpers/fake-vendor.ts';
import { runCli } from '../packages/server/test/helpers/run-cli.ts';

const BIN = resolve(import.meta.dirname, '../node_modules/.bin');
const SCOPE = ['--tenant', 'acme', '--project', '822'];
const CHATS = 5;
const NOTES = '{\n  "name": "notes"\n}\n';

const root = mkdtempSync(join(tmpdir(), 'parley-not-ours-'));
const data = join(root, 'data');
const server = await bootServer();
await server.importSample(await server.makeProject(822), CHATS);
const env = environmentOf({ url: server.url, key: await server.makeKey() });
await runCli(['project', 'create', ...SCOPE, '--name', 'S', '--time-zone', 'UTC', '--data', data]);
const chats = join(root, 'chats.ndjson');
writeFileSync(chats, (await runCli(['sample', '--chats', String(CHATS)])).stdout);
await runCli(['import', '--data', data, ...SCOPE, chats]);
const bad = join(root, 'bad.ndjson');
writeFileSync(bad, '{"chatId":1,"duration":"long"}\n');
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(root, { recursive: true });
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'));
});

const at = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(at(name), 'utf8');

/** Everything that writes a file at a given path: the command, and how many lines it writes. */
const WRITERS = {
  'export --out': (path: string, ...more: string[]) =>
    runCli(['export', '--data', data, ...SCOPE, '--format', 'csv', '--out', path, ...more]),
  'import --rejects': (path: string, ...more: string[]) =>
    runCli(['import', '--data', data, ...SCOPE, '--rejects', path, ...more, bad]),
  'mirror --rejects': async (path: string, ...more: string[]) => {
    await using vendor = await FakeVendor.listen({}, [vendorRow(1), vendorRow(2, '2026-01-05', { duration: 'long' })]);
    const from = ['--from', vendor.url, '--customer', 'acme', '--key', vendor.key, '--rate', '1000'];
    const words = ['--data', data, ...SCOPE, '--state', stateFor(path), '--rejects', path];
    return await runCli(['mirror', ...from, ...words, ...more]);
  },
  'pull csv': (path: string, ...more: string[]) => pulled(['--format', 'csv', '--to', path, ...more]),
  'pull ndjson': (path: string, ...more: string[]) => pulled(['--format', 'ndjson', '--to', path, ...more]),
  'pull parquet': (path: string, ...more: string[]) => pulled(['--format', 'parquet', '--to', path, ...more]),
} as const;
type Writer = keyof typeof WRITERS;
const NAMES = Object.keys(WRITERS) as readonly Writer[];

async function pulled(words: readonly string[]) {
  const { exitCode, out, err } = await pull(words, env);
  return { exitCode, stdout: out, stderr: err };
}

/** Each source listens on another port and needs a state of its own, except for the tests of states. */
const stateFor = (path: string) =>
  path === at('out') ? at('state') : join(mkdtempSync(join(folder, 'state-')), 'state');

/** Imports and mirrors that wrote a reject end with 2. */
const doneCodeOf = (name: Writer) => (name.includes('rejects') ? 2 : 0);

describe('a device', () => {
  test.for(NAMES)('is written through and stays one: %s', async (name, { skip }) => {
    if (spawnSync('mknod', ['-m', '666', at('null'), 'c', '1', '3']).status !== 0) skip('only root makes device nodes');
    const { exitCode } = await WRITERS[name](at('null'));
    expect(exitCode).toBe(doneCodeOf(name));
    expect(lstatSync(at('null')).isCharacterDevice()).toBe(true);
    expect(readdirSync(folder).filter((entry) => entry.startsWith('null'))).toEqual(['null']);
  });

  test.each(NAMES)('that is full gives one line and a code: %s', async (name) => {
    symlinkSync('/dev/full', at('full'));
    const { exitCode, stderr } = await WRITERS[name](at('full'));
    const told = stderr.split('\n').filter((line) => /^parley(-pull)?: /.test(line));
    expect([exitCode, told]).toEqual([name.startsWith('pull') ? 3 : 1, [expect.stringContaining('no space is left')]]);
    expect(stderr).not.toMatch(/ENOSPC|\n +at /);
  });

  test.each([
    ['parley', ['export', '--data', data, ...SCOPE]],
    ['parley', ['sample']],
    ['parley', ['--help']],
    ['parley', ['project', 'list', '--data', data]],
    ['parley-pull', ['--help']],
  ])('that is full, as standard output, gives one line and a code: %s %j', async (program, words) => {
    const full = openSync('/dev/full', 'w');
    const ran = spawnSync(join(BIN, program), words, { encoding: 'utf8', stdio: ['ignore', full, 'pipe'] });
    closeSync(full);
    expect([ran.status, ran.stderr]).toEqual([
      program === 'parley' ? 1 : 3,
      expect.stringMatching(/^parley(-pull)?: [^\n]*no space is left[^\n]*\n$/),
    ]);
  });
});

describe('a pipe', () => {
  test.each(NAMES)('is written through, and its reader gets everything: %s', async (name) => {
    spawnSync('mkfifo', [at('pipe')]);
    const reader = promisify(execFile)('cat', [at('pipe')]);
    // The reader has it open once a writer has, which import and mirror do not wait for.
    const opened = spawn('sh', ['-c', `exec 3> ${at('pipe')}; echo open; cat`], { stdio: ['pipe', 'pipe', 'ignore'] });
    await new Promise((done) => opened.stdout.once('data', done));
    const { exitCode } = await WRITERS[name](at('pipe'));
    opened.stdin.end();
    const { stdout } = await reader;
    expect(exitCode).toBe(doneCodeOf(name));
    if (name === 'pull parquet') expect(stdout.startsWith('PAR1')).toBe(true);
    else expect(stdout).toMatch(/^(chatId|\{"(chatId|line|request)").*\n$/s);
    expect(lstatSync(at('pipe')).isFIFO()).toBe(true);
  });

  test('without a reader does not keep a command from being stopped', async () => {
    spawnSync('mkfifo', [at('pipe')]);
    const words = ['export', '--data', data, ...SCOPE, '--out', at('pipe')];
    const child = spawn(join(BIN, 'parley'), words, { stdio: ['ignore', 'ignore', 'pipe'] });
    const stderr = text(child.stderr);
    // It waits, or has not begun yet: either way it must end.
    setTimeout(() => child.kill('SIGTERM'), 0);
    const code = await new Promise((done) => child.once('exit', done));
    expect([143, null]).toContain(code);
    expect(await stderr).not.toMatch(/\n +at /);
  });

  test('without a reader is refused where rows are written one by one', async () => {
    spawnSync('mkfifo', [at('pipe')]);
    const { exitCode, stderr } = await WRITERS['import --rejects'](at('pipe'));
    expect([exitCode, stderr]).toEqual([64, expect.stringContaining('start its reader first')]);
  });
});

test('a socket gets an export', async () => {
  const listener = createServer();
  const received = new Promise<string>((done) => listener.once('connection', (socket) => done(text(socket))));
  await new Promise<void>((done) => listener.listen(at('socket'), done));
  const { exitCode } = await WRITERS['export --out'](at('socket'));
  expect(exitCode).toBe(0);
  expect((await received).split(',')[0]).toBe('chatId');
  await new Promise((done) => listener.close(done));
});

describe('a link', () => {
  test.each(NAMES)('is followed: %s', async (name) => {
    writeFileSync(at('real'), '');
    symlinkSync('real', at('link'));
    const { exitCode } = await WRITERS[name](at('link'));
    expect(exitCode).toBe(doneCodeOf(name));
    expect(readlinkSync(at('link'))).toBe('real');
    expect(read('real')).not.toBe('');
  });

  test.each(NAMES)('to nothing is refused: %s', async (name) => {
    symlinkSync('nowhere', at('link'));
    const { exitCode, stderr } = await WRITERS[name](at('link'));
    expect([exitCode, stderr]).toEqual([64, expect.stringContaining('name the file itself')]);
    expect(existsSync(at('nowhere'))).toBe(false);
  });

  test.each([
    ['export --out', 'out.partial'],
    ['pull csv', 'out.part'],
    ['pull parquet', 'out.part'],
    ['pull csv', 'out.part.state.json.new'],
    ['mirror --rejects', 'state.new'],
  ] as const)('that was planted beside the file is not followed: %s, %s', async (name, planted) => {
    writeFileSync(at('victim'), 'keep');
    symlinkSync('victim', at(planted));
    const { exitCode, stderr } = await WRITERS[name](at('out'));
    expect([exitCode === 0, stderr]).toEqual([false, expect.stringContaining('is a symbolic link')]);
    expect([read('victim'), readlinkSync(at(planted))]).toEqual(['keep', 'victim']);
  });

  test('in an export folder is not followed', async () => {
    const copy = ['export', '--data', data, ...SCOPE, '--to', at('copy')];
    mkdirSync(at('elsewhere'));
    mkdirSync(at('copy'));
    writeFileSync(at('victim'), 'keep');
    for (const [name, target] of [
      ['chats', '../elsewhere'],
      ['manifest.json.partial', '../victim'],
    ] as const) {
      symlinkSync(target, at(`copy/${name}`));
      const { exitCode, stderr } = await runCli([...copy, '--overwrite']);
      expect([exitCode, stderr]).toEqual([64, expect.stringContaining('is a symbolic link')]);
      rmSync(at(`copy/${name}`));
      rmSync(at('copy/manifest.json'), { force: true });
    }
    expect([read('victim'), readdirSync(at('elsewhere'))]).toEqual(['keep', []]);
    expect((await runCli(copy)).exitCode).toBe(0);
  });
});

describe('a file that holds something else', () => {
  test.each(NAMES)('is left alone, unless --overwrite is given: %s', async (name) => {
    writeFileSync(at('package.json'), NOTES);
    const { exitCode, stderr } = await WRITERS[name](at('package.json'));
    expect([exitCode, stderr]).toEqual([64, expect.stringContaining('give another path, or --overwrite')]);
    expect(read('package.json')).toBe(NOTES);
    expect((await WRITERS[name](at('package.json'), '--overwrite')).exitCode).toBe(doneCodeOf(name));
    expect(read('package.json')).not.toBe(NOTES);
  });

  test.each([
    ['export --out', 'out.partial'],
    ['pull csv', 'out.part'],
  ] as const)('is left alone by the name of a beginning, too: %s', async (name, beginning) => {
    writeFileSync(at(beginning), NOTES);
    expect((await WRITERS[name](at('out'))).exitCode).toBe(64);
    expect(read(beginning)).toBe(NOTES);
  });

  test.each(NAMES)('is not what the command itself wrote before: %s', async (name) => {
    for (const _ of ['first', 'again']) expect((await WRITERS[name](at('again'))).exitCode).toBe(doneCodeOf(name));
  });

  test('is left alone as a state file', async () => {
    writeFileSync(at('state'), NOTES);
    const mirrored = await WRITERS['mirror --rejects'](at('out'));
    expect([mirrored.exitCode, mirrored.stderr]).toEqual([1, expect.stringContaining('give another --state')]);
    const followed = await pulled(['--to', at('copy.ndjson'), '--follow', '--once', '--state', at('state')]);
    expect([followed.exitCode, followed.stderr]).toEqual([64, expect.stringContaining('give another --state')]);
    expect(read('state')).toBe(NOTES);
  });

  test.each(['export --out', 'import --rejects', 'pull csv'] as const)(
    'and is the store is left alone even with --overwrite: %s',
    async (name) => {
      const store = join(data, 'parley.db');
      const before = readFileSync(store);
      expect((await WRITERS[name](store, '--overwrite')).exitCode).toBe(64);
      expect(readFileSync(store).equals(before)).toBe(true);
    },
  );

  test('is left alone in a folder that is to hold an export', async () => {
    mkdirSync(at('copy/chats'), { recursive: true });
    writeFileSync(at('copy/chats/mine.partial'), 'keep');
    writeFileSync(at('copy/mine.partial'), 'keep');
    const copy = ['export', '--data', data, ...SCOPE, '--to', at('copy')];
    const { exitCode, stderr } = await runCli(copy);
    expect([exitCode, stderr]).toEqual([64, expect.stringContaining('it is no export')]);
    expect([read('copy/chats/mine.partial'), read('copy/mine.partial')]).toEqual(['keep', 'keep']);
  });
});

test('an export says what it wrote, and what it did not find', async () => {
  const some = await WRITERS['export --out'](at('out.csv'));
  const { size } = lstatSync(at('out.csv'));
  expect(some.stderr).toBe(`parley export: ${CHATS} chats in ${size} bytes written to ${at('out.csv')}\n`);
  const none = await WRITERS['export --out'](at('none.csv'), '--filter', 'contactId=999999');
  expect(none.stderr).toContain('no chats match');
});

describe('verify of another log', () => {
  test.each(['ndjson', 'sqlite'])('says so in one line: %s', async (format) => {
    const file = at(`copy.${format}`);
    expect((await pulled(['--to', file])).exitCode).toBe(0);
    await server.importSample(await server.makeProject(7), CHATS).catch(() => undefined);
    const other = { ...env, PARLEY_PROJECT: '7' };
    const { exitCode, err } = await pull(['verify', '--from', file], other);
    expect([exitCode, err]).toEqual([64, `parley-pull: ${file} is a copy of project 822, not of project 7\n`]);
  });
});

/** Every option that names where something is written, and the line of a command that gives it `path`. */
const OUTPUTS = {
  'parley: --out': (path: string) => WRITERS['export --out'](path),
  'parley: --to': (path: string) => runCli(['export', '--data', data, ...SCOPE, '--to', path]),
  'parley: --rejects': (path: string) => WRITERS['import --rejects'](path),
  'parley: the file to write': (path: string) => runCli(['backup', '--data', data, path]),
  'parley: --state': (path: string) => mirrored('--state', path, '--rejects', at('rejects')),
  'parley: --rejects of mirror': (path: string) => mirrored('--state', at('state'), '--rejects', path),
  'parley-pull: --to': (path: string) => WRITERS['pull csv'](path),
  'parley-pull: --to of parquet': (path: string) => WRITERS['pull parquet'](path),
  'parley-pull: --to of sqlite': (path: string) => pulled(['--format', 'sqlite', '--to', path]),
  'parley-pull: --to of --follow': (path: string) =>
    pulled(['--format', 'ndjson', '--follow', '--once', '--to', path, '--state', at('state')]),
  'parley-pull: --state': (path: string) => pulled(['--to', at('copy.ndjson'), '--follow', '--once', '--state', path]),
} as const;
const OUTPUT_NAMES = Object.keys(OUTPUTS) as readonly (keyof typeof OUTPUTS)[];
const KEPT = OUTPUT_NAMES.filter((name) => /--state|the file to write/.test(name));

/** A mirror that must not get as far as a request. */
function mirrored(...words: readonly string[]) {
  const from = ['--from', 'http://127.0.0.1:9', '--customer', 'acme', '--key', 'k'];
  return runCli(['mirror', ...from, '--data', data, ...SCOPE, ...words]);
}

async function expectRefusedAtStart(name: keyof typeof OUTPUTS, path: string, said: RegExp) {
  const { exitCode, stderr } = await OUTPUTS[name](path);
  const [named = ''] = name.split(' of ', 1);
  expect([exitCode, stderr]).toEqual([64, expect.stringMatching(/^parley(-pull)?: [^\n]*\n$/)]);
  expect(stderr.startsWith(`${named}: `), stderr).toBe(true);
  expect(stderr).toContain(path);
  expect(stderr).toMatch(said);
  expect(stderr).not.toMatch(/\.part\b|\.partial|\.new\b/);
}

describe('an output that cannot be written is refused at the start, by the name of its option', () => {
  test.each(OUTPUT_NAMES)('below a file: %s', async (name) => {
    writeFileSync(at('file'), '');
    await expectRefusedAtStart(name, join(at('file'), 'out'), /is not a folder|no folder/);
  });

  test.each(OUTPUT_NAMES.filter((name) => name !== 'parley: --to'))('a folder: %s', async (name) => {
    mkdirSync(at('taken'));
    await expectRefusedAtStart(name, at('taken'), /is a folder; name a file in it/);
  });

  test.each(OUTPUT_NAMES)('where this user may not write: %s', async (name) => {
    // Not even root makes files there.
    await expectRefusedAtStart(name, '/proc/self/out', /\/proc\/self\/out/);
    expect(existsSync(at('copy.ndjson'))).toBe(false);
  });

  test.each(KEPT)('a device or pipe for what is read again: %s', async (name) => {
    await expectRefusedAtStart(name, '/dev/null', /is a device, which keeps nothing/);
    spawnSync('mkfifo', [at('fifo')]);
    await expectRefusedAtStart(name, at('fifo'), /is a pipe, which keeps nothing/);
  });

  test.each(OUTPUT_NAMES)('one that can is as it was before a refused run: %s', async (name) => {
    writeFileSync(at('notes'), NOTES);
    const { exitCode } = await OUTPUTS[name](at('notes'));
    expect([exitCode === 0, read('notes')]).toEqual([false, NOTES]);
    expect(readdirSync(folder).filter((entry) => /\.(part|partial|new)$/.test(entry))).toEqual([]);
  });
});

describe('a refused output is named as it was asked for, not by what a link leads to', () => {
  test.each(OUTPUT_NAMES.filter((name) => name !== 'parley: --to'))('%s', async (name) => {
    mkdirSync(at('real'));
    writeFileSync(at('real/target'), NOTES);
    symlinkSync('real/target', at('asked'));
    const { exitCode, stderr } = await OUTPUTS[name](at('asked'));
    expect([exitCode === 0, read('real/target'), readlinkSync(at('asked'))]).toEqual([false, NOTES, 'real/target']);
    expect(stderr).toContain(at('asked'));
    expect(stderr).not.toContain('real/target');
  });

  test('and a file beside it by its own name', async () => {
    mkdirSync(at('real'));
    writeFileSync(at('real/target.partial'), NOTES);
    writeFileSync(at('real/target'), '');
    symlinkSync('real/target', at('asked'));
    const { stderr } = await WRITERS['export --out'](at('asked'));
    expect(stderr).toContain(`${at('real/target.partial')} is there already`);
  });
});

describe('a disk that fills up', () => {
  test.each(['csv', 'ndjson', 'parquet'])('is told with the file that was asked for: a pull of %s', async (format) => {
    // No file may grow beyond one block.
    const limited = ['-c', 'ulimit -f 1; exec "$@"', 'sh', join(BIN, 'parley-pull')];
    const words = ['--format', format, '--to', at('out.copy'), '--retries', '0'];
    const child = spawn('sh', [...limited, ...words], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const [stderr, code] = await Promise.all([text(child.stderr), new Promise((done) => child.once('exit', done))]);
    const told = stderr.split('\n').filter((line) => line.startsWith('parley-pull: '));
    expect([code, told]).toEqual([3, [expect.stringContaining(at('out.copy'))]]);
    expect(stderr).not.toMatch(/\.part\b/);
  });
});

describe('raw codes of the system are never shown', () => {
  test.each([
    ['import of nothing there', ['import', '--data', data, ...SCOPE, '/nowhere/chats.ndjson']],
    ['import of a folder', ['import', '--data', data, ...SCOPE, root]],
    ['an export into no folder', ['export', '--data', data, ...SCOPE, '--out', '/nowhere/chats.csv']],
    ['an export over a folder', ['export', '--data', data, ...SCOPE, '--out', root]],
    ['a folder for an export that is a file', ['export', '--data', data, ...SCOPE, '--to', chats]],
    ['a store in a file', ['project', 'list', '--data', chats]],
    [
      'a missing key file',
      ['mirror', ...SCOPE, '--from', 'http://127.0.0.1:1', '--customer', 'a', '--key-file', '/no'],
    ],
  ])('by %s', async (_, words) => {
    const { exitCode, stderr } = await runCli(words);
    expect([exitCode, stderr]).toEqual([expect.toSatisfy((code) => code !== 0), expect.stringMatching(/^parley: /)]);
    expect(stderr).not.toMatch(/\bE[A-Z]{4,}\b|\n +at /);
  });

  test.each([
    ['a copy into no folder', '/nowhere/copy.csv'],
    ['a copy over a folder', root],
    ['an SQLite copy into no folder', '/nowhere/copy.sqlite'],
  ])('by %s', async (_, to) => {
    const { exitCode, stderr } = await pulled(['--format', to.endsWith('sqlite') ? 'sqlite' : 'csv', '--to', to]);
    expect(exitCode).not.toBe(0);
    expect(stderr).not.toMatch(/\bE[A-Z]{4,}\b|\n +at /);
  });
});
