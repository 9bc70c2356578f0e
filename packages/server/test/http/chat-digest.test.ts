/** The digest over HTTP: anybody can compute it again from what the log and the change feed send. */
import { createHash } from 'node:crypto';
import type { ChatDigest, ChatInReply } from '@parley/contract';
import { afterAll, describe, expect, test } from 'vitest';
import { chatId } from '../../src/model/ids.ts';
import { instant } from '../../src/model/instant.ts';
import pageExample from '../../src/services/sample/page-example.json' with { type: 'json' };
import { bootServer } from '../helpers/boot-server.ts';
import { expectRefused } from '../helpers/expect-refused.ts';
import { sampleEvents } from '../helpers/sample-import.ts';

const LOG = '/v2/projects/822/chats';
const DIGEST = `${LOG}/digest`;

const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
const project = await server.makeProject(822);
await server.importSample(project, 300);
const [example] = pageExample.response;
const odd = {
  ...example,
  chatId: 1_000,
  visitorName: 'é\u2028"\\\ud83d\ude00\u0000',
  custom: { b: 1, '2': 2, '1': 1 },
};
await server.importChats(project, [odd]);
const key = await server.makeKey();

async function readDigest(query = ''): Promise<ChatDigest> {
  const reply = await server.get(`${DIGEST}?${query}`, { key });
  expect(reply.status, reply.text).toBe(200);
  return JSON.parse(reply.text).response;
}

/** What the documentation tells everybody to do with the rows of a copy. */
function sumUp(rows: readonly string[]): { readonly count: number; readonly checksum: string } {
  let total = 0n;
  for (const row of rows) total += createHash('sha256').update(row).digest().readBigUInt64BE();
  return { count: rows.length, checksum: BigInt.asUintN(64, total).toString(16).padStart(16, '0') };
}

async function readRows(query = ''): Promise<readonly string[]> {
  const { text } = await server.get(`${LOG}?format=ndjson&${query}`, { key });
  return text.split('\n').filter((line) => line !== '');
}

function withoutOwnExt({ ext: _, ...rest }: { readonly ext?: unknown }): object {
  return rest;
}

function withoutExt({ ext: _, ...row }: ChatInReply): string {
  return JSON.stringify({ ...row, transcript: row.transcript?.map(withoutOwnExt) });
}

async function readFeed(): Promise<readonly ChatInReply[]> {
  const { text } = await server.get(`${LOG}/changes?limit=10000`, { key });
  return JSON.parse(text).response;
}

async function checkAll(): Promise<ChatDigest> {
  const digest = await readDigest();
  const rows = await readRows();
  expect({ count: digest.count, checksum: digest.checksum }).toEqual(sumUp(rows));
  const fromFeed = (await readFeed()).filter(({ ext }) => ext !== undefined && !('deleted' in ext));
  expect(sumUp(fromFeed.map(withoutExt))).toEqual(sumUp(rows));
  return digest;
}

test('is that of the lines of the log and of the elements of the feed, after every kind of change', async () => {
  const seen = new Set([(await checkAll()).checksum]);
  const [events = []] = sampleEvents(1, 3);
  const changes = [
    () => project.chats.append({ chatId: null, events: events.slice(0, 2) }),
    () => project.chats.append({ chatId: chatId(1_001), events: events.slice(2) }),
    () => server.importChats(project, [{ ...odd, pageName: 'other' }]),
    () => project.privacy.eraseChat(chatId(5), instant(server.clock.nowMs()), 'operator'),
  ];
  for (const [at, change] of changes.entries()) {
    await change();
    seen.add((await checkAll()).checksum);
    expect(seen.size, `change ${at}`).toBe(at + 2);
  }
});

test('has a sum for each day of the start of the chats, which add up to the whole', async () => {
  const { days, count, checksum } = await readDigest();
  const byDay = new Map<string, string[]>();
  for (const row of await readRows('timestamps=normalized')) {
    const { chatId: id, sessionStartTime } = JSON.parse(row);
    const date = sessionStartTime.slice(0, 10);
    const [raw = ''] = await readRows(`start=${id}&limit=1`);
    byDay.set(date, [...(byDay.get(date) ?? []), raw]);
  }
  const expected = [...byDay].sort(([a], [b]) => (a < b ? -1 : 1)).map(([date, rows]) => ({ date, ...sumUp(rows) }));
  expect(days).toEqual(expected);
  expect(days.reduce((sum, day) => sum + day.count, 0)).toBe(count);
  const total = days.reduce((sum, day) => BigInt.asUintN(64, sum + BigInt(`0x${day.checksum}`)), 0n);
  expect(total.toString(16).padStart(16, '0')).toBe(checksum);
  expect(days.length).toBeGreaterThan(2);
});

test('has the days of another zone when one is asked for, and the same whole', async () => {
  const [own, tokyo] = [await readDigest(), await readDigest('tz=Asia/Tokyo')];
  expect(tokyo.checksum).toBe(own.checksum);
  expect(tokyo.days).not.toEqual(own.days);
});

describe('filters', () => {
  test.each(['status=open', 'status=closed', 'userId=0', 'disposition=Missed&isSPAM=0', 'entityId=0&type=webchat'])(
    'with %s it is that of the rows',
    async (query) => {
      const { count, checksum } = await readDigest(query);
      expect({ count, checksum }).toEqual(sumUp(await readRows(query)));
    },
  );

  test('days are read as by the log and told in the same header', async () => {
    const { days } = await readDigest();
    const [, day] = days;
    if (day === undefined) throw new TypeError('there are many days');
    const reply = await server.get(`${DIGEST}?startDate=${day.date}`, { key });
    expect(JSON.parse(reply.text).response).toMatchObject({ count: day.count, checksum: day.checksum, days: [day] });
    expect(reply.headers['parley-date-range']).toBe(`${day.date}/${day.date} Europe/Budapest`);
    const query = `${DIGEST}?startDate=2026-01-02&endDate=2026-01-01`;
    expectRefused(await server.get(query, { key }), 'reversedDates', 'startDate');
    expect(await readDigest('startDate=1999-01-01')).toMatchObject({
      count: 0,
      checksum: '0000000000000000',
      days: [],
    });
  });

  test.each(['limit=1', 'start=1', 'format=ndjson', 'cursor=x', 'fields=chatId', 'include=ext'])(
    '%s is refused',
    async (query) => {
      expectRefused(await server.get(`${DIGEST}?${query}`, { key }), 'unknownParameter');
    },
  );
});

test('comes with the cursor of its moment', async () => {
  const { cursor } = await readDigest('status=open');
  const feed = (text: string) => server.get(`${LOG}/changes?status=open&cursor=${text}`, { key });
  expect(JSON.parse((await feed(cursor)).text).response).toEqual([]);
  const [events = []] = sampleEvents(1, 4);
  await project.chats.append({ chatId: null, events: events.slice(0, 1) });
  expect(JSON.parse((await feed(cursor)).text).response).toHaveLength(1);
});

test('is for keys that read content only', async () => {
  const metadataKey = await server.makeKey({ scopes: ['chats:metadata'] });
  expectRefused(await server.get(DIGEST, { key: metadataKey }), 'scopeMissing');
  expect((await server.get(DIGEST, { key: await server.makeKey({ scopes: ['admin'] }) })).status).toBe(200);
});
