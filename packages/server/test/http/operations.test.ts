/** The contract’s list of operations against the server: each is served as it is described, and nothing else is. */
import { randomUUID } from 'node:crypto';
import {
  ATTACHMENT_REQUEST,
  CANNED_REPLY_REQUEST,
  CHAT_KEYS,
  ChatInReply,
  ChatLogReply,
  DESK_COMMAND_EXAMPLE,
  EndLine,
  ErrorReply,
  EVENT_FORMAT,
  OPERATIONS,
  type Operation,
  PERSON_REQUEST,
  VIEW_REQUEST,
  VISITOR_REQUEST,
  type View,
} from '@parley/contract';
import openapi from '@parley/contract/openapi.json' with { type: 'json' };
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { afterAll, describe, expect, test } from 'vitest';
import { pages } from '../../src/http/pages.ts';
import pageExample from '../../src/services/sample/page-example.json' with { type: 'json' };
import { bootServer, type GetOptions } from '../helpers/boot-server.ts';
import { makeDeskOfExamples } from '../helpers/desk-of-examples.ts';
import { expectRefused } from '../helpers/expect-refused.ts';
import { FakeProvider } from '../helpers/fake-provider.ts';
import { findFreePort } from '../helpers/free-port.ts';
import { withLaterKeys } from '../helpers/later-keys.ts';
import { TestVisitor } from '../helpers/live-people.ts';
import { addPerson, OWN_PAGE, signIn } from '../helpers/people.ts';

const metricsPort = await findFreePort();
const provider = await FakeProvider.start();
const server = await bootServer({ metricsPort, openid: provider.options('https://chat.example.com') });
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});
const scope = await server.makeProject(822);
await server.importSample(scope, 200);
/** As little as a row can say: null wherever it may stand, and words that no captured chat has. */
const NULLS = Object.fromEntries(CHAT_KEYS.map((name) => [name, null]));
const [message = {}] = pageExample.response[0]?.transcript ?? [];
const BARE_ROW = {
  ...NULLS,
  chatId: 1_001,
  transcript: [
    { ...Object.fromEntries(Object.keys(message).map((name) => [name, null])), attachments: [{ type: null }] },
  ],
  transfers: [{ chatId: null, kind: null, time: 'yesterday' }],
  ticketType: { label: null },
  disposition: 'Solved',
  slaStatus: 'ok',
  sessionStartTime: 'long ago',
};
await server.importChats(scope, [{ ...pageExample.response[0], chatId: 1_000 }, BARE_ROW]);
/** Whom the example of signing in names. */
await addPerson(server, 'anna');
const key = await server.makeKey();
const anyKey = await server.makeKey({ scopes: ['chats:write'] });
const metadataKey = await server.makeKey({ scopes: ['chats:metadata'] });
const adminKey = await server.makeKey({ scopes: ['admin'] });
/** What the examples of the administration name, beside what they make. */
await addPerson(server, 'ben');
const doomed = await server.makeKey();
const views = [await saveView(822)];
const deskKey = await server.makeKey({ scopes: ['chats:answer'] });
await makeDeskOfExamples(server, scope);
const visitor = await TestVisitor.come(server, VISITOR_REQUEST.site);

/** A view of the project, as the example of saving one says. */
async function saveView(project: number) {
  const path = `/v2/projects/${project}/views`;
  const body = JSON.stringify(VIEW_REQUEST);
  const reply = await server.get(path, { key: adminKey, method: 'POST', headers: OWN_PAGE, body });
  return JSON.parse(reply.text).response as View;
}

const MORE_QUERIES: Readonly<Record<string, readonly string[]>> = {
  getChatLog: ['include=ext', 'tz=UTC', 'direction=DESC&limit=9'],
  getChatChanges: ['limit=10000', 'limit=10000&tz=UTC&timestamps=normalized', 'limit=10000&disposition=Missed'],
  getChatDigest: ['tz=UTC', 'disposition=Missed'],
  getChatStatistics: ['by=queue', 'by=day&limit=1', 'metrics=count&withinMs=60000'],
};

/** What is wrong with the value, at most three things. */
function check(schema: TSchema, value: unknown): readonly unknown[] {
  const compiled = Compile(schema);
  return compiled.Check(value) ? [] : [...compiled.Errors(value)].slice(0, 3);
}

/** A chat of three events, the last of them a message. */
function smallChat(chatId: number) {
  const at = '2026-01-05T10:00:00.000Z';
  const message = { type: 'message.sent', at, sender: 'visitor', name: 'V', text: 'hello' };
  const events = [
    { type: 'chat.started', at, channel: 'webchat', sessionId: 's' },
    { ...message, messageId: 'a' },
    { ...message, messageId: 'b' },
  ];
  return { format: EVENT_FORMAT, chatId, events };
}

const fill = (path: string) =>
  path
    .replace('{projectid}', '822')
    .replace('{chatId}', '1')
    .replace('{viewId}', String(views[0]?.viewId))
    .replace('{queueId}', '3803')
    .replace('{agentId}', '660')
    .replace('{siteId}', '1')
    .replace('{ticketTypeId}', '5')
    .replace('{replyId}', '3')
    .replace('{attachmentId}', '00000000-0000-4000-8000-000000000000')
    .replace('{login}', 'ben')
    .replace('{prefix}', doomed.prefix);
const isStream = ({ success }: Operation) =>
  success.contents.some(({ mediaType }) => mediaType === 'text/event-stream');
const isFile = ({ method, path }: Operation) => method === 'GET' && path.includes('{attachmentId}');
/** Those that end and reply by JSON or text; the others are in live-chat.test.ts and attachments.test.ts. */
const READING = OPERATIONS.filter(
  (operation) => operation.method === 'GET' && !isStream(operation) && !isFile(operation),
);
const FILES = OPERATIONS.filter(isFile);
const STREAMS = OPERATIONS.filter(isStream);
const WRITING = OPERATIONS.filter(({ method }) => method !== 'GET');
const isAdmin = ({ scopes }: Operation) => scopes?.includes('admin') === true;
const isWriting = ({ scopes }: Operation) => scopes?.includes('chats:write') === true;
const isAnswering = ({ scopes }: Operation) => scopes?.[0] === 'chats:answer';
/** Who may call the operation. */
const ownerOf = (operation: Operation) => {
  if (isAdmin(operation)) return adminKey;
  if (isAnswering(operation)) return deskKey;
  return isWriting(operation) ? anyKey : key;
};
/** Keys that may call the operation, and that may not. */
const readersOf = (operation: Operation) => {
  if (isAdmin(operation)) return [adminKey];
  if (isAnswering(operation)) return [key, deskKey];
  return operation.scopes?.includes('chats:metadata') === true ? [key, metadataKey] : [key];
};
const otherOf = (operation: Operation) => (isWriting(operation) ? key : anyKey);

describe.each(READING.map((operation) => [operation.operationId, operation] as const))('%s', (_, operation) => {
  const path = fill(operation.path);
  const json = operation.success.contents.find(({ mediaType }) => mediaType === 'application/json');

  test('is served with the headers and the media types that are described', async () => {
    for (const { mediaType } of operation.success.contents) {
      const reply = await server.get(path, {
        key: isAdmin(operation) ? adminKey : key,
        headers: { accept: mediaType },
      });
      expect(reply.status).toBe(200);
      expect(reply.headers['content-type']).toContain(mediaType);
      const always = operation.success.headers.filter((name) => ['ETag', 'Cache-Control', 'Vary'].includes(name));
      for (const name of always) expect(reply.headers[name.toLowerCase()], name).toBeDefined();
    }
  });

  test('replies as its schema says', async () => {
    if (json === undefined) return;
    const targets = [
      operation.exampleTarget,
      path,
      ...(MORE_QUERIES[operation.operationId] ?? []).map((query) => `${path}?${query}`),
    ];
    const chatPaths =
      path.includes('/chats/1') && !path.endsWith('/events')
        ? ['1000', '1001', '77'].map((id) => path.replace('/chats/1', `/chats/${id}`))
        : [];
    for (const reader of readersOf(operation)) {
      for (const target of [...targets, ...chatPaths]) {
        const reply = await server.get(target, { key: reader });
        expect(reply.status, target).toBe(200);
        expect(check(json.schema, JSON.parse(reply.text)), target).toEqual([]);
      }
    }
  });

  test('asks for a key as it is described', async () => {
    const { status } = await server.get(path);
    expect(status).toBe(operation.scopes === null ? 200 : 401);
    const expected = operation.scopes === null || operation.scopes.length === 0 ? 200 : 403;
    expect((await server.get(path, { key: anyKey })).status).toBe(expected);
  });

  test('refuses in the one form of errors', async () => {
    for (const [target, options] of [
      [path, { method: 'PUT' }],
      [`${path}/x/y/z`, {}],
      [path.replace('822', '1'), { key: isAdmin(operation) ? adminKey : key }],
    ] as const) {
      const reply = await server.get(target, options);
      if (reply.status !== 200) expect(check(ErrorReply, JSON.parse(reply.text))).toEqual([]);
    }
  });
});

describe.each(WRITING.map((operation) => [operation.operationId, operation] as const))('%s', (_, operation) => {
  const path = fill(operation.path);
  const body = operation.requestBody === null ? undefined : JSON.stringify(operation.requestBody.example);
  const request = (options: GetOptions) =>
    server.get(path, {
      ...options,
      method: operation.method,
      headers: OWN_PAGE,
      ...(body === undefined ? {} : { body }),
    });

  test('asks for a key of its scope, or for none', async () => {
    const isOpen = operation.scopes === null && operation.needsStreamToken !== true;
    expect((await request({})).status).toBe(isOpen ? 200 : 401);
    if (operation.scopes === null) return;
    const reply = await request({ key: otherOf(operation) });
    if (operation.scopes.length === 0) return expect(reply.text).not.toContain('error.scope_missing');
    expect([reply.status, reply.text]).toEqual([403, expect.stringContaining('error.scope_missing')]);
  });

  test('replies as its schema says', async () => {
    const example = await exampleOf(operation);
    const isKeyed = operation.scopes !== null && !('cookie' in (example.headers ?? {}));
    const reply = await server.get(example.path, {
      ...(isKeyed ? { key: ownerOf(operation) } : {}),
      method: operation.method,
      headers: { ...OWN_PAGE, ...example.headers },
      ...(body === undefined ? {} : { body: example.body ?? body }),
    });
    const [content] = operation.success.contents;
    expect(reply.status, reply.text).toBe(200);
    expect(check(content?.schema ?? {}, JSON.parse(reply.text))).toEqual([]);
    for (const name of operation.success.headers) expect(reply.headers[name.toLowerCase()], name).toBeDefined();
  });
});

interface Example {
  readonly path: string;
  /** With the cookie of a person no key is sent. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A request that is a success, with what it is about made for it. */
async function exampleOf({ operationId, path }: Operation): Promise<Example> {
  const chats = path.includes('/chats/') || path.includes('redactions');
  if (chats) {
    await server.importChats(await server.makeProject(899), [1, 7].map(smallChat));
    return { path: fill(path).replace('822', '899') };
  }
  if (path.includes('{viewId}')) {
    const { viewId, version } = await saveView(822);
    return {
      path: path.replace('{projectid}', '822').replace('{viewId}', `${viewId}`),
      headers: { 'if-match': `"${version}"` },
    };
  }
  if (path.includes('{sessionId}')) {
    const headers = operationId === 'endOwnSession' ? await signIn(server, 'ben') : {};
    if (operationId === 'endPersonSession') await signIn(server, 'ben');
    const { text } = await server.get('/v2/people/ben/sessions', { key: adminKey });
    return { path: fill(path).replace('{sessionId}', JSON.parse(text).response[0].sessionId), headers };
  }
  if (operationId === 'sendVisitorCommand') return { path, headers: { authorization: visitor.authorization } };
  if (operationId === 'sendDeskCommand') {
    const { chatId } = await visitor.says('Hello');
    const body = { ...DESK_COMMAND_EXAMPLE, type: 'chat.accept', chatId, text: undefined };
    return { path: `${fill(path)}?actAs=660`, body: JSON.stringify(body) };
  }
  if (operationId.endsWith('VisitorAttachment')) return exampleOfFile(operationId, '', visitor);
  if (operationId.endsWith('DeskAttachment')) return exampleOfFile(operationId, '?actAs=660', null);
  if (operationId === 'createCannedReply') {
    return { path: fill(path), body: JSON.stringify({ ...CANNED_REPLY_REQUEST, shortcut: 'third' }) };
  }
  if (operationId === 'createPerson') return { path, body: JSON.stringify({ ...PERSON_REQUEST, login: 'new' }) };
  return { path: fill(path) };
}

/** Of a small text that is reserved, or uploaded. */
async function exampleOfFile(operationId: string, query: string, by: TestVisitor | null): Promise<Example> {
  const headers: Record<string, string> = by === null ? {} : { authorization: by.authorization };
  const path = `${by === null ? '/v2/projects/822/desk' : '/v2/live'}/attachments${query}`;
  if (operationId.startsWith('reserve')) return { path, headers };
  const body = JSON.stringify({
    ...ATTACHMENT_REQUEST,
    id: randomUUID(),
    name: 'a.txt',
    mediaType: 'text/plain',
    bytes: 5,
  });
  const asked = by === null ? { key: deskKey } : {};
  const reserved = await server.get(path, { ...asked, method: 'POST', headers: { ...OWN_PAGE, ...headers }, body });
  return { path: JSON.parse(reserved.text).response.uploadUrl, headers, body: 'hello' };
}

test.each(OPERATIONS.filter((one) => !isFile(one)).map((operation) => [operation.operationId, operation] as const))(
  '%s refuses what it cannot send and parameters that it has not, where the contract says so',
  async (_, operation) => {
    const { path, method, requestBody, errors } = operation;
    const body = requestBody === null ? {} : { body: JSON.stringify(requestBody.example) };
    const ask = (query: string, accept: string) =>
      server.get(`${fill(path)}${query}`, {
        key: ownerOf(operation),
        method,
        ...body,
        headers: { accept, ...OWN_PAGE },
      });
    const unread = await ask('', 'image/png');
    if (errors.includes('notAcceptable')) expectRefused(unread, 'notAcceptable');
    else expect(unread.status).toBe(200);
    const unknown = await ask('?nonsense=1', '*/*');
    if (errors.includes('parameterNotExpected')) expectRefused(unknown, 'parameterNotExpected', 'nonsense');
    else if (errors.includes('unknownParameter')) expectRefused(unknown, 'unknownParameter', 'nonsense');
    else expect(unknown.status).toBe(200);
  },
);

test('the checker of replies notices what is missing and what is too much', () => {
  const good = {
    response: pageExample.response.map(withLaterKeys),
    responseCount: 1,
    sumResponseTime: 0,
    transfers: [],
    transferCount: 0,
    errors: [],
  };
  expect(check(ChatLogReply, good)).toEqual([]);
  const [{ duration: _, ...withoutDuration } = { duration: 0 }] = good.response;
  expect(check(ChatLogReply, { ...good, response: [{ ...withoutDuration, length: 1 }] })).not.toEqual([]);
  // A chat with a key too few may be one that was asked for by `fields`.
  expect(check(ChatInReply, withoutDuration)).not.toEqual([]);
  expect(check(ChatLogReply, { ...good, more: 1 })).not.toEqual([]);
  expect(check(ChatLogReply, { ...good, responseCount: '1' })).not.toEqual([]);
});

test('the checker of replies takes null for values of imported rows, and of no chat that says that it was captured', async () => {
  const reply = await server.get('/v2/projects/822/chats?start=1000&limit=2&include=ext', { key });
  const log = JSON.parse(reply.text) as ChatLogReply;
  expect(log.response.map(({ chatId, visitorName }) => [chatId, visitorName])).toEqual([
    [1_000, ''],
    [1_001, null],
  ]);
  expect(check(ChatLogReply, log)).toEqual([]);
  const captured = log.response.map((chat) => ({ ...chat, ext: { ...chat.ext, imported: null } }));
  expect(check(ChatLogReply, { ...log, response: captured.slice(0, 1) })).toEqual([]);
  expect(check(ChatLogReply, { ...log, response: captured.slice(1) })).not.toEqual([]);
  const withoutId = log.response.map((chat) => ({ ...chat, chatId: null }));
  expect(check(ChatLogReply, { ...log, response: withoutId })).not.toEqual([]);
});

describe('routes', () => {
  test('are the operations, the pages, and nothing else', async () => {
    const documented = OPERATIONS.map(({ path }) => path);
    expect(Object.keys(openapi.paths).sort()).toEqual([...new Set(documented)].sort());
    const undocumented = pages(null).map(({ path }) => path);
    for (const path of [...READING.map(({ path }) => path), ...undocumented])
      expect((await server.get(fill(path), { key: adminKey })).status, path).toBe(200);
    for (const { path } of FILES) await server.get(fill(path), { key: adminKey });
    for (const { path } of STREAMS) await server.get(fill(path), { key: adminKey, method: 'HEAD' });
    const app = await server.get('/metrics', { key });
    const counted = [...app.text.matchAll(/parley_http_requests_total\{operation="([^"]+)"/g)].map(([, name]) => name);
    expect([...new Set(counted)].sort()).toEqual(
      [...OPERATIONS.map(({ operationId }) => operationId), ...undocumented].sort(),
    );
  });
});

describe('of operation', () => {
  test('health is told without a key', async () => {
    const reply = await server.get('/healthz');
    expect([reply.status, reply.text]).toEqual([200, '{"status":"ok"}']);
  });

  test('measurements are told to any key, and on their own port to this machine without one', async () => {
    await server.get('/v2/projects/822/chats?limit=0', { key });
    const keyed = await server.get('/metrics', { key: anyKey });
    expect(keyed.headers['content-type']).toMatch(/^text\/plain/);
    const own = await fetch(`http://127.0.0.1:${metricsPort}/metrics`).then((reply) => reply.text());
    for (const text of [keyed.text, own]) {
      expect(text).toMatch(/parley_http_requests_total\{operation="getChatLog",status="400"\} [1-9]/);
      expect(text).toContain('parley_http_request_duration_seconds_bucket');
      expect(text).not.toContain(key.prefix);
      expect(text).not.toContain('acme');
    }
  });

  test('the description is the committed one', async () => {
    const reply = await server.get('/openapi.json');
    expect(JSON.parse(reply.text)).toEqual(openapi);
  });

  test('the last line of NDJSON is as its schema says', async () => {
    const reply = await server.get('/v2/projects/822/chats?format=ndjson&include=end&limit=2', { key });
    expect(check(EndLine, JSON.parse(reply.text.trimEnd().split('\n').at(-1) ?? ''))).toEqual([]);
  });
});
