/** The console as it is served: what may be kept, what may run, and that the API never answers with a page. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { bootServer } from '../helpers/boot-server.ts';

const SCRIPT = `console.info(${'1 + '.repeat(1_000)}1)`;
const folder = mkdtempSync(join(tmpdir(), 'parley-console-'));
mkdirSync(join(folder, 'assets'));
writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Parley</title>');
writeFileSync(join(folder, 'built-from.txt'), 'secret');
writeFileSync(join(folder, 'assets/index-abc123.js'), SCRIPT);
writeFileSync(join(folder, 'assets/notes.txt'), 'not served');
afterAll(() => rmSync(folder, { recursive: true }));

const server = await bootServer({ consoleFolder: folder });
afterAll(() => server[Symbol.asyncDispose]());

describe('the page of the console', () => {
  test.each(['/', '/projects/822/chats', '/projects/822/chats/17?disposition=Missed'])(
    'is at %s and never kept',
    async (path) => {
      const { status, headers, text } = await server.get(path);
      expect([status, text]).toEqual([200, '<!doctype html><title>Parley</title>']);
      expect(headers['cache-control']).toBe('no-store');
      const policy = headers['content-security-policy'] ?? '';
      expect(policy).toContain("default-src 'none'; script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe-eval');
    },
  );
});

describe('a file of the console', () => {
  test('is kept for good, because its name changes with it', async () => {
    const plain = await server.get('/assets/index-abc123.js');
    expect(plain.text).toBe(SCRIPT);
    expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(plain.headers['content-type']).toBe('text/javascript; charset=utf-8');
  });

  test('is compressed where the browser takes it, as often as it is asked for', async () => {
    const headers = { 'accept-encoding': 'gzip' };
    await server.get('/assets/index-abc123.js', { headers });
    const again = await server.get('/assets/index-abc123.js', { headers });
    expect(again.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(again.bytes).toString()).toBe(SCRIPT);
  });
});

describe('nothing else becomes the page', () => {
  test.each([
    '/assets/gone.js',
    '/assets/notes.txt',
    '/assets/..%2Fbuilt-from.txt',
    '/built-from.txt',
    '/projects/822',
    '/v2/projects/822/chat',
    '/v2/unknown',
  ])('%s is a 404 of the API', async (path) => {
    const { status, headers } = await server.get(path);
    expect([status, headers['content-type']]).toEqual([404, 'application/json; charset=utf-8']);
  });
});

test('without a built console the root page says so', async () => {
  await using bare = await bootServer({ consoleFolder: join(folder, 'assets') });
  const { status, text } = await bare.get('/');
  expect(status).toBe(200);
  expect(text).toContain('is not built');
  expect((await bare.get('/projects/822/chats')).status).toBe(404);
});
