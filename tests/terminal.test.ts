/** What a person at a terminal, in a script or under npm sees when something is wrong, slow or finished. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { pull } from '../packages/client/test/pull-process.ts';
import { ProgressLine } from '../packages/server/src/cli/progress-line.ts';
import { runParley } from '../packages/server/src/cli/run-parley.ts';
import { SYSTEM_CLOCK } from '../packages/server/src/platform/clock.ts';
import { SYSTEM_RANDOMNESS } from '../packages/server/src/platform/randomness.ts';
import { FakeVendor } from '../packages/server/test/helpers/fake-vendor.ts';
import { findFreePort } from '../packages/server/test/helpers/free-port.ts';
import { runCli } from '../packages/server/test/helpers/run-cli.ts';

const ROOT = resolve(import.meta.dirname, '..');
const SCOPE = ['--tenant', 'acme', '--project', '822'];
const root = mkdtempSync(join(tmpdir(), 'parley-terminal-'));
const data = join(root, 'data');
await runCli(['project', 'create', ...SCOPE, '--name', 'S', '--time-zone', 'UTC', '--data', data]);
afterAll(() => rmSync(root, { recursive: true }));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'));
});

/** A command at a terminal. `stop` ends it; `seen` is what the terminal shows, as it comes. */
function atTerminal(words: readonly string[], onText: (seen: string, stop: () => void) => void = () => undefined) {
  const [stdin, stdout] = [new PassThrough(), new PassThrough()];
  const stderr = Object.assign(new PassThrough(), { isTTY: true });
  const controller = new AbortController();
  let seen = '';
  stderr.on('data', (piece: Buffer) => {
    seen += piece.toString();
    onText(seen, () => controller.abort('SIGINT'));
  });
  const output = text(stdout);
  const io = { stdin, stdout, stderr, clock: SYSTEM_CLOCK, randomness: SYSTEM_RANDOMNESS, signal: controller.signal };
  return runParley(words, '9.8.7', {}, io).then(async (exitCode) => {
    stdout.end();
    return { exitCode, stdout: await output, stderr: seen };
  });
}

function mirrorOf(from: string, ...more: string[]): readonly string[] {
  const source = ['--from', from, '--customer', 'acme', '--key', 'k'];
  return ['mirror', ...source, ...SCOPE, '--data', data, '--state', join(folder, 'state'), ...more];
}

const envOf = (url: string) => ({
  PARLEY_URL: url,
  PARLEY_CUSTOMER: 'acme',
  PARLEY_KEY: 'k',
  PARLEY_PROJECT: '822',
});

/** Accepts and never replies. */
async function listenSilently() {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, [Symbol.dispose]: () => void server.close() };
}

describe('a wrong address', () => {
  test('ends parley-pull on a terminal with one line and without a retry', async () => {
    const env = envOf(`http://127.0.0.1:${await findFreePort()}`);
    const { exitCode, err } = await pull(['--to', join(folder, 'x.csv')], env, { isTerminal: true });
    const line = expect.stringMatching(
      /^parley-pull: There is no reply from [^\n]*nothing listens there; check --url[^\n]*\n$/,
    );
    expect([exitCode, err]).toEqual([3, line]);
  });

  test('ends parley mirror on a terminal without a retry, and it is not called done', async () => {
    const run = await atTerminal(mirrorOf(`http://127.0.0.1:${await findFreePort()}`));
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain('check --from, or give --keep-trying');
    expect(run.stderr).not.toContain('again in');
    expect(run.stdout).not.toMatch(/done|no chats yet/);
    expect(run.stdout).toContain('stopped    during first load');
  });

  test('is tried again by parley mirror when asked to', async () => {
    const words = mirrorOf(`http://127.0.0.1:${await findFreePort()}`, '--keep-trying');
    const { exitCode } = await atTerminal(words, (seen, stop) => (seen.includes('again in') ? stop() : undefined));
    expect(exitCode).toBe(130);
  });

  test('that never replies is said on a terminal, by parley mirror', async () => {
    using silent = await listenSilently();
    const { stderr } = await atTerminal(mirrorOf(silent.url), (seen, stop) =>
      seen.includes('no reply from') ? stop() : undefined,
    );
    expect(stderr).toContain('if that lasts, check --from');
  });
});

test('a mirror of a source without chats does not say done', async () => {
  await using vendor = await FakeVendor.listen({}, []);
  const source = ['--from', vendor.url, '--customer', 'acme', '--key', vendor.key, '--state', join(folder, 'state')];
  const { exitCode, stdout } = await runCli(['mirror', ...source, ...SCOPE, '--data', data, '--rate', '1000']);
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining('the source sent no chats')]);
  expect(stdout).not.toMatch(/^done/m);
});

describe('a server', () => {
  test('without projects says what to do', async () => {
    const { stderr } = await atTerminal(['serve', '--data', join(folder, 'typo'), '--port', '0'], (seen, stop) =>
      seen.includes('has no projects') ? stop() : undefined,
    );
    expect(stderr).toContain('parley project create');
  });

  test('in which nobody can sign in yet logs a link that does once, and none at the next start', async () => {
    const place = join(folder, 'fresh');
    await runCli(['project', 'create', ...SCOPE, '--name', 'S', '--time-zone', 'UTC', '--data', place]);
    const words = ['serve', '--data', place, '--port', '0'];
    const statuses: number[] = [];
    const signIn = async (link: string) => {
      const [url = '', token] = link.split('/#link=');
      const headers = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' };
      const body = JSON.stringify({ link: token });
      statuses.push((await fetch(`${url}/v2/session`, { method: 'POST', headers, body })).status);
    };
    let isTried = false;
    await atTerminal(words, (seen, stop) => {
      const [link] = /http:[^"]+#link=[\w-]+/.exec(seen) ?? [];
      if (link === undefined || !seen.includes('"ready"') || isTried) return;
      isTried = true;
      signIn(link)
        .then(() => signIn(link))
        .finally(stop);
    });
    expect(statuses).toEqual([200, 401]);
    const next = await atTerminal(words, (seen, stop) => (seen.includes('"ready"') ? stop() : undefined));
    expect(next.stderr).not.toContain('#link=');
  });

  test('that has the store is named by its process and its address', async () => {
    let refused: Promise<unknown> | null = null;
    const first = atTerminal(['serve', '--data', data, '--port', '0'], (seen, stop) => {
      if (!seen.includes('"ready"') || refused !== null) return;
      refused = runCli(['serve', '--data', data, '--port', '0']).finally(stop);
    });
    const { stdout } = await first;
    const [, url = ''] = /listening on (\S+)/.exec(stdout) ?? [];
    expect(await refused).toMatchObject({
      exitCode: 1,
      stderr: `parley: another parley serve has the store ${data} (process ${process.pid}, ${url}): stop it first\n`,
    });
  });

  test.each([
    ['npm run', 'SIGTERM'],
    ['npx', 'SIGTERM'],
  ] as const)('that %s started ends with %s to it', async (by, signal) => {
    const words = by === 'npx' ? ['parley', 'serve', '--data', data] : ['run', 'demo', '--'];
    const child = spawn(by === 'npx' ? 'npx' : 'npm', [...words, '--port', '0'], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let seen = '';
    child.stdout.on('data', (piece: Buffer) => {
      seen += piece.toString();
      if (seen.includes('listening on')) child.kill(signal);
    });
    // The server holds the other end for as long as it lives.
    await new Promise((done) => child.once('close', done));
    expect(seen).toContain('listening on');
  });
});

test('the password of a database is not in the list of processes', async () => {
  const connected = Promise.withResolvers<void>();
  const database = createServer((socket) => {
    // Read, because the end of a connection is noticed by reading.
    socket.on('error', () => undefined).resume();
    connected.resolve();
  });
  await new Promise<void>((done) => database.listen(0, '127.0.0.1', done));
  const { port } = database.address() as AddressInfo;
  const address = `postgres://parley:s3cret@127.0.0.1:${port}/parley`;
  const child = spawn(join(ROOT, 'node_modules/.bin/parley'), ['project', 'list', '--database', address], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const stderr = text(child.stderr);
  await connected.promise;
  const commandLine = readFileSync(`/proc/${child.pid}/cmdline`, 'utf8');
  child.kill('SIGKILL');
  expect(commandLine).toContain('project list --database postgres://parley:');
  expect(commandLine).not.toContain('s3cret');
  expect(await stderr).toContain('put it into PARLEY_DATABASE, PGPASSWORD or ~/.pgpass');
  await new Promise((done) => database.close(done));
});

test.each([
  ['an empty file', '', 'reject     1 with: the file is empty'],
  ['a list of no chats', '[]', 'holds no chats, so nothing was imported'],
])('an import of %s says so', async (_, content, sentence) => {
  const file = join(folder, 'none.json');
  writeFileSync(file, content);
  const { stdout, stderr } = await runCli(['import', '--data', data, ...SCOPE, file]);
  expect(stdout + stderr).toContain(sentence);
});

test('progress through a pipe ends at its end', () => {
  const stderr = new PassThrough();
  let nowMs = 0;
  const clock = { nowMs: () => 0, monotonicMs: () => nowMs };
  const progress = new ProgressLine('import', { stderr, clock });
  for (const [at, done] of [
    [6_000, 40],
    [7_000, 100],
  ] as const) {
    nowMs = at;
    progress.show(() => `${done}%`);
  }
  progress.end();
  progress.end();
  expect(String(stderr.read())).toBe('parley import: 40%\nparley import: 100%\n');
});
