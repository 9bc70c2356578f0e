/** `parley-pull` behind a proxy: HTTP_PROXY, HTTPS_PROXY and NO_PROXY, through a real proxy to a real server. */
import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootServer } from '../../server/test/helpers/boot-server.ts';
import { LoopbackProxy } from '../../server/test/helpers/loopback-proxy.ts';
import { environmentOf, pull, spawnPull } from './pull-process.ts';

const CHATS = 12;
const folder = mkdtempSync(join(tmpdir(), 'parley-proxy-'));
const server = await bootServer();
const proxy = await LoopbackProxy.listen(server.port);
afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});
await server.importSample(await server.makeProject(822), CHATS);
const key = await server.makeKey();
/** A host that only the proxy can reach. */
const env = environmentOf({ url: 'http://log.example.invalid', key });

let copies = 0;
const copyTo = (format: string) => {
  copies += 1;
  return ['--format', format, '--to', join(folder, `copy-${copies}.${format}`), '--retries', '0'];
};

beforeAll(() => {
  proxy.asked.length = 0;
});

describe('of a server without TLS', () => {
  test.each(['ndjson', 'csv', 'sqlite', 'parquet'])('%s comes through the proxy', async (format) => {
    const before = proxy.asked.length;
    const { exitCode, err } = await pull(copyTo(format), { ...env, HTTP_PROXY: proxy.url });
    expect([exitCode, err.includes('failed')]).toEqual([0, false]);
    const asked = proxy.asked.slice(before);
    expect(asked.length).toBeGreaterThan(0);
    for (const address of asked) expect(address).toMatch(/^http:\/\/log\.example\.invalid\/v2\/projects\/822\//);
  });

  test('the lower-case name precedes, and credentials go to the proxy only', async () => {
    const withPassword = proxy.url.replace('//', '//ann:p%40ss@');
    const { exitCode } = await pull(copyTo('ndjson'), {
      ...env,
      http_proxy: withPassword,
      HTTP_PROXY: 'http://x.invalid',
    });
    expect(exitCode).toBe(0);
    expect(proxy.credentials.at(-1)).toBe(`Basic ${Buffer.from('ann:p@ss').toString('base64')}`);
  });
});

describe('NO_PROXY', () => {
  test.each(['127.0.0.1', '*', 'x.invalid, 127.0.0.1', `127.0.0.1:${server.port}`])(
    'of %s goes directly',
    async (list) => {
      const before = proxy.asked.length;
      const direct = { ...environmentOf({ url: server.url, key }), HTTP_PROXY: proxy.url, NO_PROXY: list };
      expect((await pull(copyTo('ndjson'), direct)).exitCode).toBe(0);
      expect(proxy.asked.length).toBe(before);
    },
  );

  test.each(['127.0.0.2', 'invalid.log.example', '0.0.1', '127.0.0.1:1', ''])('of %s does not', async (list) => {
    const before = proxy.asked.length;
    const direct = { ...environmentOf({ url: server.url, key }), HTTP_PROXY: proxy.url, NO_PROXY: list };
    expect((await pull(copyTo('ndjson'), direct)).exitCode).toBe(0);
    expect(proxy.asked.length).toBeGreaterThan(before);
  });

  test('holds for all hosts below one', async () => {
    const before = proxy.asked.length;
    const failing = { ...env, HTTP_PROXY: proxy.url, no_proxy: '.example.invalid' };
    expect((await pull(copyTo('ndjson'), failing)).exitCode).toBe(3);
    expect(proxy.asked.length).toBe(before);
  });
});

test('a proxy that is no address is refused, without repeating it', async () => {
  const { exitCode, err } = await pull(copyTo('ndjson'), { ...env, HTTP_PROXY: 'ann:secret@proxy:3128' });
  expect([exitCode, err]).toEqual([
    64,
    'parley-pull: HTTP_PROXY is no address of a proxy; give one such as http://proxy.example.com:3128\n',
  ]);
});

describe('of a server with TLS', () => {
  test('comes through a tunnel of the proxy, or says that there is none', async (context) => {
    if (spawnSync('openssl', ['version']).status !== 0) return context.skip('no openssl on the PATH of this machine');
    const [keyFile, certificate] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const names = ['-subj', '/CN=log.example.invalid', '-addext', 'subjectAltName=DNS:log.example.invalid'];
    const made = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', keyFile, '-out', certificate];
    execFileSync('openssl', ['req', ...made, ...names], { stdio: 'ignore' });
    const front = createTlsServer({ key: readFileSync(keyFile), cert: readFileSync(certificate) }, (socket) => {
      const onward = connect(server.port, '127.0.0.1');
      for (const one of [socket, onward]) one.on('error', () => undefined);
      socket.pipe(onward).pipe(socket);
    });
    front.listen(0, '127.0.0.1');
    await once(front, 'listening');
    await using tunnel = await LoopbackProxy.listen((front.address() as AddressInfo).port);
    const secure = {
      ...environmentOf({ url: 'https://log.example.invalid', key }),
      HTTPS_PROXY: tunnel.url,
      NODE_EXTRA_CA_CERTS: certificate,
    };
    const run = async () => {
      const child = spawnPull(copyTo('sqlite'), secure);
      let err = '';
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        err += text;
      });
      const [exitCode] = await once(child, 'close');
      return { exitCode, err };
    };
    expect((await run()).exitCode).toBe(0);
    expect(new Set(tunnel.asked)).toEqual(new Set(['log.example.invalid:443']));
    tunnel.refusal = '407 Proxy Authentication Required';
    const refused = await run();
    expect([refused.exitCode, refused.err]).toEqual([3, expect.stringContaining('the proxy refuses with 407')]);
    front.close();
  });
});
