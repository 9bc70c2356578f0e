/** Senders who never finish: they are answered and cut, and nobody else notices. Waits for the server’s own time limits. */
import { connect } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { bootServer } from '../helpers/boot-server.ts';

const SENDERS = 200;
/** The limit for headers is ten seconds, looked at every second. */
const LONGEST_MS = 13_000;

const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());

/** What came back, and after how long the connection was gone. */
function holdOn(beginning: string): Promise<{ readonly reply: string; readonly ms: number }> {
  const startedMs = performance.now();
  return new Promise((resolve) => {
    const socket = connect(server.port, '127.0.0.1', () => socket.write(beginning));
    let reply = '';
    socket.on('data', (piece: Buffer) => {
      reply += piece.toString();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve({ reply, ms: performance.now() - startedMs }));
  });
}

test('headers that never end are answered by 408 and cut, while others are served', async () => {
  const held = Array.from({ length: SENDERS }, () => holdOn('GET /healthz HTTP/1.1\r\nHost: x\r\nX-More: '));
  for (let turn = 0; turn < 50; turn += 1) expect((await server.get('/healthz')).status).toBe(200);
  for (const { reply, ms } of await Promise.all(held)) {
    expect(ms).toBeLessThan(LONGEST_MS);
    expect(reply).toMatch(/^HTTP\/1\.1 408 /);
    expect(reply).toContain('error.request_timeout');
  }
  expect((await server.get('/healthz')).status).toBe(200);
});
