import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { platform, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileCacheOf } from '../helpers/compile-cache.ts';

const PARLEY = resolve(import.meta.dirname, '../../../../node_modules/.bin/parley');
const SCOPE = ['--tenant', 'acme', '--project', '822'];
const run = promisify(execFile);
/** When a server gives up a reader that reads nothing. One that stops does not wait for that; how fast it is depends on the machine. */
const STALLED_READER_CUT_MS = 60_000;

/** The process of the tests has variables of its own that must not reach the command. */
const ENVIRONMENT = { PATH: process.env.PATH ?? '', TMPDIR: tmpdir(), ...compileCacheOf(process.env) };

interface Server extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly url: string;
  /** What was written to standard output so far, whole lines. */
  readonly lines: readonly string[];
  readonly log: () => string;
}

/** Resolves when the line that tells the address is there. */
async function start(...words: readonly string[]): Promise<Server> {
  const child = spawn(PARLEY, words, { env: ENVIRONMENT, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const lines: string[] = [];
  const ready = Promise.withResolvers<string>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    const url = /^parley listening on (http:\S+)$/.exec(line)?.[1];
    if (url !== undefined) ready.resolve(url);
  });
  child.once('exit', (code) => ready.reject(new TypeError(`ended with ${code}: ${log}`)));
  const url = await ready.promise;
  return {
    child,
    url,
    lines,
    log: () => log,
    [Symbol.asyncDispose]: () => stop(child, 'SIGKILL').then(() => undefined),
  };
}

/** The exit code, null when the signal itself ended the process. */
async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exited = once(child, 'exit');
  child.kill(signal);
  const [code] = await exited;
  return code;
}

describe('the process of parley', () => {
  let directory = '';
  let data: readonly string[] = [];

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'parley-cli-'));
    data = ['--data', join(directory, 'store')];
    const words = ['project', 'create', ...data, ...SCOPE, '--name', 'Support', '--time-zone', 'Europe/Budapest'];
    const { stdout } = await run(PARLEY, words, { env: ENVIRONMENT });
    expect(stdout).toBe('project 822 of acme created: Support, Europe/Budapest\n');
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  async function createKey(...more: readonly string[]): Promise<string> {
    const { stdout } = await run(PARLEY, ['key', 'create', ...data, ...SCOPE, ...more], { env: ENVIRONMENT });
    expect(stdout).toMatch(/^pk[A-Za-z0-9]{42}\n$/);
    return stdout.trim();
  }

  function get(server: Server, path: string, key: string): Promise<Response> {
    const authorization = `Basic ${Buffer.from(`acme:${key}`).toString('base64')}`;
    return fetch(`${server.url}${path}`, { headers: { authorization } });
  }

  test('serves what the commands put into the store, and stops on SIGTERM', async () => {
    const key = await createKey('--scope', 'chats:read');
    await using server = await start('serve', ...data, '--port', '0');
    expect(server.lines).toEqual([`parley listening on ${server.url}`]);
    expect(await (await fetch(`${server.url}/healthz`)).text()).not.toBe('');
    expect((await fetch(`${server.url}/v2/projects/822/chats`)).status).toBe(401);
    expect(await (await get(server, '/v2/projects/822/chats', key)).json()).toMatchObject({ response: [] });

    const sample = spawn(PARLEY, ['sample', '--chats', '20', '--seed', '7'], { env: ENVIRONMENT });
    const importer = spawn(PARLEY, ['import', ...data, ...SCOPE, '-'], {
      env: ENVIRONMENT,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    sample.stdout.pipe(importer.stdin);
    expect(await once(importer, 'exit')).toEqual([0, null]);
    expect(await rowsOf(await get(server, '/v2/projects/822/chats', key))).toHaveLength(20);

    const startedAtMs = performance.now();
    expect(await stop(server.child, 'SIGTERM')).toBe(0);
    expect(performance.now() - startedAtMs).toBeLessThan(STALLED_READER_CUT_MS);
    for (const line of server.log().trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('time');
    expect(server.log()).not.toContain(key);
  });

  test('is the process that was started, so that a kill reaches the server', async (context) => {
    if (platform() !== 'linux') return context.skip('/proc tells which program a process runs; this system has none');
    await using server = await start('serve', ...data, '--port', '0');
    expect(readlinkSync(`/proc/${server.child.pid}/exe`)).toMatch(/\/node$/);
    expect(await stop(server.child, 'SIGKILL')).toBeNull();
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow('fetch failed');
    await using again = await start('serve', ...data, '--port', '0');
    expect((await fetch(`${again.url}/healthz`)).status).toBe(200);
  });

  test('sees a new key and a revoked one while it runs', async () => {
    await using server = await start('serve', ...data, '--port', '0');
    const key = await createKey('--name', 'late');
    expect((await get(server, '/v2/projects/822/chats?limit=1', key)).status).toBe(200);
    const prefix = key.slice(0, 12);
    await run(PARLEY, ['key', 'revoke', ...data, '--tenant', 'acme', '--key', prefix], { env: ENVIRONMENT });
    await expect
      .poll(async () => (await get(server, '/v2/projects/822/chats?limit=1', key)).status, { timeout: 1_000 })
      .toBe(401);
    const { stdout } = await run(PARLEY, ['key', 'list', ...data, '--tenant', 'acme'], { env: ENVIRONMENT });
    expect(stdout).toMatch(new RegExp(`^${prefix} .*Z  late$`, 'm'));
    expect(stdout).not.toContain(key);
  });

  test('gives measurements without a key on their own port only', async () => {
    const port = await freePort();
    await using server = await start('serve', ...data, '--port', '0', '--metrics-port', String(port));
    expect(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).toContain('parley_http_requests_total');
    expect((await fetch(`${server.url}/metrics`)).status).toBe(401);
  });

  test('says that the port is in use, or the store, in one line', async () => {
    await using server = await start('serve', ...data, '--port', '0');
    const { port } = new URL(server.url);
    const other = ['--data', join(directory, 'other')];
    const taken = run(PARLEY, ['serve', ...other, '--port', port], { env: ENVIRONMENT });
    await expect(taken).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        `^parley: made a new, empty store [^\n]*\nparley: port ${port} on 127.0.0.1 is in use; give another --port, or stop the program that uses it\n$`,
      ),
    });
    const locked = run(PARLEY, ['serve', ...data, '--port', '0'], { env: ENVIRONMENT });
    await expect(locked).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^parley: another parley serve has the store [^\n]*\n$/),
    });
  });

  test('ends quietly when the reader of its output leaves', async () => {
    const child = spawn(PARLEY, ['sample', '--chats', '100000'], {
      env: ENVIRONMENT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let complaint = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint += text;
    });
    await once(child.stdout, 'data');
    child.stdout.destroy();
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(complaint).toBe('');
  });

  test('ends a long command on Ctrl-C with the code that shells expect', async () => {
    const child = spawn(PARLEY, ['sample', '--chats', '10000000'], {
      env: ENVIRONMENT,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    child.stdout.resume();
    await once(child.stdout, 'data');
    expect(await stop(child, 'SIGINT')).toBe(130);
  });

  test('shows a demo that can be read with the line it prints, stops beside a stalled reader, and cleans up', async () => {
    const temporary = mkdtempSync(join(directory, 'tmp-'));
    const child = spawn(PARLEY, ['demo', '--port', '0', '--without-robots'], {
      env: { ...ENVIRONMENT, TMPDIR: temporary },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const lines: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line);
      if (line.startsWith('Stop it')) break;
    }
    expect(lines.filter((line) => line.startsWith('Robots'))).toEqual([]);
    const curls = lines.filter((line) => line.startsWith('curl '));
    expect(curls).toHaveLength(1);
    const [, key = '', url = ''] = /^curl -u demo:(\w+) '(.+)'$/.exec(curls[0] ?? '') ?? [];
    const authorization = `Basic ${Buffer.from(`demo:${key}`).toString('base64')}`;
    const rows = await rowsOf(await fetch(url, { headers: { authorization } }));
    expect(rows).toHaveLength(3);
    const columns = /\[\[(.+)\]\]/.exec(lines.find((line) => line.startsWith('print(')) ?? '')?.[1] ?? '';
    for (const column of columns.split(', ')) expect(rows[0]).toHaveProperty(column.slice(1, -1));
    const all = await fetch(url.replace('limit=3', 'limit=5000'), { headers: { authorization } });
    expect(await rowsOf(all)).toHaveLength(2_000);
    const example = await fetch(url.replace('/822/', '/1/'), { headers: { authorization } });
    expect(await rowsOf(example)).toHaveLength(1);
    expect(readdirSync(temporary)).toHaveLength(1);
    const startedAtMs = performance.now();
    await using _stalled = await requestWithoutReading(url.replace('?limit=3', ''), authorization);
    expect(await stop(child, 'SIGINT')).toBe(0);
    expect(performance.now() - startedAtMs).toBeLessThan(STALLED_READER_CUT_MS);
    expect(readdirSync(temporary)).toEqual([]);
  });
});

/** Sends a request, sees the reply begin and reads no more, so that the server can never send all of it. */
async function requestWithoutReading(url: string, authorization: string): Promise<AsyncDisposable> {
  const { hostname, port, pathname } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.write(`GET ${pathname} HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: ${authorization}\r\n\r\n`);
  await once(socket, 'readable');
  return { [Symbol.asyncDispose]: async () => void socket.destroy() };
}

/** The rows of a reply of the log. */
async function rowsOf(reply: Response): Promise<readonly unknown[]> {
  const body = (await reply.json()) as { readonly response: readonly unknown[] };
  return body.response;
}

/** A port that nobody listened on a moment ago. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
