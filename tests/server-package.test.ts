/** The server as it is published: packed, unpacked beside what it depends on, and run from there. */
import { execFile, spawn } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packServer } from '../tools/pack-server.ts';

const ROOT = resolve(import.meta.dirname, '..');
const run = promisify(execFile);

const folder = mkdtempSync(join(tmpdir(), 'parley-server-package-'));
const modules = join(folder, 'node_modules');
const installed = join(modules, '@parley/server');
const launcher = join(installed, 'bin/parley.js');
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(async () => {
  const built = join(folder, 'built');
  await packServer(built);
  await run('npm', ['pack', '--silent', '--pack-destination', folder, built], { cwd: folder });
  mkdirSync(installed, { recursive: true });
  await run('tar', ['-xzf', join(folder, 'parley-server-0.1.0.tgz'), '-C', installed, '--strip-components', '1']);
  // What npm would fetch: only what the manifest names, and the Node that it asks for.
  const { dependencies, bundleDependencies } = readManifest();
  for (const name of ['node', ...Object.keys(dependencies).filter((name) => !bundleDependencies.includes(name))]) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
});

function readManifest(): { readonly dependencies: Record<string, string>; readonly bundleDependencies: string[] } {
  return JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
}

describe('the package', () => {
  test('brings what nobody else publishes, and no sources', () => {
    expect(readManifest().bundleDependencies.toSorted()).toEqual(['@parley/console', '@parley/contract']);
    expect(globSync('**/*.{ts,tsx}', { cwd: installed })).toEqual([]);
    for (const path of ['README.md', 'LICENSE', 'docs/operate/install.md', 'docs/spec/chat-log-api.md'])
      expect(existsSync(join(installed, path)), path).toBe(true);
  });

  test('holds every module that runs as a thread or a process of its own', () => {
    const callers = globSync('lib/**/*.js', { cwd: installed }).flatMap((path) => {
      const text = readFileSync(join(installed, path), 'utf8');
      return [...text.matchAll(/moduleBeside\(import\.meta\.url, '([\w-]+)'\)/g)].map(([, name]) =>
        join(dirname(path), `${name}.js`),
      );
    });
    expect(callers).toHaveLength(5);
    expect(callers.filter((path) => !existsSync(join(installed, path)))).toEqual([]);
  });

  test('says its version and its commands', async () => {
    const { stdout } = await run(launcher, ['--version'], { cwd: folder });
    expect(stdout).toBe('0.1.0\n');
    expect((await run(launcher, ['--help'], { cwd: folder })).stdout).toContain('Serve sample chats');
  });
});

test('its demo imports chats, and serves the API, its description and the page of the console', async () => {
  const child = spawn(launcher, ['demo', '--port', '0', '--without-robots'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    let [printed, complaint] = ['', ''];
    child.stderr.on('data', (piece: Buffer) => {
      complaint += piece.toString();
    });
    for await (const piece of child.stdout) {
      printed += String(piece);
      if (printed.includes('Ctrl-C')) break;
    }
    const [, url = ''] = /listening on (\S+)/.exec(printed) ?? [];
    const [, key = ''] = /-u demo:(\S+)/.exec(printed) ?? [];
    expect(url, complaint).toMatch(/^http:/);
    const authorization = `Basic ${btoa(`demo:${key}`)}`;
    const log = await fetch(`${url}/v2/projects/822/chats?limit=1`, { headers: { authorization } });
    expect([log.status, Number(log.headers.get('x-total-count'))]).toEqual([200, 2_000]);
    expect((await fetch(`${url}/openapi.json`)).status).toBe(200);
    const page = await (await fetch(url)).text();
    const scripts = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => `${url}${path}`);
    expect(scripts.length).toBeGreaterThan(1);
    for (const script of scripts) expect([script, (await fetch(script)).status]).toEqual([script, 200]);
    expect(complaint).not.toContain('console');
  } finally {
    const ended = new Promise((done) => child.once('exit', done));
    child.kill('SIGTERM');
    await ended;
  }
});
