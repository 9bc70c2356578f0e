/**
 * Somebody limited to queues finds nothing of other queues, by whatever way they ask. A way to read chats that is added to the
 * API gets a line in `WAYS`.
 */
import { LOG_FORMATS, OPERATIONS, STATISTICS_GROUPS } from '@parley/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectId, queueId } from '../../src/model/ids.ts';
import { instant } from '../../src/model/instant.ts';
import { bootServer, type TestKey, type TestReply } from '../helpers/boot-server.ts';
import { addPerson, signIn } from '../helpers/people.ts';
import { readParquet } from '../helpers/read-parquet.ts';
import { readXlsx } from '../helpers/read-xlsx.ts';

const LOG = '/v2/projects/822/chats';
const [QUEUE_A, QUEUE_B, QUEUE_C] = [11, 12, 13];
/** Stands in everything of a chat that was never in queue A, and nowhere else. */
const FOREIGN = 'bravissimo';
const OWN = 'allegro';
const at = (chatId: number, second: number) => new Date(Date.UTC(2026, 0, 5, 10, chatId, second)).toISOString();

function chatLine(chatId: number, queues: readonly number[]) {
  const word = queues.includes(QUEUE_A) ? OWN : FOREIGN;
  const message = (second: number, sender: 'visitor' | 'agent') => ({
    type: 'message.sent',
    at: at(chatId, second),
    sender,
    name: word,
    messageId: `${word}-${chatId}-${second}`,
    text: `${word} ${chatId}`,
  });
  const queue = (id: number) => ({ queueId: id, name: `${word} ${id}` });
  const [first, ...others] = queues;
  return {
    format: 'parley-events/1',
    chatId,
    events: [
      {
        type: 'chat.started',
        at: at(chatId, 0),
        channel: 'webchat',
        sessionId: `webchat-plugin/customer/${word}-${chatId}`,
        pageName: word,
        visitorName: word,
        contactId: 900 + chatId,
        ...(first === undefined ? {} : { queue: queue(first) }),
      },
      message(1, 'visitor'),
      { type: 'agent.accepted', at: at(chatId, 2), agent: { agentId: 500 + chatId, name: word } },
      message(3, 'agent'),
      ...others.map((id, index) => ({ type: 'chat.transferred', at: at(chatId, 5 + index), toQueue: queue(id) })),
      { type: 'chat.closed', at: at(chatId, 30), reason: 'agent' },
    ],
  };
}

/** By chat: A alone, from A to B and from B to A are the reader's; B, C and no queue are not. */
const QUEUES_OF = new Map<number, readonly number[]>([
  [1, [QUEUE_A]],
  [2, [QUEUE_B]],
  [3, [QUEUE_A, QUEUE_B]],
  [4, []],
  [5, [QUEUE_B, QUEUE_A]],
  [6, [QUEUE_C]],
  [7, [QUEUE_B, QUEUE_C]],
  [8, [QUEUE_A]],
]);
const OWN_IDS = [1, 3, 5, 8];
const FOREIGN_IDS = [2, 4, 6, 7];
const ALL_IDS = [...QUEUES_OF.keys()];

const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
const scope = await server.makeProject(822);
let beginning = '';
const everyone = await server.makeKey();
const limited = await server.makeKey({ queueIds: [queueId(QUEUE_A)] });
const limitedToTwo = await server.makeKey({ queueIds: [queueId(QUEUE_A), queueId(99)] });

beforeAll(async () => {
  // Before the chats come, so that the feed holds them all.
  beginning = '2025-01-01T00:00:00Z';
  await server.importChats(
    scope,
    [...QUEUES_OF].map(([id, queues]) => chatLine(id, queues)),
  );
  while (await server.store.maintenance.compact(1_000));
  await server.settle();
  await addPerson(server, 'anna', 'supervisor', null, [QUEUE_A]);
  await addPerson(server, 'root', 'admin', null, [QUEUE_A]);
});

/** Who asks: a path, and what comes back. */
type Reader = (path: string, headers?: Readonly<Record<string, string>>) => Promise<TestReply>;
const byKey =
  (key: TestKey): Reader =>
  (path, headers = {}) =>
    server.get(path, { key, headers });
const LIMITED: Readonly<Record<string, () => Promise<Reader>>> = {
  'a key with one queue': async () => byKey(limited),
  'a key with two queues': async () => byKey(limitedToTwo),
  'a person': async () => {
    const cookies = await signIn(server, 'anna');
    return (path, headers = {}) => server.get(path, { headers: { ...cookies, ...headers } });
  },
};

async function textOf({ bytes, text, status }: TestReply, format = 'json'): Promise<string> {
  if (status !== 200) throw new TypeError(text);
  const plain = (value: unknown) =>
    JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? Number(inner) : inner));
  if (format === 'parquet') return plain((await readParquet(bytes)).rows);
  if (format === 'xlsx') return plain([...readXlsx(bytes)]);
  return text;
}

async function readEach(reader: Reader, paths: readonly string[]): Promise<string> {
  const texts: string[] = [];
  for (const path of paths) texts.push((await reader(path)).text);
  return texts.join('\n');
}

/** Every way to read chats: the text of what comes. `ids`: the chats that are found, where the way lists them. */
const WAYS: Readonly<Record<string, (reader: Reader) => Promise<string>>> = {
  ...Object.fromEntries(
    LOG_FORMATS.flatMap((format) =>
      ['', 'limit=1000&', `q=${OWN}&`, 'direction=DESC&limit=5&'].map((query) => [
        `the log as ${format}?${query}`,
        async (reader: Reader) => textOf(await reader(`${LOG}?${query}format=${format}`), format),
      ]),
    ),
  ),
  'the log with everything': async (reader) => textOf(await reader(`${LOG}?include=ext`)),
  'the log by other filters': (reader) =>
    readEach(reader, [
      `${LOG}?type=webchat&limit=1000`,
      `${LOG}?startDate=2026-01-05`,
      `${LOG}?status=closed&isSPAM=0`,
    ]),
  'the log in pages': (reader) =>
    readEach(reader, [`${LOG}?limit=1`, `${LOG}?limit=2&after=1`, `${LOG}?limit=2&offset=2`]),
  'single chats': (reader) =>
    readEach(
      reader,
      ALL_IDS.map((id) => `${LOG}/${id}?include=ext`),
    ),
  events: (reader) =>
    readEach(
      reader,
      ALL_IDS.map((id) => `${LOG}/${id}/events`),
    ),
  explanations: (reader) =>
    readEach(
      reader,
      ALL_IDS.map((id) => `${LOG}/${id}/explain`),
    ),
  'the feed': async (reader) => textOf(await reader(`${LOG}/changes?since=${beginning}`)),
  'the feed in pages': (reader) => readFeed(reader, 'limit=1&'),
  'the feed as NDJSON': async (reader) => textOf(await reader(`${LOG}/changes.ndjson?since=${beginning}`)),
  'the feed with a filter': (reader) => readFeed(reader, 'type=webchat&limit=2&'),
};

/** Statistics in all and by every group, but for queues: a filter by one does not go with these. */
const GROUPED = [
  '',
  ...Object.keys(STATISTICS_GROUPS)
    .filter((group) => group !== 'queue')
    .map((group) => `by=${group}`),
];

async function readFeed(reader: Reader, query: string): Promise<string> {
  const texts: string[] = [];
  for (let place = `since=${beginning}`; ; ) {
    const reply = await reader(`${LOG}/changes?${query}${place}`);
    texts.push(await textOf(reply));
    if (reply.headers['parley-end-of-stream'] === 'true') return texts.join('\n');
    place = `cursor=${reply.headers['parley-next-cursor']}`;
  }
}

/** What a text gives away of chats that were never in queue A. */
function foreignIn(text: string): readonly string[] {
  const ids = FOREIGN_IDS.filter((id) =>
    new RegExp(`"chatId":${id}\\b|^${id},|\\b9${String(id).padStart(2, '0')}\\b`, 'm').test(text),
  );
  return [...(text.includes(FOREIGN) ? [FOREIGN] : []), ...ids.map(String)];
}

/** The reply without the queries that list the chats of a number, which name the filters that were given. */
function numbersIn(statistics: string): unknown {
  return JSON.parse(statistics, (key, value: unknown) =>
    key === 'query' || key === 'generatedAt' ? undefined : value,
  );
}

const NAMED = Object.entries(WAYS);

describe.each(Object.keys(LIMITED))('%s limited to queue A', (name) => {
  let reader: Reader;
  beforeAll(async () => {
    reader = await (LIMITED[name] ?? LIMITED['a key with one queue'] ?? (async () => byKey(limited)))();
  });

  test.each(NAMED)('finds the own chats and nothing of others by %s', async (_, read) => {
    const text = await read(reader);
    expect(foreignIn(text)).toEqual([]);
    expect(text).toContain(OWN);
  });

  test('finds exactly the own chats, whatever the filter, upwards and downwards', async () => {
    const idsOf = async (query: string) =>
      (JSON.parse((await reader(`${LOG}?${query}`)).text).response as { chatId: number }[]).map(({ chatId }) => chatId);
    expect(await idsOf('')).toEqual(OWN_IDS);
    expect(await idsOf('limit=1000')).toEqual(OWN_IDS);
    expect(await idsOf('direction=DESC&limit=10')).toEqual(OWN_IDS.toReversed());
    expect(await idsOf(`queueId=${QUEUE_B}`)).toEqual([3, 5]);
    expect(await idsOf(`queueId=${QUEUE_C}`)).toEqual([]);
    expect(await idsOf('agentId=502')).toEqual([]);
    expect(await idsOf('contactId=902')).toEqual([]);
    expect(await idsOf('offset=2&limit=1')).toEqual([5]);
    expect(await idsOf('start=2&limit=1')).toEqual([3]);
  });

  test.each([FOREIGN, `"${FOREIGN} 2"`, `${FOREIGN.slice(0, 5)}`])('finds nothing by the words %s', async (words) => {
    const query = `q=${encodeURIComponent(words)}`;
    for (const path of [`${LOG}?${query}`, `${LOG}?${query}&limit=10`, `${LOG}?${query}&type=webchat`]) {
      expect(JSON.parse((await reader(path)).text).response, path).toEqual([]);
    }
  });

  test('counts only the own chats, in every count', async () => {
    const total = async (query: string) =>
      (await reader(`${LOG}?limit=1&${query}`, { prefer: 'count=exact' })).headers['x-total-count'];
    // The counter of the project is not theirs.
    expect((await reader(`${LOG}?limit=1`)).headers['x-total-count']).toBeUndefined();
    expect(await total('')).toBe('4');
    expect(await total('type=webchat')).toBe('4');
    expect(await total(`queueId=${QUEUE_B}`)).toBe('2');
    expect(await total(`q=${FOREIGN}`)).toBe('0');
    expect(JSON.parse((await reader(LOG)).text).responseCount).toBe(4);
    const { response } = JSON.parse((await reader('/v2/projects')).text);
    expect(response).toEqual([expect.objectContaining({ projectid: 822, chatCount: 4 })]);
  });

  test.each(GROUPED)(
    'has statistics of the own chats alone, as they are with a filter by the queue: %s',
    async (by) => {
      const statistics = async (who: Reader, query: string) => {
        const { text, status } = await who(`${LOG}/stats?${query}`);
        expect([status, text]).toEqual([200, expect.any(String)]);
        return text;
      };
      const own = await statistics(reader, by);
      expect(foreignIn(own)).toEqual([]);
      const filtered = await statistics(byKey(everyone), `${by}&queueId=${QUEUE_A}`);
      expect(numbersIn(own)).toEqual(numbersIn(filtered));
      expect(numbersIn(await statistics(byKey(everyone), by))).not.toEqual(numbersIn(filtered));
      expect(numbersIn(await statistics(reader, `${by}&q=${FOREIGN}`))).toEqual(
        numbersIn(await statistics(byKey(everyone), `${by}&q=${FOREIGN}&queueId=${QUEUE_A}`)),
      );
    },
  );

  test('has statistics by queue of the own chats, with the queues that these were in too', async () => {
    const groupsOf = async (who: Reader) =>
      (JSON.parse((await who(`${LOG}/stats?by=queue`)).text).response.groups as { key: number; count: number }[])
        .map(({ key, count }) => [key, count])
        .sort();
    expect(await groupsOf(reader)).toEqual([
      [QUEUE_A, 4],
      [QUEUE_B, 2],
    ]);
    expect(await groupsOf(byKey(everyone))).not.toEqual(await groupsOf(reader));
  });

  test('has a digest of the own chats', async () => {
    const digest = JSON.parse((await reader(`${LOG}/digest`)).text);
    const own = JSON.parse((await byKey(everyone)(`${LOG}/digest?queueId=${QUEUE_A}`)).text);
    const { checksum, count } = own.response;
    expect(digest.response).toMatchObject({ checksum, count });
    expect(count).toBe(4);
  });

  test.each(FOREIGN_IDS)('gets 404 for chat %s, as if it were not there', async (id) => {
    const missing = await reader(`${LOG}/999`);
    for (const path of [`${LOG}/${id}`, `${LOG}/${id}?include=ext`, `${LOG}/${id}/events`, `${LOG}/${id}/explain`]) {
      const { status, text } = await reader(path);
      expect([status, text]).toEqual([404, missing.text]);
    }
  });

  test('has ETags and cursors of their own', async () => {
    const mine = await reader(`${LOG}?limit=1000`);
    const theirs = await byKey(everyone)(`${LOG}?limit=1000`);
    expect(mine.headers.etag).not.toBe(theirs.headers.etag);
    expect((await byKey(everyone)(`${LOG}?limit=1000`, { 'if-none-match': String(mine.headers.etag) })).status).toBe(
      200,
    );
    expect((await reader(`${LOG}?limit=1000`, { 'if-none-match': String(theirs.headers.etag) })).status).toBe(200);
    expect((await reader(`${LOG}?limit=1000`, { 'if-none-match': String(mine.headers.etag) })).status).toBe(304);
    const cursor = mine.headers['parley-sync-cursor'];
    expect((await reader(`${LOG}/changes?cursor=${cursor}`)).status).toBe(200);
    expect((await byKey(everyone)(`${LOG}/changes?cursor=${cursor}`)).status).toBe(400);
    expect((await reader(`${LOG}/changes?cursor=${theirs.headers['parley-sync-cursor']}`)).status).toBe(400);
  });
});

test.each(NAMED.filter(([name]) => !name.includes('q=')))(
  'without a limit everything is found, so that the check sees it: by %s',
  async (_, read) => {
    const found = foreignIn(await read(byKey(everyone)));
    expect(found).toContain(FOREIGN);
  },
);

test('a cursor of one limit is none of another', async () => {
  const other = await server.makeKey({ queueIds: [queueId(QUEUE_A), queueId(QUEUE_B)] });
  const cursor = (await byKey(limited)(`${LOG}?limit=1`)).headers['parley-sync-cursor'];
  expect((await byKey(other)(`${LOG}/changes?cursor=${cursor}`)).status).toBe(400);
});

test('every operation that reads a project is among the ways', () => {
  const reads = OPERATIONS.filter(({ method, path }) => method === 'GET' && path.includes('{projectid}'));
  const asked = [
    '/chats',
    '/chats/{chatId}',
    '/chats/{chatId}/events',
    '/chats/{chatId}/explain',
    '/chats/changes',
    '/chats/digest',
    '/chats/stats',
  ];
  // Views hold names and filters, and no chats; people, keys and settings are in administration.test.ts, agents in live-limits.test.ts.
  const desk = ['/desk/events', '/desk/queues', '/desk/agents', '/desk/sites', '/desk/ticket-types', '/desk/replies'];
  // Files are limited by their chats: attachments.test.ts.
  const files = ['/attachments/{attachmentId}'];
  const known = [...asked, '/chats/changes.ndjson', '/views', ...desk, ...files];
  const others = reads
    .map(({ path }) => path.replace('/v2/projects/{projectid}', ''))
    .filter((path) => !known.includes(path));
  // One format each, at an address of its own; the formats themselves are asked for with format=.
  expect(others.filter((path) => !/^\/(chats|messages|conversations)\.\w+$/.test(path))).toEqual([]);
});

describe('removing', () => {
  const removal = (id: number) => ({ method: 'DELETE', path: `${LOG}/${id}` });
  const redaction = (body: object) => ({
    method: 'POST',
    path: '/v2/projects/822/redactions',
    body: JSON.stringify(body),
  });

  test('what is not theirs is not found, and stays', async () => {
    const writer = await server.makeKey({ scopes: ['chats:read', 'chats:write'], queueIds: [queueId(QUEUE_A)] });
    const before = (await byKey(everyone)(LOG)).text;
    const headers = { 'content-type': 'application/json' };
    for (const id of FOREIGN_IDS) {
      const { method, path } = removal(id);
      expect((await server.get(path, { key: writer, method })).status).toBe(404);
      const asked = redaction({ chatId: id, seq: 2 });
      expect((await server.get(asked.path, { key: writer, headers, ...asked })).status).toBe(404);
    }
    // A contact may have chats in other queues.
    for (const contactId of [901, 902]) {
      const asked = redaction({ contactId });
      expect((await server.get(asked.path, { key: writer, headers, ...asked })).status).toBe(404);
    }
    expect((await byKey(everyone)(LOG)).text).toBe(before);
  });

  test('is told to those who could see the chat, and to nobody else', async () => {
    const reader = byKey(limited);
    const cursor = (await reader(`${LOG}?limit=1`)).headers['parley-sync-cursor'];
    const all = (await byKey(everyone)(`${LOG}?limit=1`)).headers['parley-sync-cursor'];
    const writer = await server.makeKey({ scopes: ['chats:write'] });
    const ids = [20, 21, 22];
    const queues = [[QUEUE_A], [QUEUE_B], [QUEUE_A]];
    await server.importChats(
      scope,
      ids.map((id, index) => chatLine(id, queues[index] ?? [])),
    );
    for (const id of ids.slice(0, 2)) {
      const { method, path } = removal(id);
      expect((await server.get(path, { key: writer, method })).status).toBe(200);
    }
    // Imported again, it was never in queue A: whoever has a copy must drop it.
    await server.importChats(scope, [chatLine(22, [QUEUE_B])]);
    await server.settle();
    const changes = async (who: Reader, from: unknown) => {
      const { response } = JSON.parse((await who(`${LOG}/changes?cursor=${from}`)).text);
      return (response as { chatId: number; ext: object }[]).map(({ chatId, ext }) => [
        chatId,
        'deleted' in ext ? 'erased' : 'left' in ext ? 'left' : 'changed',
      ]);
    };
    expect(await changes(reader, cursor)).toEqual([
      [20, 'erased'],
      [22, 'left'],
    ]);
    expect(await changes(byKey(everyone), all)).toEqual([
      [20, 'erased'],
      [21, 'erased'],
      [22, 'changed'],
    ]);
    expect((await reader(`${LOG}/22`)).status).toBe(404);
  });

  test('tombstones that are forgotten leave nothing of it', async () => {
    const project = { tenantId: scope.tenantId, projectId: projectId(822) };
    await server.importChats(project, [chatLine(30, [QUEUE_A])]);
    const writer = await server.makeKey({ scopes: ['chats:write'] });
    await server.get(`${LOG}/30`, { key: writer, method: 'DELETE' });
    while (await server.store.maintenance.purgeTombstones(instant(8.64e15)));
    expect((await byKey(limited)(`${LOG}/changes?since=${beginning}`)).text).not.toContain('"chatId":30');
  });
});
