import { request } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { basic, bootServer } from '../helpers/boot-server.ts';
import { wrapReaders } from '../helpers/wrap-readers.ts';

test('a request whose client is gone ends before the store is closed under it', async () => {
  let hasBegun = () => {};
  const reading = new Promise<void>((resolve) => {
    hasBegun = resolve;
  });
  const server = await bootServer({
    wrapStore: (store) =>
      wrapReaders(store, async function* slowly(source) {
        hasBegun();
        for (let turn = 0; turn < 50; turn += 1) await nextTurn();
        yield* source;
      }),
  });
  await server.importSample(await server.makeProject(822), 30);
  const key = await server.makeKey();
  const client = request({
    port: server.port,
    host: '127.0.0.1',
    path: '/v2/projects/822/chats?limit=10',
    headers: { authorization: basic(key.tenant, key.key) },
  });
  client.end();
  await reading;
  client.on('error', () => undefined);
  const gone = new Promise((resolve) => client.once('close', resolve));
  client.destroy();
  await gone;
  await server[Symbol.asyncDispose]();
  expect(server.logLines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
});
