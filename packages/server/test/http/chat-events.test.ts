/** The events of a chat over HTTP: imported elsewhere, they are the same chat. */
import { afterAll, expect, test } from 'vitest';
import pageExample from '../../src/services/sample/page-example.json' with { type: 'json' };
import { bootServer } from '../helpers/boot-server.ts';
import { expectRefused } from '../helpers/expect-refused.ts';
import { makeDesk, TestVisitor } from '../helpers/live-people.ts';

const server = await bootServer({ edge: { visitorLimits: 0 } });
afterAll(() => server[Symbol.asyncDispose]());
const project = await server.makeProject(822);
const other = await server.makeProject(7);
const key = await server.makeKey();
const { siteKey, agents } = await makeDesk(server, 822);
const responseOf = async (path: string) => JSON.parse((await server.get(path, { key })).text).response;

test('a live chat is taken out as events, and comes in elsewhere with the same document', async () => {
  const [john] = agents;
  const visitor = await TestVisitor.come(server, siteKey);
  const { chatId } = await visitor.says('Hello');
  server.clock.advance(3_000);
  await john?.does('chat.accept', chatId ?? 0);
  server.clock.advance(4_000);
  await john?.does('message.send', chatId ?? 0, { text: 'Good morning' });
  server.clock.advance(9_000);
  await john?.does('chat.close', chatId ?? 0);
  const line = await responseOf(`/v2/projects/822/chats/${chatId}/events`);
  expect(line).toMatchObject({ format: 'parley-events/1', chatId, projectId: 822 });
  await server.importChats(other, [{ ...line, projectId: 7 }]);
  const [here, there] = [
    await responseOf(`/v2/projects/822/chats/${chatId}`),
    await responseOf(`/v2/projects/7/chats/${chatId}`),
  ];
  expect(JSON.stringify({ ...there, projectId: 822 })).toBe(JSON.stringify(here));
  expect(here).toMatchObject({ firstResponseTime: 7, duration: null, disposition: 'In progress' });
});

test('a chat that was imported as a row has none, and one that is not there neither', async () => {
  await server.importChats(project, [{ ...pageExample.response[0], chatId: 1_000 }]);
  expectRefused(await server.get('/v2/projects/822/chats/1000/events', { key }), 'eventsNotFound', 'chatId');
  expectRefused(await server.get('/v2/projects/822/chats/2000/events', { key }), 'chatNotFound', 'chatId');
  const numbers = await server.makeKey({ scopes: ['chats:metadata'] });
  expectRefused(await server.get('/v2/projects/822/chats/1000/events', { key: numbers }), 'scopeMissing');
});
