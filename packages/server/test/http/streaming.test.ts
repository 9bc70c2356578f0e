/** Replies under way: cut when the store fails, slowed by a slow reader, ended by one who leaves, and true to one moment. */
import { createHash } from 'node:crypto';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import type { ChatLogReply } from '@parley/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import pageExample from '../../src/services/sample/page-example.json' with { type: 'json' };
import { basic, bootServer, scopeOf, type TestKey, type TestServer } from '../helpers/boot-server.ts';
import { expectRefused } from '../helpers/expect-refused.ts';
import { rawExchange } from '../helpers/raw-exchange.ts';
import { isOnPostgres } from '../helpers/test-store.ts';
import { type WrapReads, wrapReaders } from '../helpers/wrap-readers.ts';

const LOG = '/v2/projects/822/chats';
/** With how many lists of chats there are before the store fails: chats as they are stored come a hundred or more to a list, others twenty. */
const FORMATS: readonly (readonly [format: string, lists: number])[] = [
  ['json', 1],
  ['ndjson', 1],
  ['csv', 1],
  ['csv-messages', 10],
  ['json&fields=chatId,transcript', 10],
  ['ndjson&include=ext,end', 1],
];
/** More than one list of either store: SQLite gives 250 whole chats at once, PostgreSQL a thousand. */
const LISTED_CHATS = isOnPostgres() ? 2_500 : 300;
const STREAMED_CHATS = isOnPostgres() ? 1_500 : 500;
const ROWS = 600;
const ROW_BYTES = 100_000;

async function bootWith(wrap: WrapReads, chats: number): Promise<{ server: TestServer; key: TestKey }> {
  const server = await bootServer({ wrapStore: (store) => wrapReaders(store, wrap) });
  const scope = await server.makeProject(822);
  await server.importSample(scope, chats);
  return { server, key: await server.makeKey() };
}

/** The reply as far as it came, and whether it came to an end. */
function readUntilCut(server: TestServer, key: TestKey, path: string, encoding: string) {
  return new Promise<{ status: number; bytes: Buffer; isWhole: boolean }>((resolve, reject) => {
    const headers = { authorization: basic(key.tenant, key.key), 'accept-encoding': encoding };
    const sent = httpRequest({ host: '127.0.0.1', port: server.port, path, headers }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('error', () => undefined);
      response.on('close', () =>
        resolve({ status: response.statusCode ?? 0, bytes: Buffer.concat(pieces), isWhole: response.complete }),
      );
    });
    sent.on('error', reject);
    sent.end();
  });
}

describe('when the store fails', () => {
  const failAfter = (listsLeft: () => number): WrapReads =>
    async function* wrap(source) {
      let yielded = 0;
      for await (const list of source) {
        if (yielded === listsLeft()) throw new RangeError('secret of the inside');
        yielded += 1;
        yield list;
      }
    };

  /** One server for every format: importing takes longest. */
  let lists = 1;
  let server: TestServer;
  let key: TestKey;
  beforeAll(async () => {
    ({ server, key } = await bootWith(
      failAfter(() => lists),
      LISTED_CHATS,
    ));
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test.each(FORMATS)(
    'in the middle of a reply, the connection is cut and nothing parses: %s',
    async (format, listsOfFormat) => {
      lists = listsOfFormat;
      const before = server.logLines.length;
      for (const encoding of ['identity', 'gzip']) {
        const { status, bytes, isWhole } = await readUntilCut(server, key, `${LOG}?format=${format}`, encoding);
        expect([status, isWhole]).toEqual([200, false]);
        if (encoding === 'gzip') expect(() => gunzipSync(bytes)).toThrow();
        else expect(bytes.toString().endsWith('"errors":[]}') || bytes.toString().includes('"end":true')).toBe(false);
        if (format === 'json' && encoding === 'identity')
          expect(() => JSON.parse(bytes.toString())).toThrow(SyntaxError);
        expect(bytes.toString()).not.toContain('secret of the inside');
      }
      const logged = server.logLines.slice(before);
      expect(logged.filter((line) => line.includes('a reply was cut off'))).toHaveLength(2);
      expect((await server.get('/healthz')).status).toBe(200);
    },
  );

  test('before the first byte, it is a 500 that tells nothing of the inside', async () => {
    const { server, key } = await bootWith(
      failAfter(() => 0),
      20,
    );
    await using _closing = server;
    for (const query of ['limit=5', 'limit=5&format=csv', 'limit=5&fields=chatId', 'format=ndjson']) {
      // More often than the store has connections for snapshots: a failed read gives its own back.
      for (let attempt = 0; attempt < 12; attempt += 1) {
        const reply = await server.get(`${LOG}?${query}`, { key });
        expectRefused(reply, 'internal', '');
        expect(reply.text).not.toContain('secret');
        expect(reply.headers.etag).toBeUndefined();
      }
    }
    expect(server.logLines.join('')).toContain('secret of the inside');
  });

  test('not at all, the same requests are whole', async () => {
    const { server, key } = await bootWith(
      failAfter(() => 1_000),
      250,
    );
    await using _closing = server;
    for (const [format] of FORMATS) {
      expect((await readUntilCut(server, key, `${LOG}?format=${format}`, 'gzip')).isWhole).toBe(true);
    }
  });
});

describe('a reader', () => {
  interface Read {
    lists: number;
    readonly ended: PromiseWithResolvers<void>;
  }
  /** Every read of the log since the server began. */
  const reads: Read[] = [];
  const watch: WrapReads = async function* wrap(source) {
    const read: Read = { lists: 0, ended: Promise.withResolvers<void>() };
    reads.push(read);
    try {
      for await (const list of source) {
        read.lists += 1;
        yield list;
      }
    } finally {
      read.ended.resolve();
    }
  };

  /** Holds some sixty megabytes that gzip can do little about. */
  let server: TestServer;
  let key: TestKey;
  beforeAll(async () => {
    ({ server, key } = await bootWith(watch, 0));
    const rows = Array.from({ length: ROWS }, (_, at) => {
      const noise = createHash('shake256', { outputLength: (ROW_BYTES * 3) / 4 })
        .update(String(at))
        .digest('base64');
      return { ...pageExample.response[0], chatId: at + 1, visitorTranscript: noise };
    });
    for (let at = 0; at < ROWS; at += 100) await server.importChats(scopeOf(822), rows.slice(at, at + 100));
  });
  afterAll(() => server[Symbol.asyncDispose]());

  /** A reply whose body nobody reads yet. */
  function open(path: string, encoding: string): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const headers = { authorization: basic(key.tenant, key.key), 'accept-encoding': encoding };
      const sent = httpRequest({ host: '127.0.0.1', port: server.port, path, headers }, resolve);
      sent.on('error', reject);
      sent.end();
    });
  }

  /** Long enough for the server to read everything if it did not wait: other requests are answered meanwhile. */
  async function keepBusy(): Promise<void> {
    for (let turn = 0; turn < 400; turn += 1) await server.get('/healthz');
  }

  test('who is slow is waited for', async () => {
    const slow = await open(LOG, 'identity');
    await keepBusy();
    expect(reads.at(-1)?.lists).toBeLessThanOrEqual(4);
    const reply = JSON.parse(await text(slow)) as ChatLogReply;
    expect(reply.responseCount).toBe(ROWS);
    expect(reads.at(-1)?.lists).toBeGreaterThan(6);
  });

  test.each([
    [LOG, 'identity'],
    [LOG, 'gzip'],
    [`${LOG}?format=csv`, 'identity'],
    [`${LOG}?format=csv`, 'gzip'],
    [`${LOG}?fields=chatId,visitorTranscript`, 'gzip'],
    [`${LOG}?limit=1000`, 'identity'],
    [`${LOG}?limit=1000&format=csv`, 'gzip'],
  ])('who leaves ends the reading: %s, %s', async (path, encoding) => {
    const left = await open(path, encoding);
    left.on('error', () => undefined);
    left.destroy();
    const read = reads.at(-1);
    await read?.ended.promise;
    expect(read?.lists).toBeLessThan(ROWS / 20);
  });

  test('more who leave than there are snapshots take none with them', async () => {
    for (let turn = 0; turn < 10; turn += 1) {
      const left = await open(`${LOG}?limit=1000`, 'identity');
      left.on('error', () => undefined);
      left.destroy();
      await reads.at(-1)?.ended.promise;
      const request = `GET ${LOG}?limit=1000 HTTP/1.0\r\nAuthorization: Bearer ${key.key}\r\n\r\n`;
      expect(await rawExchange(server.port, request)).toMatch(/^HTTP\/1\.[01] 505 /);
    }
    expect((await server.get(`${LOG}?limit=1`, { key })).status).toBe(200);
  });
});

describe('a chat that changes while a reply is read', () => {
  /** The last but hundredth of `chats` changes, and one behind the last is added, when the first list was read. */
  async function readWhileChanging(query: string, chats: number): Promise<ChatLogReply> {
    let server: TestServer | null = null;
    const change = async (running: TestServer) => {
      const row = { ...pageExample.response[0], pageName: 'changed' };
      await running.importChats(scopeOf(822), [
        { ...row, chatId: chats - 100 },
        { ...row, chatId: chats + 400 },
      ]);
    };
    const changeAfterFirst: WrapReads = async function* wrap(source) {
      let isFirst = true;
      for await (const list of source) {
        yield list;
        if (isFirst && server !== null) await change(server);
        isFirst = false;
      }
    };
    const booted = await bootWith(changeAfterFirst, 0);
    await using _closing = booted.server;
    const rows = Array.from({ length: chats }, (_, at) => ({ ...pageExample.response[0], chatId: at + 1 }));
    await booted.server.importChats(scopeOf(822), rows);
    server = booted.server;
    return JSON.parse((await booted.server.get(`${LOG}?${query}`, { key: booted.key })).text) as ChatLogReply;
  }

  test.each(['limit=1000', 'limit=1000&tz=UTC', 'limit=450'])('a page is of one moment: %s', async (query) => {
    const { response } = await readWhileChanging(query, 500);
    expect(response.length).toBe(query.includes('450') ? 450 : 500);
    expect(response[399]?.pageName).toBe('');
    expect(response.some(({ chatId }) => chatId === 900)).toBe(false);
  });

  test.each(['', 'limit=5000', 'include=ext'])(
    'a stream ends where the log ended at its beginning: %s',
    async (query) => {
      const { response, responseCount } = await readWhileChanging(query, STREAMED_CHATS);
      expect(responseCount).toBe(STREAMED_CHATS);
      expect(response[STREAMED_CHATS - 101]?.pageName).toBe('changed');
      expect(response.at(-1)?.chatId).toBe(STREAMED_CHATS);
    },
  );
});
