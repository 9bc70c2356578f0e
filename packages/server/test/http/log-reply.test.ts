/** The envelope of the log and what it adds up to; where it begins, where it ends and how it goes on. */
import { CHAT_KEYS, type ChatLogReply, type LoggedChat } from '@parley/contract';
import { afterAll, describe, expect, test } from 'vitest';
import pageExample from '../../src/services/sample/page-example.json' with { type: 'json' };
import { bootServer, type TestKey } from '../helpers/boot-server.ts';

const CHATS = 240;
const LOG = '/v2/projects/822/chats';
const ROW = pageExample.response[0];

const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
const scope = await server.makeProject(822);
await server.importSample(scope, CHATS);
const key = await server.makeKey();
const offsetKey = await server.makeKey({ startSemantics: 'offset' });
const everything = await readLog('');
const ids = everything.response.map(({ chatId }) => chatId);

async function readLog(query: string, reader: TestKey = key): Promise<ChatLogReply> {
  const reply = await server.get(`${LOG}?${query}`, { key: reader });
  if (reply.status !== 200) throw new TypeError(`${query}: ${reply.status} ${reply.text}`);
  return JSON.parse(reply.text) as ChatLogReply;
}

async function readIds(query: string, reader: TestKey = key): Promise<readonly number[]> {
  return (await readLog(query, reader)).response.map(({ chatId }) => chatId);
}

function totalsOf(rows: readonly LoggedChat[]): Omit<ChatLogReply, 'response' | 'errors'> {
  const transfers = rows.flatMap((row) => row.transfers ?? []);
  return {
    responseCount: rows.length,
    sumResponseTime: rows.reduce((sum, row) => sum + (row.sumResponseTime ?? 0), 0),
    transfers,
    transferCount: transfers.length,
  };
}

describe('envelope', () => {
  test('has its six keys in order and rows with all keys in order', () => {
    const order = ['response', 'responseCount', 'sumResponseTime', 'transfers', 'transferCount', 'errors'];
    expect(Object.keys(everything)).toEqual(order);
    expect(ids).toEqual(Array.from({ length: CHATS }, (_, at) => at + 1));
    for (const row of everything.response) expect(Object.keys(row)).toEqual([...CHAT_KEYS]);
  });

  test.each([
    '',
    'limit=50',
    'direction=DESC&limit=7',
    'fields=chatId',
    'include=ext&limit=90',
    'disposition=Completed',
  ])('its totals are those of its rows: %s', async (query) => {
    const reply = await readLog(query);
    const rows = reply.response.map(({ chatId }) => everything.response[chatId - 1]).filter((row) => row !== undefined);
    expect(reply).toMatchObject(totalsOf(rows));
    expect(rows.length).toBe(reply.response.length);
  });

  test('the sample has transfers and response times to add up', () => {
    expect(everything.transferCount).toBeGreaterThan(0);
    expect(everything.sumResponseTime).toBeGreaterThan(0);
  });

  test('is empty past the end and where nothing matches', async () => {
    const nothing =
      '{"response":[],"responseCount":0,"sumResponseTime":0,"transfers":[],"transferCount":0,"errors":[]}';
    for (const query of [
      `start=${CHATS + 1}`,
      'limit=10&offset=9999',
      'after=9007199254740991',
      'userId=4242&limit=3',
    ]) {
      const { status, text } = await server.get(`${LOG}?${query}`, { key });
      expect([status, text], query).toEqual([200, nothing]);
    }
  });

  test('transfers that do not fit into memory come through the file in order', async () => {
    const many = await server.makeProject(900);
    const reason = 'x'.repeat(400);
    const transfersOf = (chatId: number) =>
      Array.from({ length: 40 }, (_, at) => ({
        chatId,
        time: '2023-01-20 12:51:00',
        fromAgent: 660,
        fromAgentName: 'John Smith',
        toAgent: 661,
        toAgentName: 'Jane Doe',
        fromQueueId: 3803,
        fromQueueName: 'Chat',
        toQueueId: 3803,
        toQueueName: 'Chat',
        kind: 'agent',
        reason: `${at} ${reason}`,
      }));
    const rows = Array.from({ length: 100 }, (_, at) => {
      const chatId = at + 1;
      return { ...ROW, chatId, projectId: 900, transfers: transfersOf(chatId), transferCount: 40 };
    });
    await server.importChats(many, rows);
    for (const query of ['', '?limit=1000', '?tz=UTC', '?direction=DESC']) {
      const { text } = await server.get(`/v2/projects/900/chats${query}`, { key });
      const reply = JSON.parse(text) as ChatLogReply;
      expect(JSON.stringify(reply.transfers).length).toBeGreaterThan(2_000_000);
      expect(reply.transferCount).toBe(4_000);
      expect(reply.transfers).toEqual(reply.response.flatMap(({ transfers }) => transfers));
    }
  });
});

describe('beginning and end', () => {
  test.each([
    ['start=10', 10, CHATS],
    ['start=0', 1, CHATS],
    ['after=10', 11, CHATS],
    ['offset=10', 11, CHATS],
    ['start=10&limit=5', 10, 14],
    ['start=10&num=5', 10, 14],
    ['num=5&limit=5', 1, 5],
    ['after=10&limit=5000', 11, CHATS],
    ['offset=235&limit=2000', 236, CHATS],
    [`limit=${Number.MAX_SAFE_INTEGER}`, 1, CHATS],
    [`offset=3&limit=${Number.MAX_SAFE_INTEGER}`, 4, CHATS],
  ])('ascending, %s is %i to %i', async (query, first, last) => {
    const expected = ids.filter((id) => id >= first && id <= last);
    expect(await readIds(query)).toEqual(expected);
    expect(await readIds(`${query}&direction=ASC`)).toEqual(expected);
  });

  test.each([
    ['start=10', 10, 1],
    ['after=10', 9, 1],
    ['offset=10', CHATS - 10, 1],
    ['start=10&limit=5', 10, 6],
    ['limit=5', CHATS, CHATS - 4],
    ['start=0', 0, 0],
    [`start=${Number.MAX_SAFE_INTEGER}&limit=3`, CHATS, CHATS - 2],
  ])('descending, %s is %i to %i', async (query, first, last) => {
    const expected = ids.filter((id) => id <= first && id >= last).reverse();
    for (const direction of ['DESC', 'desc', 'DesC']) {
      expect(await readIds(`${query}&direction=${direction}`)).toEqual(expected);
    }
  });

  test('start is a number of rows to skip for a key that was made so', async () => {
    expect(await readIds('start=10&limit=3', offsetKey)).toEqual([11, 12, 13]);
    expect(await readIds('start=10&limit=3&direction=DESC', offsetKey)).toEqual([230, 229, 228]);
    expect(await readIds('after=10&limit=1', offsetKey)).toEqual([11]);
  });

  test('names match in any case, an unused _ and the project of the path are ignored', async () => {
    expect(await readIds('LIMIT=2&Start=7&_=17&projectId=822&DIRECTION=desc')).toEqual([7, 6]);
  });
});

describe('Link', () => {
  /** Follows `next` to the end and gives the ids of all pages. */
  async function followAll(
    query: string,
    reader: TestKey,
  ): Promise<{ readonly ids: number[]; readonly pages: number }> {
    let url: URL | null = new URL(`${LOG}?${query}`, server.url);
    const found: number[] = [];
    let pages = 0;
    while (url !== null) {
      const reply = await server.get(url.pathname + url.search, { key: reader });
      found.push(...(JSON.parse(reply.text) as ChatLogReply).response.map(({ chatId }) => chatId));
      pages += 1;
      const link = reply.headers.link;
      const reference = link === undefined ? null : /^<([^>]*)>; rel="next"$/.exec(String(link))?.[1];
      url = reference === null || reference === undefined ? null : new URL(reference, url);
    }
    return { ids: found, pages };
  }

  test.each([
    ['limit=50', key],
    ['limit=240', key],
    ['num=7&direction=DESC', key],
    ['limit=11&status=closed&type=webchat', key],
    ['limit=9&startDate=2025-03-24&endDate=2025-03-25&disposition=Completed', key],
    ['limit=20&offset=13&fields=chatId', key],
    ['limit=20&start=13&include=ext', key],
    ['limit=20&start=13', offsetKey],
  ])('followed to the end gives everything once: %s', async (query, reader) => {
    const whole = await readIds(query.replace(/(limit|num)=\d+&?/, ''), reader);
    const { ids: found, pages } = await followAll(query, reader);
    expect(found).toEqual(whole);
    expect(pages).toBe(Math.max(1, Math.ceil(whole.length / Number(/(?:limit|num)=(\d+)/.exec(query)?.[1]))));
  });

  test('is an absolute address that keeps every parameter', async () => {
    const query = 'limit=3&type=webchat&fields=chatId%2Ctype&tz=Europe%2FBudapest&_=x%20y&direction=desc';
    const { headers } = await server.get(`${LOG}?${query}`, { key });
    const last = (await readIds(query)).at(-1);
    expect(headers.link).toBe(`<${server.url}${LOG}?${query}&after=${last}>; rel="next"`);
    const slashed = await server.get(`${LOG}/?limit=1`, { key });
    const next = new URL(/<(.*)>/.exec(String(slashed.headers.link))?.[1] ?? '', `${server.url}${LOG}/`);
    expect(await readIds(next.search.slice(1))).toEqual([2]);
  });

  test('is not sent without more, and without a limit', async () => {
    for (const query of [
      'limit=240',
      'limit=1000',
      '',
      'limit=1001',
      'offset=239&limit=1',
      'limit=1&direction=DESC&start=1',
    ]) {
      expect((await server.get(`${LOG}?${query}`, { key })).headers.link, query).toBeUndefined();
    }
    expect((await server.get(`${LOG}?limit=239`, { key })).headers.link).toBeDefined();
  });
});

describe('X-Total-Count', () => {
  const totalOf = async (query: string, headers = {}) =>
    (await server.get(`${LOG}?${query}`, { key, headers })).headers['x-total-count'];

  test.each(['', 'limit=3', 'start=9&direction=DESC', 'after=5&limit=1', 'offset=100', 'fields=chatId&format=csv'])(
    'is always sent without filters: %s',
    async (query) => {
      expect(await totalOf(query)).toBe(String(CHATS));
    },
  );

  test.each(['disposition=Completed', 'status=open', 'isSPAM=1', 'agentId=685', 'startDate=2025-03-24', 'userId=0'])(
    'is sent with filters when it is preferred: %s',
    async (query) => {
      const { responseCount } = await readLog(query);
      expect(await totalOf(`${query}&limit=2`)).toBeUndefined();
      const counted = await server.get(`${LOG}?${query}&limit=2&offset=1`, { key, headers: { prefer: 'count=exact' } });
      expect(counted.headers['x-total-count']).toBe(String(responseCount));
      expect(counted.headers['preference-applied']).toContain('count=exact');
      expect(responseCount).toBeGreaterThan(0);
    },
  );
});

describe('lenient handling', () => {
  test('ignores unknown names, lists them and never drops a known filter', async () => {
    const headers = { prefer: 'handling=lenient' };
    const reply = await server.get(`${LOG}?colour=red&type=webchat&order=x`, { key, headers });
    expect(reply.headers['parley-warning']).toContain('colour');
    expect(reply.headers['parley-warning']).toContain('order');
    expect(JSON.parse(reply.text)).toEqual(await readLog('type=webchat'));
    expect((await server.get(`${LOG}?colour=red&userId=x`, { key, headers })).status).toBe(400);
    expect((await server.get(`${LOG}?colour=red`, { key })).status).toBe(400);
  });
});
