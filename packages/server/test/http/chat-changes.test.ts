/** The change feed over HTTP: pages, cursors, filters, waiting, and that a copy kept by it is the log. */
import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { type ChatInReply, DISPOSITIONS } from '@parley/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chatId } from '../../src/model/ids.ts';
import { type Instant, instant } from '../../src/model/instant.ts';
import type { ChatStore, ProjectStore } from '../../src/store/chat-store.ts';
import { basic, bootServer, type TestKey, type TestReply, type TestServer } from '../helpers/boot-server.ts';
import { expectRefused } from '../helpers/expect-refused.ts';
import { sampleEvents } from '../helpers/sample-import.ts';
import { override } from '../helpers/wrap-readers.ts';

const LOG = '/v2/projects/822/chats';
const FEED = `${LOG}/changes`;
const DAY_MS = 86_400_000;
const [EVENTS = []] = sampleEvents(1, 17);
/** The first word of its first message. */
const SAID =
  EVENTS.flatMap(({ body }) => (body.type === 'message.sent' ? (body.text.match(/[a-z]{3,}/i) ?? []) : []))[0] ?? '';

interface Element {
  readonly chatId: number;
  readonly ext: { readonly revision: number; readonly deleted?: true; readonly left?: true };
}

let server: TestServer;
let key: TestKey;
let metadataKey: TestKey;
let project: ProjectStore;

beforeAll(async () => {
  server = await bootServer();
  project = await server.makeProject(822);
  await server.makeProject(823);
  await server.importSample(project, 60);
  key = await server.makeKey();
  metadataKey = await server.makeKey({ scopes: ['chats:metadata'] });
  await server.settle();
});
afterAll(() => server[Symbol.asyncDispose]());

function elementsOf(reply: TestReply): Element[] {
  expect(reply.status, reply.text).toBe(200);
  if (!reply.headers['content-type']?.startsWith('application/x-ndjson')) return JSON.parse(reply.text).response;
  return reply.text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
}

const next = (reply: TestReply) => String(reply.headers['parley-next-cursor']);

/** Every element from the cursor to the end of the stream, and the cursor there. */
async function drain(cursor: string | null, query = 'limit=7', of = key) {
  await server.settle();
  const elements: Element[] = [];
  let at = cursor;
  for (;;) {
    const reply = await server.get(`${FEED}?${query}${at === null ? '' : `&cursor=${at}`}`, { key: of });
    elements.push(...elementsOf(reply));
    at = next(reply);
    if (reply.headers['parley-end-of-stream'] === 'true') return { elements, cursor: at };
    expect(reply.headers['parley-end-of-stream']).toBe('false');
  }
}

async function readLog(query = '', of = key): Promise<ChatInReply[]> {
  return JSON.parse((await server.get(`${LOG}?include=ext${query}`, { key: of })).text).response;
}

/** Begins a captured chat with the first events of a sample. */
async function startChat(count = 1): Promise<number> {
  const result = await project.chats.append({ chatId: null, events: EVENTS.slice(0, count) });
  if ('refused' in result) throw new TypeError(result.refused);
  return result.chatId;
}

async function goOn(id: number, from: number): Promise<void> {
  await project.chats.append({ chatId: chatId(id), events: EVENTS.slice(from) });
}

const erase = (id: number) => project.privacy.eraseChat(chatId(id), instant(server.clock.nowMs()), 'operator');

describe('a page', () => {
  test('says in its headers how to go on, and holds the chats as the log prints them with ext', async () => {
    const reply = await server.get(`${FEED}?limit=10`, { key });
    const body = JSON.parse(reply.text);
    expect(Object.keys(body)).toEqual(['response', 'responseCount', 'errors']);
    expect([body.responseCount, body.errors]).toEqual([10, []]);
    expect(body.response).toEqual((await readLog()).slice(0, 10));
    expect(reply.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'parley-end-of-stream': 'false',
      'parley-watermark-lag-ms': expect.stringMatching(/^\d+$/),
      'cache-control': 'private, no-cache',
    });
    expect(next(reply)).toMatch(/^p1\.[A-Za-z0-9_-]{1,500}$/);
    expect(reply.headers.etag).toBeUndefined();
  });

  test('is the same as NDJSON, as gzip and by HTTP/1.0, and HEAD has its headers', async () => {
    const path = `${FEED}?limit=20`;
    const plain = await server.get(path, { key });
    const lines = await server.get(path, { key, headers: { accept: 'application/x-ndjson' } });
    expect(elementsOf(lines)).toEqual(elementsOf(plain));
    expect(lines.text.endsWith('\n')).toBe(true);
    expect(next(lines)).toBe(next(plain));
    expect((await server.get(`${path}&format=ndjson`, { key })).text).toBe(lines.text);
    const packed = await server.get(path, { key, headers: { 'accept-encoding': 'gzip' } });
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(packed.bytes).toString()).toBe(plain.text);
    const head = await server.get(path, { key, method: 'HEAD' });
    for (const name of ['parley-next-cursor', 'parley-end-of-stream', 'content-type', 'vary']) {
      expect(head.headers[name], name).toBe(plain.headers[name]);
    }
    expect(head.bytes).toHaveLength(0);
  });

  test('has a length that was asked for, 1000 unless said, never above 10000', async () => {
    const at = async (limit: string) => elementsOf(await server.get(`${FEED}?${limit}`, { key })).length;
    expect([await at('limit=1'), await at('limit=59'), await at(''), await at('limit=10000')]).toEqual([1, 59, 60, 60]);
    expectRefused(await server.get(`${FEED}?limit=10001`, { key }), 'malformedValue', 'limit');
    expectRefused(await server.get(`${FEED}?limit=0`, { key }), 'malformedValue', 'limit');
  });

  test('prints times as the log does', async () => {
    for (const query of ['tz=Asia/Tokyo', 'timestamps=normalized', 'tz=UTC&timestamps=raw']) {
      expect(elementsOf(await server.get(`${FEED}?${query}`, { key }))).toEqual(await readLog(`&${query}`));
    }
  });

  test.each(['start=1', 'num=5', 'after=3', 'offset=2', 'direction=DESC', 'fields=chatId', 'include=ext'])(
    'does not take %s',
    async (query) => {
      expectRefused(await server.get(`${FEED}?${query}`, { key }), 'unknownParameter');
    },
  );

  test('cursor and since together, and either on the log, are refused', async () => {
    const cursor = (await drain(null)).cursor;
    const since = 'since=2026-01-01T00:00:00Z';
    expectRefused(await server.get(`${FEED}?cursor=${cursor}&${since}`, { key }), 'conflictingParameters', 'since');
    for (const query of [`cursor=${cursor}`, since, 'wait=1']) {
      expectRefused(await server.get(`${LOG}?${query}`, { key }), 'unknownParameter');
    }
  });
});

describe('cursors', () => {
  let cursor = '';
  beforeAll(async () => {
    cursor = (await drain(null)).cursor;
  });
  const at = (text: string, query = '', of = key, path = FEED) =>
    server.get(`${path}?cursor=${encodeURIComponent(text)}${query}`, { key: of });

  test('that were changed are refused, each by name', async () => {
    for (let place = 3; place < cursor.length; place += 5) {
      const other = cursor[place] === 'A' ? 'B' : 'A';
      const changed = cursor.slice(0, place) + other + cursor.slice(place + 1);
      expectRefused(await at(changed), 'invalidCursor', 'cursor');
    }
    for (const text of ['x', 'p1.', 'p2.AAAA', `${cursor}A`, cursor.slice(0, -1), '0', '%00']) {
      expectRefused(await at(text), 'invalidCursor', 'cursor');
    }
    expect((await at(cursor)).status).toBe(200);
  });

  test('are good for another key of the same scope, and for no other scope, project, tenant or filter', async () => {
    expect((await at(cursor, '', await server.makeKey())).status).toBe(200);
    expectRefused(await at(cursor, '', metadataKey), 'invalidCursor', 'cursor');
    expectRefused(await at((await drain(null, 'limit=50', metadataKey)).cursor), 'invalidCursor', 'cursor');
    expectRefused(await at(cursor, '', key, FEED.replace('822', '823')), 'invalidCursor', 'cursor');
    await server.makeProject(822, { tenant: 'other' });
    expectRefused(await at(cursor, '', await server.makeKey({ tenant: 'other' })), 'invalidCursor', 'cursor');
    for (const query of ['&userId=660', '&status=open', '&startDate=2023-01-20']) {
      expectRefused(await at(cursor, query), 'invalidCursor', 'cursor');
    }
    const filtered = (await drain(null, 'limit=50&userId=660')).cursor;
    expect((await at(filtered, '&USERID=0660')).status).toBe(200);
    expectRefused(await at(filtered), 'invalidCursor', 'cursor');
    expectRefused(await at(filtered, '&userId=661'), 'invalidCursor', 'cursor');
  });

  test('stay good when only the printing changes', async () => {
    for (const query of ['&tz=UTC', '&format=ndjson', '&limit=3', '&timestamps=raw', '&wait=0']) {
      expect((await at(cursor, query)).status, query).toBe(200);
    }
  });

  test('of another server are refused', async () => {
    await using other = await bootServer();
    await other.makeProject(822);
    const theirs = await other.makeKey();
    const reply = await other.get(`${FEED}?cursor=${cursor}`, { key: theirs });
    expectRefused(reply, 'invalidCursor', 'cursor');
  });
});

describe('a copy', () => {
  /** Reads the log, then the feed from the log's cursor, as the documentation says. */
  class Copy {
    readonly rows = new Map<number, ChatInReply>();
    readonly #revisions = new Map<number, number>();

    apply(elements: Iterable<Element>): void {
      for (const element of elements) {
        if (element.ext.revision < (this.#revisions.get(element.chatId) ?? 0)) continue;
        this.#revisions.set(element.chatId, element.ext.revision);
        if (element.ext.deleted === true || element.ext.left === true) this.rows.delete(element.chatId);
        else this.rows.set(element.chatId, element as unknown as ChatInReply);
      }
    }

    sorted(): ChatInReply[] {
      return [...this.rows.values()].sort((a, b) => a.chatId - b.chatId);
    }
  }

  test.each(['', '&status=open', '&disposition=Missed', '&userId=0&isSPAM=0', '&q=-zzzz', `&q=${SAID}&isSPAM=0`])(
    'that begins with the log%s and drains the feed is the log',
    async (filter) => {
      const copy = new Copy();
      const first = await server.get(`${LOG}?include=ext${filter}`, { key });
      const cursor = String(first.headers['parley-sync-cursor']);
      copy.apply(JSON.parse(first.text).response);
      const [open, closing, gone] = [await startChat(), await startChat(), await startChat()];
      const firstDrain = await drain(cursor, `limit=2${filter}`);
      expect(new Set(firstDrain.elements.map((element) => element.chatId))).toEqual(new Set([open, closing, gone]));
      await goOn(closing, 1);
      await erase(gone);
      copy.apply(firstDrain.elements);
      const { elements } = await drain(firstDrain.cursor, `limit=2${filter}`);
      copy.apply(elements);
      expect(copy.sorted()).toEqual(await readLog(filter));
      const kinds = new Map(elements.map(({ chatId, ext }) => [chatId, ext]));
      expect(kinds.get(gone)).toEqual({ deleted: true, deletedAt: '2026-01-01T00:00:00.000Z', revision: 2 });
      const isIn = (await readLog(filter)).some((row) => row.chatId === closing);
      if (!isIn) expect(kinds.get(closing)).toEqual({ left: true, revision: 2 });
    },
  );

  test('takes its cursor from every plain reply: whole, page, HEAD, 304', async () => {
    await server.settle();
    const whole = await server.get(LOG, { key });
    const cursor = String(whole.headers['parley-sync-cursor']);
    const replies = [
      await server.get(`${LOG}?limit=5`, { key }),
      await server.get(`${LOG}?start=9&direction=DESC&limit=2000`, { key }),
      await server.get(`${LOG}?format=csv`, { key }),
      await server.get(LOG, { key, method: 'HEAD' }),
      await server.get(LOG, { key, headers: { 'if-none-match': String(whole.headers.etag) } }),
    ];
    expect(replies.map((reply) => reply.status)).toEqual([200, 200, 200, 200, 304]);
    for (const reply of replies) expect(reply.headers['parley-sync-cursor']).toBe(cursor);
    expect((await drain(cursor)).elements).toEqual([]);
    const id = await startChat();
    expect((await drain(cursor)).elements.map((element) => element.chatId)).toEqual([id]);
  });

  test('a metadata key reads the feed without content', async () => {
    const elements = (await drain(null, 'limit=1000', metadataKey)).elements.filter(({ ext }) => ext.deleted !== true);
    const rows = await readLog('', metadataKey);
    expect(elements.sort((a, b) => a.chatId - b.chatId)).toEqual(rows);
    expect(rows[0]).toMatchObject({ transcript: [], visitorName: '', contactId: 0 });
    expect((await readLog())[0]).not.toMatchObject({ transcript: [] });
    for (const name of ['contactId', 'entityId']) {
      expectRefused(await server.get(`${FEED}?${name}=6`, { key: metadataKey }), 'filterNotAllowed', name);
    }
  });

  test('every outcome as a filter has each chat as changed or as left', async () => {
    const all = new Set((await drain(null)).elements.map((element) => element.chatId));
    let matched = 0;
    for (const disposition of DISPOSITIONS) {
      const { elements } = await drain(null, `limit=1000&disposition=${encodeURIComponent(disposition)}`);
      expect(new Set(elements.map((element) => element.chatId))).toEqual(all);
      matched += elements.filter(({ ext }) => ext.left !== true && ext.deleted !== true).length;
    }
    expect(matched).toBe((await readLog()).length);
  });
});

describe('since', () => {
  test('finds what changed from then on', async () => {
    const before = server.clock.nowMs();
    server.clock.set(before + DAY_MS);
    const ids = [await startChat(), await startChat()];
    const since = new Date(before + DAY_MS).toISOString();
    for (const text of [since, since.replace('.000Z', '%2B00:00')]) {
      expect((await drain(null, `limit=1000&since=${text}`)).elements.map(({ chatId }) => chatId)).toEqual(ids);
    }
    const late = new Date(before + 2 * DAY_MS).toISOString();
    const reply = await server.get(`${FEED}?since=${late}`, { key });
    expect([elementsOf(reply), reply.headers['parley-end-of-stream']]).toEqual([[], 'true']);
    expect((await drain(next(reply))).elements).toEqual([]);
  });
});

describe('waiting', () => {
  test('ends with the first change, and at once when there is one', async () => {
    const { cursor } = await drain(null);
    const waiting = server.get(`${FEED}?cursor=${cursor}&wait=30`, { key });
    // Asked for on the same connection pool: the wait is under way when this is answered.
    await server.get(`${FEED}?cursor=${cursor}`, { key });
    const id = await startChat();
    const reply = await waiting;
    expect(elementsOf(reply).map((element) => element.chatId)).toEqual([id]);
    await server.settle();
    expect(elementsOf(await server.get(`${FEED}?cursor=${cursor}&wait=30`, { key }))).toHaveLength(1);
  });

  test('ends empty after its time', async () => {
    const { cursor } = await drain(null);
    const reply = await server.get(`${FEED}?cursor=${cursor}&wait=1`, { key });
    expect([elementsOf(reply), reply.headers['parley-end-of-stream']]).toEqual([[], 'true']);
    expect((await server.get(`${FEED}?cursor=${next(reply)}`, { key })).status).toBe(200);
    expectRefused(await server.get(`${FEED}?wait=31`, { key }), 'malformedValue', 'wait');
  });

  test('ends when the client leaves', async () => {
    const { cursor } = await drain(null);
    const before = server.logLines.length;
    const client = request({
      port: server.port,
      host: '127.0.0.1',
      path: `${FEED}?cursor=${cursor}&wait=30`,
      headers: { authorization: basic(key.tenant, key.key) },
    });
    client.on('error', () => undefined);
    client.end();
    await server.get('/healthz');
    const closed = new Promise((resolve) => client.once('close', resolve));
    client.destroy();
    await closed;
    await expect
      .poll(() => server.logLines.slice(before).some((line) => line.includes('"operation":"getChatChanges"')))
      .toBe(true);
    expect(server.logLines.slice(before).filter((line) => /"level":"(error|warn)"/.test(line))).toEqual([]);
  });

  test('ends when the server stops, with an empty page', async () => {
    const own = await bootServer();
    await own.makeProject(822);
    const ownKey = await own.makeKey();
    const cursor = next(await own.get(FEED, { key: ownKey }));
    const waiting = own.get(`${FEED}?cursor=${cursor}&wait=30`, { key: ownKey });
    await own.get('/healthz');
    await own.get('/healthz');
    const [reply] = await Promise.all([waiting, own[Symbol.asyncDispose]()]);
    expect(elementsOf(reply)).toEqual([]);
  });
});

describe('the horizon', () => {
  test('is 90 days back: the server forgets what is older, by its clock', async () => {
    const asked: number[] = [];
    const watch = (store: ChatStore): ChatStore => {
      const { maintenance } = store;
      const purgeTombstones = (before: Instant) => {
        asked.push(before);
        return maintenance.purgeTombstones(before);
      };
      return override(store, { maintenance: override(maintenance, { purgeTombstones }) });
    };
    await using own = await bootServer({ wrapStore: watch });
    await expect.poll(() => asked).toEqual([own.clock.nowMs() - 90 * DAY_MS]);
  });

  test('a cursor from before a forgotten erasure is told to start over', async () => {
    await using own = await bootServer();
    const ownProject = await own.makeProject(822);
    await own.importSample(ownProject, 20);
    const ownKey = await own.makeKey();
    await own.settle();
    const early = next(await own.get(`${FEED}?limit=5`, { key: ownKey }));
    await ownProject.privacy.eraseChat(chatId(9), instant(own.clock.nowMs()), 'operator');
    await own.settle();
    const late = next(await own.get(`${FEED}?limit=5000`, { key: ownKey }));
    const rest = await own.get(`${FEED}?cursor=${early}&limit=1000`, { key: ownKey });
    expect(elementsOf(rest).at(-1)).toMatchObject({ chatId: 9, ext: { deleted: true } });
    await own.store.maintenance.purgeTombstones(instant(own.clock.nowMs() + 1));
    const refused = await own.get(`${FEED}?cursor=${early}`, { key: ownKey });
    // It began with an empty copy before the erasure, and may hold the chat that was erased.
    expectRefused(refused, 'cursorExpired', 'cursor');
    expect(refused.text).toContain('Parley-Sync-Cursor');
    expect((await own.get(`${FEED}?cursor=${late}`, { key: ownKey })).status).toBe(200);
    expect((await own.get(FEED, { key: ownKey })).status).toBe(200);
  });
});
