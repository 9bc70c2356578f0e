/** The example of the source page over HTTP: as an imported row it comes back as it was, as events it gives its numbers. */
import { readFileSync } from 'node:fs';
import { CHAT_KEYS, type ChatLogReply } from '@parley/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import pageExample from '../../src/services/sample/page-example.json' with { type: 'json' };
import { bootServer, type TestKey } from '../helpers/boot-server.ts';
import { withLaterKeys } from '../helpers/later-keys.ts';

const PAGE_ROWS = pageExample.response.map(withLaterKeys);

const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());

let key: TestKey;
beforeAll(async () => {
  const imported = await server.makeProject(822);
  await server.importChats(imported, pageExample.response);
  const captured = await server.makeProject(823);
  const fixture = new URL('../fixtures/metrics/page-example.json', import.meta.url);
  const { line } = JSON.parse(readFileSync(fixture, 'utf8')) as { line: { projectId: number } };
  await server.importChats(captured, [{ ...line, projectId: 823 }]);
  key = await server.makeKey();
});

test('the imported example comes back deep-equal, its keys in the same order, its nulls and mixed zones included', async () => {
  const reply = await server.get('/v2/projects/822/chats', { key });
  const body = JSON.parse(reply.text) as ChatLogReply;
  expect(body.response).toEqual(PAGE_ROWS);
  expect(Object.keys(body.response[0] ?? {})).toEqual([...CHAT_KEYS]);
  expect(CHAT_KEYS.slice(0, 46)).toEqual(Object.keys(pageExample.response[0] ?? {}));
  expect(body.errors).toEqual([]);
});

test('the bytes of the imported example are those of its compact JSON, in the log and alone', async () => {
  const row = JSON.stringify(PAGE_ROWS[0]);
  const log = await server.get('/v2/projects/822/chats', { key });
  expect(log.text).toBe(
    `{"response":[${row}],"responseCount":1,"sumResponseTime":0,"transfers":[],"transferCount":0,"errors":[]}`,
  );
  const one = await server.get('/v2/projects/822/chats/1', { key });
  expect(one.text).toBe(`{"response":${row},"errors":[]}`);
});

test('the same conversation as events gives the numbers that the page shows, in one zone', async () => {
  const reply = await server.get('/v2/projects/823/chats', { key });
  const { response, sumResponseTime } = JSON.parse(reply.text) as ChatLogReply;
  expect(response[0]).toMatchObject({
    duration: 198,
    firstResponseTime: 7,
    averageResponseTime: 7,
    responseCount: 1,
    sumResponseTime: 7,
    lastVisitorMessageAgentResponseTime: 7,
    slaStatus: 'Within SLA',
    disposition: 'Completed',
    sessionStartTime: '2023-01-20 12:50:43',
    sessionCloseTime: '2023-01-20 12:54:01',
    firstVisitorMessageTime: '2023-01-20 12:50:43',
    firstAgentMessageTime: '2023-01-20 12:50:50',
    lastVisitorMessageTime: '2023-01-20 12:50:43',
    lastAgentMessageTime: '2023-01-20 12:52:43',
  });
  expect(response[0]?.transcript?.map(({ date }) => date)).toEqual([
    '2023-01-20T12:50:43+01:00',
    '2023-01-20T12:50:50+01:00',
    '2023-01-20T12:52:43+01:00',
  ]);
  expect(sumResponseTime).toBe(7);
});
