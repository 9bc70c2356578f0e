/** Times of imported chats, as other systems print them: found on their day, or on none, and never harmful to other chats. */
import type { ChatDigestReply, ChatLogReply } from '@parley/contract';
import { afterAll, describe, expect, test } from 'vitest';
import { bootServer, scopeOf } from '../helpers/boot-server.ts';

const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
await server.makeProject(822);
const key = await server.makeKey();

const DATABASES = [
  '2023-01-20 12:50:43+01',
  '2023-01-20 12:50:43.000',
  '2023-01-20T12:50:43',
  '2023-01-20 11:50:43 UTC',
];
const UNKNOWN = [
  'infinity',
  '9999-12-31 23:59:59',
  '9999-12-31T23:59:59Z',
  '0000-01-01 00:00:00',
  '0001-01-01 00:00:00Z',
];

await server.importChats(
  scopeOf(822),
  [...DATABASES, ...UNKNOWN].map((sessionStartTime, at) => ({ chatId: at + 1, sessionStartTime })),
);
await server.importChats(scopeOf(822), [
  {
    chatId: 50,
    sessionStartTime: '2023-01-21 11:50:43',
    sessionCloseTime: '9999-12-31 23:59:59',
    transfers: [{ time: '9999-12-31 23:59:59' }],
    transcript: [{ date: '2023-01-21T12:50:43' }, { date: '9999-12-31T23:59:59Z' }],
  },
]);

async function read(query: string): Promise<ChatLogReply> {
  const { status, text } = await server.get(`/v2/projects/822/chats?${query}`, { key });
  expect(status).toBe(200);
  return JSON.parse(text) as ChatLogReply;
}

async function idsOf(query: string): Promise<readonly number[]> {
  return (await read(query)).response.map(({ chatId }) => chatId);
}

test('times as databases print them are found on their day', async () => {
  expect(await idsOf('startDate=2023-01-20')).toEqual([1, 2, 3, 4]);
  expect((await read('include=ext&limit=4')).response.map(({ ext }) => ext?.times.sessionStart)).toEqual(
    DATABASES.map(() => '2023-01-20T11:50:43.000Z'),
  );
});

describe('what is not understood', () => {
  test('is on no day that anybody asks for, and never 1970', async () => {
    expect(await idsOf('startDate=1970-01-01')).toEqual([]);
    expect(await idsOf('endDate=2100-01-01')).toEqual([1, 2, 3, 4, 50]);
  });

  test('is null among the times and stays as it was in the row', async () => {
    const { response } = await read('include=ext&start=5&limit=5');
    expect(response.map(({ ext }) => ext?.times.sessionStart)).toEqual(UNKNOWN.map(() => null));
    expect(response.map(({ sessionStartTime }) => sessionStartTime)).toEqual(UNKNOWN);
  });
});

describe('years that some zone cannot print', () => {
  test.each(['tz=Asia/Tokyo', 'tz=America/Los_Angeles', 'timestamps=normalized'])(
    'do no harm with %s',
    async (query) => {
      const { response } = await read(`${query}&start=50`);
      expect(response[0]).toMatchObject({ sessionCloseTime: null, transfers: [{ time: '9999-12-31 23:59:59' }] });
      expect(JSON.stringify(response)).not.toMatch(/[+-]0\d{5}/);
    },
  );

  test.each(['', '?tz=Asia/Tokyo', '?tz=America/Los_Angeles'])(
    'are in the digest%s on a day that exists',
    async (query) => {
      const { status, text } = await server.get(`/v2/projects/822/chats/digest${query}`, { key });
      expect(status).toBe(200);
      const { days } = (JSON.parse(text) as ChatDigestReply).response;
      expect(days.map(({ date, count }) => [date.slice(0, 8), count])).toEqual([
        ['2023-01-', 4],
        ['2023-01-', 1],
        ['9999-12-', UNKNOWN.length],
      ]);
      const zone = query.replace('?', '&');
      for (const { date, count } of days) expect(await idsOf(`startDate=${date}${zone}`)).toHaveLength(count);
    },
  );
});
