/** `parley mirror` behind a proxy: HTTP_PROXY and NO_PROXY, in a process of its own, through a real proxy. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { FakeVendor, vendorRow } from '../helpers/fake-vendor.ts';
import { ImportStore } from '../helpers/import-store.ts';
import { LoopbackProxy } from '../helpers/loopback-proxy.ts';

const PARLEY = fileURLToPath(new URL('../../bin/parley.js', import.meta.url));
const vendor = await FakeVendor.listen({}, [vendorRow(1), vendorRow(4), vendorRow(9)]);
const proxy = await LoopbackProxy.listen(Number(new URL(vendor.url).port));
afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  await vendor[Symbol.asyncDispose]();
});

async function mirror(store: ImportStore, from: string, environment: Readonly<Record<string, string>>) {
  const words = ['--from', from, '--customer', 'acme', '--project', '822', '--data', store.directory, '--rate', '1000'];
  const env = { PATH: process.env.PATH, PARLEY_MIRROR_KEY: vendor.key, ...environment };
  const child = spawn(process.execPath, [PARLEY, 'mirror', ...words], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [exitCode] = await once(child, 'close');
  return { exitCode, stderr };
}

test('reads through the proxy that the environment names', async () => {
  using store = await ImportStore.make();
  const { exitCode, stderr } = await mirror(store, 'http://vendor.example.invalid', { HTTP_PROXY: proxy.url });
  expect([exitCode, stderr]).toEqual([0, expect.any(String)]);
  expect((await store.read()).chatCount).toBe(3);
  expect(proxy.asked.some((target) => target.includes('vendor.example.invalid'))).toBe(true);
});

test('reads directly what NO_PROXY excepts', async () => {
  using store = await ImportStore.make();
  const before = proxy.asked.length;
  const { exitCode } = await mirror(store, vendor.url, { HTTP_PROXY: proxy.url, NO_PROXY: '127.0.0.1' });
  expect([exitCode, (await store.read()).chatCount, proxy.asked.length]).toEqual([0, 3, before]);
});

test('a proxy that is no address is refused, without repeating it', async () => {
  using store = await ImportStore.make();
  const { exitCode, stderr } = await mirror(store, vendor.url, { HTTP_PROXY: 'ann:secret@proxy:3128' });
  expect([exitCode, stderr]).toEqual([
    64,
    'parley: HTTP_PROXY is no address of a proxy; give one such as http://proxy.example.com:3128\n',
  ]);
});
