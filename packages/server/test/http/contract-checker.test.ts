/** The checker that every reply of the API's tests goes through finds what is outside the contract; the formats with their own addresses are inside it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootServer, CONTRACT, type TestKey, type TestReply, type TestServer } from '../helpers/boot-server.ts';
import { watchReplies } from '../helpers/watch-replies.ts';

const LOG = '/v2/projects/822/chats';

let server: TestServer;
let key: TestKey;
beforeAll(async () => {
  server = await bootServer();
  await server.importSample(await server.makeProject(822), 20);
  key = await server.makeKey();
});
afterAll(() => server[Symbol.asyncDispose]());

function problemsOf(target: string, reply: TestReply, method = 'GET'): readonly string[] {
  return CONTRACT.problemsOf({ ...reply, method, target });
}

/** The reply with another body. */
function withBody(reply: TestReply, body: unknown): TestReply {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { ...reply, text, bytes: Buffer.from(text) };
}

describe('a reply outside the contract is found', () => {
  test('by its status', async () => {
    const reply = await server.get(LOG, { key });
    expect(problemsOf(LOG, reply)).toEqual([]);
    expect(problemsOf(LOG, { ...reply, status: 202 })).toEqual(['no status 202']);
    expect(problemsOf('/nowhere', reply)).toEqual(['no status 200']);
  });

  test('by its headers', async () => {
    const reply = await server.get(`${LOG}?limit=2`, { key });
    const { etag: _, ...withoutTag } = reply.headers;
    expect(problemsOf(LOG, { ...reply, headers: withoutTag })).toEqual(['header etag is missing']);
    expect(problemsOf(LOG, { ...reply, headers: { ...reply.headers, 'x-new': '1' } })).toEqual([
      'header x-new is not described',
    ]);
    for (const [name, value] of [
      ['x-total-count', 'many'],
      ['link', '/v2/next'],
      ['cache-control', 'public'],
    ] as const) {
      const found = problemsOf(LOG, { ...reply, headers: { ...reply.headers, [name]: value } });
      expect(found).toEqual([expect.stringContaining(`header ${name} value must match pattern`)]);
    }
    const unchanged = await server.get(LOG, { key, headers: { 'if-none-match': '*' } });
    expect([unchanged.status, problemsOf(LOG, unchanged)]).toEqual([304, []]);
    const { 'parley-sync-cursor': __, ...withoutCursor } = unchanged.headers;
    expect(problemsOf(LOG, { ...unchanged, headers: withoutCursor })).toHaveLength(1);
  });

  test('by its media type', async () => {
    const reply = await server.get(LOG, { key });
    const headers = { ...reply.headers, 'content-type': 'text/html' };
    expect(problemsOf(LOG, { ...reply, headers })).toEqual(['no media type text/html']);
    const lines = await server.get(`${LOG}?format=ndjson`, { key });
    expect(problemsOf(`${LOG}/digest`, lines)).toContain('no media type application/x-ndjson; charset=utf-8');
  });

  test('by its body', async () => {
    const reply = await server.get(LOG, { key });
    const log = JSON.parse(reply.text);
    expect(problemsOf(LOG, withBody(reply, '{"response":['))).toEqual(['the body is no JSON']);
    expect(problemsOf(LOG, withBody(reply, { ...log, more: 1 }))).not.toEqual([]);
    for (const change of [{ isSPAM: 0.5 }, { duration: '1' }, { chatId: null }, { transcript: 1 }]) {
      const response = [{ ...log.response[0], ...change }];
      expect(problemsOf(LOG, withBody(reply, { ...log, response })), JSON.stringify(change)).not.toEqual([]);
    }
    const [{ duration: _, ...chat }] = log.response;
    const partial = withBody(reply, { ...log, response: [chat] });
    expect(problemsOf(LOG, partial)).not.toEqual([]);
    expect(problemsOf(`${LOG}?fields=chatId`, partial)).toEqual([]);
  });

  test('by its lines', async () => {
    const target = `${LOG}?format=ndjson&include=end`;
    const reply = await server.get(target, { key });
    expect(problemsOf(target, withBody(reply, reply.text.slice(0, -1)))).toEqual(['the last line has no end']);
    expect(problemsOf(target, withBody(reply, `${reply.text}{}\n`))).not.toEqual([]);
    expect(problemsOf(target, withBody(reply, `${reply.text}{\n`))).toEqual(['a line is no JSON']);
    expect(problemsOf(target, withBody(reply, '{"end":true}\n'))).not.toEqual([]);
  });

  test('by its error', async () => {
    const reply = await server.get(`${LOG}?nonsense=1`, { key });
    expect(problemsOf(LOG, reply)).toEqual([]);
    expect(problemsOf('/healthz', reply)).toEqual([expect.stringContaining('no error error.unknown_parameter')]);
    const { response: _, ...bare } = JSON.parse(reply.text);
    expect(problemsOf(LOG, withBody(reply, bare))).not.toEqual([]);
  });

  test('by the watch over replies that no test looks at', async () => {
    const other = createServer((_, response) => response.writeHead(202, { 'x-new': '1' }).end());
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    using watch = watchReplies(CONTRACT, port);
    await fetch(`http://127.0.0.1:${port}${LOG}`);
    await new Promise((resolve) => other.close(resolve));
    expect(watch.problems).toEqual([`GET ${LOG} -> 202 is outside the contract: no status 202`]);
  });
});

describe('each format has an address of its own', () => {
  test.each([
    ['chats.ndjson', 'chats?format=ndjson'],
    ['chats.csv', 'chats?format=csv'],
    ['messages.csv', 'chats?format=csv-messages'],
    ['chats.parquet', 'chats?format=parquet'],
    ['messages.parquet', 'chats?format=parquet-messages'],
    ['chats.xlsx', 'chats?format=xlsx'],
    ['conversations.jsonl', 'chats?format=chatml'],
    ['chats/changes.ndjson', 'chats/changes?format=ndjson'],
  ])('%s is %s', async (own, shared) => {
    const [one, other] = await Promise.all(
      [own, shared].map((path) => server.get(`/v2/projects/822/${path}`, { key })),
    );
    expect(one?.status).toBe(200);
    expect(one?.bytes.equals(other?.bytes ?? Buffer.alloc(0))).toBe(true);
    expect(one?.headers['content-type']).toBe(other?.headers['content-type']);
    const named = `/v2/projects/822/${own}?${shared.replace(/.*\?/, '')}`;
    expect((await server.get(named, { key })).bytes.equals(one?.bytes ?? Buffer.alloc(0))).toBe(true);
    expect((await server.get(`/v2/projects/822/${own}?format=json`, { key })).status).toBe(400);
    expect((await server.get(`/v2/projects/822/${own}`, { key, headers: { accept: 'image/png' } })).status).toBe(406);
  });

  test('pages of it are followed at the same address', async () => {
    const ids: number[] = [];
    for (let path = '/v2/projects/822/chats.ndjson?limit=7'; path !== ''; ) {
      const { text, headers } = await server.get(path, { key });
      ids.push(
        ...text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line).chatId),
      );
      const [, next = ''] = /^<http:\/\/[^/]+([^>]+)>/.exec(String(headers.link ?? '')) ?? [];
      path = next;
    }
    expect(ids).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
  });
});
