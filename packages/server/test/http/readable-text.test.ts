/** That every reply is text that all readers take, whatever came in: no half surrogates and no NUL, in any format. */
import { createHash } from 'node:crypto';
import type { ChatLogReply } from '@parley/contract';
import { afterAll, describe, expect, test } from 'vitest';
import { LogChecksum } from '../../src/chat-log/codec/log-checksum.ts';
import { chatId } from '../../src/model/ids.ts';
import { instant } from '../../src/model/instant.ts';
import { bootServer, scopeOf } from '../helpers/boot-server.ts';
import { openProject } from '../helpers/open-project.ts';

const SESSION = 'webchat-plugin/customer/5ded6967-565c-4f3b-83c4-0c4bfdae3e51';
const HALF = '\ud83d';
const AT = '2026-03-02T09:15:00+01:00';

const ROW = {
  chatId: 1,
  sessionId: SESSION,
  type: `web${HALF}chat`,
  visitorName: `Ann${HALF}`,
  disposition: `Com\0pleted`,
  sessionStartTime: '2023-01-20 12:50:43',
  firstQueueId: 7,
  firstQueueName: `Q${HALF}`,
  transcript: [{ date: '2023-01-20T12:50:43+01:00', id: `m${HALF}`, message: `cut ${HALF}`, name: '\ude00V\0' }],
  [`own${HALF}`]: { deep: [`x${HALF}`, '\0'] },
};
const EVENTS = {
  format: 'parley-events/1',
  chatId: 2,
  events: [
    {
      type: 'chat.started',
      at: AT,
      channel: `telegram`,
      sessionId: SESSION,
      queue: { queueId: 7, name: `Q${HALF}` },
    },
    { type: 'message.sent', at: AT, sender: 'visitor', name: `V${HALF}`, messageId: `m${HALF}`, text: `a ${HALF}` },
    { type: 'message.sent', at: AT, sender: 'agent', name: 'A\0', messageId: 'm2', text: '\ude00 b \0' },
  ],
};

const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
const project = await server.makeProject(822);
await server.importChats(project, [ROW, EVENTS, { chatId: 3, visitorName: 'whole \ud83d\ude00' }]);
const key = await server.makeKey();

/** @throws TypeError when the bytes are no UTF-8 */
function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

/** Every spelling of half a surrogate pair or NUL that JSON, CSV and UTF-8 have. */
const UNREADABLE = /\\u(?:d[89a-f]|0000)|\0|\p{Surrogate}/iu;

test('the search for unreadable text finds it where it is', () => {
  for (const text of [JSON.stringify(HALF), JSON.stringify('\0'), '\0', HALF]) expect(text).toMatch(UNREADABLE);
  expect('\ud83d\ude00').not.toMatch(UNREADABLE);
});

describe.each([
  'chats',
  'chats?include=ext',
  'chats?include=ext&fields=chatId,transcript&tz=UTC',
  'chats?limit=1',
  'chats?format=ndjson&include=ext',
  'chats?format=csv&include=ext',
  'chats?format=csv&raw=1',
  'chats?format=csv-messages&include=ext',
  'chats/changes',
  'chats/1?include=ext',
  'chats/2/explain',
])('%s', (path) => {
  test('is readable text', async () => {
    const reply = await server.get(`/v2/projects/822/${path}`, { key });
    expect(reply.status).toBe(200);
    expect(decode(reply.bytes)).not.toMatch(UNREADABLE);
    expect(reply.text).toContain('\ufffd');
  });
});

test('Parquet holds readable text', async () => {
  const { bytes } = await server.get('/v2/projects/822/chats?format=parquet', { key });
  expect(bytes.includes(JSON.stringify(HALF).slice(1, -1))).toBe(false);
  expect(bytes.includes('Com\ufffdpleted')).toBe(true);
});

test('what is sent is what is found', async () => {
  const { text } = await server.get(`/v2/projects/822/chats?type=${encodeURIComponent('web\ufffdchat')}`, { key });
  expect((JSON.parse(text) as ChatLogReply).response.map(({ chatId }) => chatId)).toEqual([1]);
});

test('whole pairs and everything else stay', async () => {
  const { text } = await server.get('/v2/projects/822/chats?include=ext', { key });
  const [row, chat, whole] = (JSON.parse(text) as ChatLogReply).response;
  expect(row).toMatchObject({
    visitorName: 'Ann\ufffd',
    transcript: [{ id: 'm\ufffd', message: 'cut \ufffd', name: '\ufffdV\ufffd' }],
    ext: { imported: { extra: { 'own\ufffd': { deep: ['x\ufffd', '\ufffd'] } } } },
  });
  expect(chat).toMatchObject({ visitorTranscript: 'a \ufffd', agentTranscript: '\ufffd b \ufffd' });
  expect(whole?.visitorName).toBe('whole \ud83d\ude00');
});

test('the events keep what came, exactly', async () => {
  const { chats } = await openProject(server.store, scopeOf(822));
  const events = await chats.readEvents(chatId(1));
  expect(events[0]?.body).toMatchObject({ row: ROW });
});

test('the digest is over what leaves', async () => {
  const sum = new LogChecksum();
  const lines = (await server.get('/v2/projects/822/chats?format=ndjson', { key })).bytes
    .toString()
    .trimEnd()
    .split('\n');
  for (const line of lines) sum.add(createHash('sha256').update(line).digest().readBigUInt64BE());
  const { text } = await server.get('/v2/projects/822/chats/digest', { key });
  expect(text).toContain(sum.value.checksum);
});

test('rebuild converges: the second one changes nothing', async () => {
  const opened = await openProject(server.store, scopeOf(822));
  const rebuild = () =>
    opened.upkeep.rebuild({
      isCheckOnly: false,
      at: instant(server.clock.nowMs()),
      onProgress: () => undefined,
      signal: new AbortController().signal,
    });
  expect(await rebuild()).toMatchObject({ chats: 3, different: 0 });
  expect(await rebuild()).toMatchObject({ chats: 3, different: 0 });
});
