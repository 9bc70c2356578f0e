/** What a day is: startDate and endDate in the project's zone or another, over changes of the clock, and printed times. */
import type { ChatInReply, ChatLogReply } from '@parley/contract';
import { afterAll, describe, expect, test } from 'vitest';
import { bootServer } from '../helpers/boot-server.ts';

const LOG = '/v2/projects/822/chats';

const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
const scope = await server.makeProject(822);
const key = await server.makeKey();

/** Starts of the chats 1, 2, … in UTC. Clocks of Budapest change on 2023-03-26 and 2023-10-29 at 01:00 UTC. */
const STARTS = [
  '2023-03-25T22:59:59.999Z',
  '2023-03-25T23:00:00.000Z',
  '2023-03-26T01:00:00.000Z',
  '2023-03-26T21:59:59.999Z',
  '2023-03-26T22:00:00.000Z',
  '2023-10-28T21:59:59.000Z',
  '2023-10-28T22:00:00.000Z',
  '2023-10-29T00:30:00.000Z',
  '2023-10-29T01:30:00.000Z',
  '2023-10-29T22:59:59.999Z',
  '2023-10-29T23:00:00.000Z',
];
await server.importChats(
  scope,
  STARTS.map((at, index) => ({
    format: 'parley-events/1',
    chatId: index + 1,
    events: [
      { type: 'chat.started', at, channel: 'webchat', sessionId: `s${index}`, queue: { queueId: 1, name: 'Chat' } },
      { type: 'message.sent', at, sender: 'visitor', name: 'V', messageId: `m${index}`, text: 'hello' },
    ],
  })),
);

async function read(query: string) {
  const { status, headers, text } = await server.get(`${LOG}?${query}`, { key });
  const { response } = JSON.parse(text) as ChatLogReply;
  return { status, range: headers['parley-date-range'], rows: response, ids: response.map(({ chatId }) => chatId) };
}

describe('days', () => {
  test.each([
    ['startDate=2023-03-25', [1], '2023-03-25/2023-03-25 Europe/Budapest'],
    ['startDate=2023-03-26', [2, 3, 4], '2023-03-26/2023-03-26 Europe/Budapest'],
    ['startDate=2023-03-27', [5], '2023-03-27/2023-03-27 Europe/Budapest'],
    ['startDate=2023-10-28', [6], '2023-10-28/2023-10-28 Europe/Budapest'],
    ['startDate=2023-10-29', [7, 8, 9, 10], '2023-10-29/2023-10-29 Europe/Budapest'],
    ['startDate=2023-03-26&endDate=2023-10-28', [2, 3, 4, 5, 6], '2023-03-26/2023-10-28 Europe/Budapest'],
    ['endDate=2023-03-26', [1, 2, 3, 4], '../2023-03-26 Europe/Budapest'],
    ['startDate=2023-03-26&tz=UTC', [3, 4, 5], '2023-03-26/2023-03-26 UTC'],
    ['endDate=2023-03-25&tz=America/New_York', [1, 2, 3], '../2023-03-25 America/New_York'],
    ['startDate=2024-02-29', [], '2024-02-29/2024-02-29 Europe/Budapest'],
    ['startDate=0001-01-01&endDate=9999-12-31', STARTS.map((_, at) => at + 1), '0001-01-01/9999-12-31 Europe/Budapest'],
  ])('%s', async (query, ids, range) => {
    const found = await read(query);
    expect(found.ids).toEqual(ids);
    expect(found.range).toBe(range);
  });

  test('no range is told when none was asked for', async () => {
    expect((await read('limit=1')).range).toBeUndefined();
  });

  test.each([
    ['startDate=2023-03-26&endDate=2023-03-25', 'startDate'],
    ['startDate=2023-02-30', 'startDate'],
    ['startDate=2023-02-29', 'startDate'],
    ['endDate=2023-13-01', 'endDate'],
    ['startDate=2023-3-26', 'startDate'],
    ['startDate=20230326', 'startDate'],
    ['startDate=2023-03-26T00:00:00Z', 'startDate'],
    ['startDate=+2023-03-26', 'startDate'],
  ])('%s is refused', async (query, property) => {
    const { status, text } = await server.get(`${LOG}?${query}`, { key });
    expect(status).toBe(400);
    expect(JSON.parse(text).errors[0].property).toBe(property);
  });
});

describe('printed times', () => {
  const timesOf = (row: ChatInReply | undefined) => [row?.sessionStartTime, row?.transcript?.[0]?.date];

  test('stand in the project’s zone, over the hour that comes twice', async () => {
    const { rows } = await read('startDate=2023-10-29');
    expect(timesOf(rows[1])).toEqual(['2023-10-29 02:30:00', '2023-10-29T02:30:00+02:00']);
    expect(timesOf(rows[2])).toEqual(['2023-10-29 02:30:00', '2023-10-29T02:30:00+01:00']);
  });

  test('move to the zone that is asked for, in the log and in the single chat', async () => {
    const { rows } = await read('startDate=2023-10-29&tz=america/new_york');
    expect(timesOf(rows[0])).toEqual(['2023-10-29 18:59:59', '2023-10-29T18:59:59-04:00']);
    const one = await server.get(`${LOG}/11?tz=Asia/Kathmandu`, { key });
    expect(timesOf(JSON.parse(one.text).response)).toEqual(['2023-10-30 04:45:00', '2023-10-30T04:45:00+05:45']);
  });

  test('of an imported row stay as they were given unless they are asked for otherwise', async () => {
    const { default: pageExample } = await import('../../src/services/sample/page-example.json', {
      with: { type: 'json' },
    });
    const imported = await server.makeProject(823);
    await server.importChats(imported, [{ ...pageExample.response[0], projectId: 823 }]);
    const rowFor = async (query: string) =>
      JSON.parse((await server.get(`/v2/projects/823/chats?${query}`, { key })).text).response[0] as ChatInReply;
    expect((await rowFor('')).sessionStartTime).toBe('2023-01-20 11:50:43');
    expect((await rowFor('timestamps=raw&tz=UTC')).sessionCloseTime).toBe('2023-01-20 12:54:01');
    const normalised = await rowFor('timestamps=normalized');
    expect(normalised).toMatchObject({
      sessionStartTime: '2023-01-20 12:50:43',
      sessionCloseTime: '2023-01-20 12:54:01',
      firstVisitorMessageTime: '2023-01-20 12:50:43',
      firstAgentMessageTime: '2023-01-20 12:50:50',
    });
    const inUtc = await rowFor('tz=UTC');
    expect(inUtc).toMatchObject({ sessionStartTime: '2023-01-20 11:50:43', sessionCloseTime: '2023-01-20 11:54:01' });
    expect(inUtc.transcript?.[0]?.date).toBe('2023-01-20T11:50:43+00:00');
  });
});
