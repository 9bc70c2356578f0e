/** Erasing and redacting by API: what a reader sees afterwards, the order of the checks, and every way to ask wrongly. */
import { ErasedChatReply, type ErrorName, RedactionReply } from '@parley/contract';
import { Value } from 'typebox/value';
import { afterAll, describe, expect, test } from 'vitest';
import { chatId } from '../../src/model/ids.ts';
import { bootServer, type GetOptions } from '../helpers/boot-server.ts';
import { canaryRow } from '../helpers/canary-chats.ts';
import { expectRefused } from '../helpers/expect-refused.ts';

const PROJECT = '/v2/projects/822';
const LOG = `${PROJECT}/chats`;
const REDACTIONS = `${PROJECT}/redactions`;
const CONTACT = 4_711;
/** Keys of a row that every object has by itself. */
const OBJECT_KEYS = ['__proto__', 'toString', 'constructor', 'hasOwnProperty'];
const JSON_BODY = { 'content-type': 'application/json' };

const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
const project = await server.makeProject(822);
await server.makeProject(823);
await server.importChats(
  project,
  Array.from({ length: 12 }, (_, index) => canaryRow(String(index + 1), index + 1, index < 3 ? CONTACT : 100 + index)),
);
const key = await server.makeKey({ scopes: ['chats:write', 'chats:read'] });
const readKey = await server.makeKey({ scopes: ['chats:read'] });
const farKey = await server.makeKey({ allowedIps: ['192.0.2.0/24'], scopes: ['chats:write'] });
const otherKey = await server.makeKey({ projects: [823], scopes: ['chats:write'] });

const erase = (id: number | string, options: GetOptions = {}) =>
  server.get(`${LOG}/${id}`, { key, method: 'DELETE', ...options });
const redact = (body: string, options: GetOptions = {}) =>
  server.get(REDACTIONS, { key, method: 'POST', headers: JSON_BODY, body, ...options });

describe('erasing a chat', () => {
  test('answers with its tombstone, and the chat is gone from every read', async () => {
    const reply = await erase(7);
    expect(reply.status).toBe(200);
    const body = JSON.parse(reply.text);
    expect(Value.Check(ErasedChatReply, body)).toBe(true);
    expect(body.response).toMatchObject({ chatId: 7, projectId: 822, ext: { deleted: true, revision: 2 } });
    expectRefused(await erase(7), 'chatNotFound', 'chatId');
    expectRefused(await server.get(`${LOG}/7`, { key }), 'chatNotFound', 'chatId');
    expectRefused(await server.get(`${LOG}/7/explain`, { key }), 'chatNotFound', 'chatId');
    const log = JSON.parse((await server.get(LOG, { key })).text);
    expect(log.response.map((chat: { chatId: number }) => chat.chatId)).not.toContain(7);
    await server.settle();
    const changes = JSON.parse((await server.get(`${LOG}/changes`, { key })).text);
    expect(changes.response).toContainEqual(body.response);
    const [entry] = await server.store.audit.list(project.tenantId, 1);
    expect(entry).toMatchObject({
      action: 'chat.erased',
      target: 'chat 7',
      actor: { keyPrefix: key.key.slice(0, 12) },
    });
  });

  test('notes the reason that was given, which must be a line', async () => {
    const why = 'reason=the+visitor+asked+for+it';
    for (const wrong of ['reason=', 'reason=+', 'reason=a%0Ab', `reason=${'x'.repeat(201)}`, `${why}&${why}`]) {
      const refused = await erase(`9?${wrong}`);
      expect([refused.status, JSON.parse(refused.text).errors[0].property]).toEqual([400, 'reason']);
    }
    expect((await erase(`9?${why}`)).status).toBe(200);
    const [entry] = await server.store.audit.list(project.tenantId, 1);
    expect(entry).toMatchObject({ target: 'chat 9', reason: 'the visitor asked for it' });
  });

  test('of another project or tenant is told like a chat that is not there', async () => {
    expectRefused(await erase(1, { key: otherKey }), 'projectNotFound', 'projectid');
    expectRefused(await server.get('/v2/projects/823/chats/1', { key, method: 'DELETE' }), 'chatNotFound', 'chatId');
    for (const id of ['x', '-1', '1e1', '99999999999999999']) expectRefused(await erase(id), 'chatNotFound', 'chatId');
  });

  test('is scrubbed by the server itself', { timeout: 30_000 }, async () => {
    await erase(8);
    await expect.poll(() => server.store.maintenance.findScrubDue(), { timeout: 20_000 }).toBeNull();
  });
});

describe('redacting', () => {
  test('one message leaves the others, and is shown as redacted', async () => {
    const reply = await redact('{ "chatId": 5,\n "seq": 2 }');
    expect([reply.status, JSON.parse(reply.text)]).toEqual([200, { response: { chats: 1, messages: 1 }, errors: [] }]);
    expect(Value.Check(RedactionReply, JSON.parse(reply.text))).toBe(true);
    const { response } = JSON.parse((await server.get(`${LOG}/5?include=ext`, { key })).text);
    expect(response.transcript.map((message: { ext: { redacted: boolean } }) => message.ext.redacted)).toEqual([
      false,
      true,
    ]);
    expect(response.transcript[1].message).toBe('');
    expect(response.transcript[0].message).not.toBe('');
    expect(response.ext.revision).toBe(2);
    expect(JSON.parse((await redact('{"seq":2,"chatId":5}')).text).response).toEqual({ chats: 0, messages: 0 });
  });

  test('all of a chat leaves its numbers, and the audit log says why', async () => {
    const before = JSON.parse((await server.get(`${LOG}/6`, { key })).text).response;
    // As programs write it that escape what is not ASCII.
    const reply = await redact('{"chatId": 6, "whole": true, "reason": "k\\u00e9rte: \\"t\u00f6r\u00f6lj\u00e9k\\""}');
    expect(JSON.parse(reply.text)).toEqual({ response: { chats: 1, messages: 2 }, errors: [] });
    const { response } = JSON.parse((await server.get(`${LOG}/6?include=ext`, { key })).text);
    expect(JSON.stringify(response)).not.toContain('KANARI');
    expect([response.duration, response.responseCount]).toEqual([before.duration, before.responseCount]);
    const [entry] = await server.store.audit.list(project.tenantId, 1);
    expect(entry).toMatchObject({
      action: 'chat.redacted',
      target: 'chat 6',
      reason: 'k\u00e9rte: "t\u00f6r\u00f6lj\u00e9k"',
    });
  });

  test('a contact empties all of its chats', async () => {
    const reply = await redact(`{"contactId":${CONTACT}}`);
    expect(JSON.parse(reply.text)).toEqual({ response: { chats: 3, messages: 6 }, errors: [] });
    for (const id of [1, 2, 3]) {
      expect((await server.get(`${LOG}/${id}?include=ext`, { key })).text).not.toContain('KANARI');
      expect(JSON.stringify(await project.chats.readEvents(chatId(id)))).not.toContain('KANARI');
    }
    expect((await server.get(`${LOG}/4`, { key })).text).toContain('KANARI');
  });

  test.each(OBJECT_KEYS)(
    'a contact empties what stands under the key %s, in stored chats and in later imports',
    async (name) => {
      const id = 200 + 10 * OBJECT_KEYS.indexOf(name);
      const rowOf = (chat: number): unknown =>
        JSON.parse(
          `{"chatId":${chat},"contactId":${id},"sessionStartTime":"2023-01-20 12:50:43","${name}":{"mail":"SECRET"},
            "transcript":[{"id":"m1","message":"SECRET","name":"Ann","${name}":["SECRET"]}]}`,
        );
      await server.importChats(project, [rowOf(id)]);
      const one = await redact(`{"chatId":${id},"seq":1}`);
      expect(JSON.parse(one.text).response).toEqual({ chats: 1, messages: 1 });
      const reply = await redact(`{"contactId":${id}}`);
      expect([reply.status, JSON.parse(reply.text).response]).toEqual([200, { chats: 1, messages: 0 }]);
      await server.importChats(project, [rowOf(id + 1), { chatId: id + 2, contactId: id }]);
      for (const chat of [id, id + 1]) {
        const { text } = await server.get(`${LOG}/${chat}?include=ext`, { key });
        expect(text).not.toMatch(/SECRET|Ann/);
        expect(text).toContain(`"${name}":{"mail":""}`);
        expect(text).toContain(`"transcript[0].${name}":[""]`);
        expect(JSON.stringify(await project.chats.readEvents(chatId(chat)))).not.toMatch(/SECRET|Ann/);
      }
      expect((await server.get(`${LOG}/${id + 2}`, { key })).status).toBe(200);
    },
  );

  test.each([
    ['{"chatId":999,"seq":1}', 'chatId'],
    ['{"chatId":4,"seq":99}', 'chatId'],
    ['{"contactId":123456}', 'contactId'],
  ])('%s is not there', async (body, property) => {
    expectRefused(await redact(body), 'redactionNotFound', property);
  });

  test.each([
    ['', ''],
    ['{', ''],
    ['null', ''],
    ['[]', ''],
    ['7', ''],
    ['"{}"', ''],
    ['{}', 'chatId'],
    ['{"seq":1}', 'chatId'],
    ['{"chatId":4}', 'seq'],
    ['{"chatId":4,"seq":1,"contactId":6}', 'contactId'],
    ['{"chatId":4,"contactId":6}', 'contactId'],
    ['{"seq":1,"contactId":6}', 'contactId'],
    ['{"chatId":4,"whole":false}', 'whole'],
    ['{"chatId":4,"whole":"true"}', 'whole'],
    ['{"chatId":4,"seq":1,"whole":true}', 'whole'],
    ['{"whole":true}', 'chatId'],
    ['{"contactId":6,"whole":true}', 'contactId'],
    ['{"contactId":6,"reason":7}', 'reason'],
    ['{"contactId":6,"reason":""}', 'reason'],
    ['{"contactId":6,"reason":"two\\nlines"}', 'reason'],
    ['{"contactId":6,"reason":"half \\ud83d"}', 'reason'],
    [`{"contactId":6,"reason":"${'x'.repeat(201)}"}`, 'reason'],
    ['{"contactId":6,"reason":"a","reason":"b"}', ''],
    ['{"chatId":4,"seq":1,"why":"x"}', 'why'],
    ['{"chatid":4,"seq":1}', 'chatid'],
    ['{"__proto__":{"chatId":4},"seq":1}', '__proto__'],
    ['{"chatId":"4","seq":1}', 'chatId'],
    ['{"chatId":4.5,"seq":1}', 'chatId'],
    ['{"chatId":-4,"seq":1}', 'chatId'],
    ['{"chatId":null,"seq":1}', 'chatId'],
    ['{"chatId":{"$gt":0},"seq":1}', 'chatId'],
    ['{"chatId":9007199254740992,"seq":1}', 'chatId'],
    ['{"chatId":4,"seq":0}', 'seq'],
    ['{"contactId":0}', 'contactId'],
    ['{"contactId":true}', 'contactId'],
    [`{"contactId":${'['.repeat(1_500)}${']'.repeat(1_500)}}`, 'contactId'],
    ['{"chatId":4,"chatId":5,"seq":1}', ''],
    ['{"chatId":4,"seq":1e0}', ''],
    ['{"chatId":4,"seq":1}{}', ''],
  ])('%s is refused, naming the field', async (body, property) => {
    expectRefused(await redact(body), 'malformedBody', property);
  });

  test('a body that is too long, no JSON by its type or compressed, is refused', async () => {
    expectRefused(await redact(`{"contactId":6${' '.repeat(4_096)}}`), 'bodyTooLarge');
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/jsonx',
      'application/json; charset=latin1',
      // No media types at all.
      '',
      'json',
      'a/b/c',
    ]) {
      expectRefused(await redact('{"contactId":6}', { headers: { 'content-type': type } }), 'unsupportedMediaType');
    }
    expectRefused(await redact('{"contactId":6}', { headers: {} }), 'unsupportedMediaType');
    const packed = { ...JSON_BODY, 'content-encoding': 'gzip' };
    expectRefused(await redact('{"contactId":6}', { headers: packed }), 'unsupportedMediaType');
    const spelled = { 'content-type': 'Application/JSON; charset="UTF-8"' };
    expectRefused(await redact('{"contactId":123456}', { headers: spelled }), 'redactionNotFound');
  });
});

test('a type that is none does not matter where no body is read', async () => {
  const headers = { 'content-type': 'json' };
  expectRefused(
    await server.get('/v2/projects/822/chats/999', { key, method: 'DELETE', headers, body: 'x' }),
    'chatNotFound',
  );
});

describe('order of the checks', () => {
  const png = { ...JSON_BODY, accept: 'image/png' };
  const RUNGS: readonly (readonly [ErrorName, string, GetOptions])[] = [
    ['routeNotFound', '/v2/projects/822/redaction?x=1', { method: 'POST' }],
    ['methodNotAllowed', '/v2/projects/999/redactions?x=1', { method: 'PUT' }],
    ['unauthorized', '/v2/projects/999/redactions?x=1', { method: 'POST' }],
    ['ipNotAllowed', '/v2/projects/999/redactions?x=1', { method: 'POST', key: farKey }],
    ['projectNotFound', '/v2/projects/999/redactions?x=1', { method: 'POST', key: readKey }],
    ['scopeMissing', `${REDACTIONS}?x=1`, { method: 'POST', key: readKey }],
    ['notAcceptable', `${REDACTIONS}?x=1`, { method: 'POST', key }],
    ['parameterNotExpected', `${REDACTIONS}?x=1`, { method: 'POST', key, headers: JSON_BODY }],
  ];
  test.each(RUNGS)('of a redaction: %s comes before what follows it', async (name, path, options) => {
    expectRefused(await server.get(path, { headers: png, body: '{"chatId":"x"}', ...options }), name);
  });

  test('of an erasure', async () => {
    const headers = { accept: 'image/png' };
    expectRefused(await server.get(`/v2/projects/999/chats/4?x=1`, { method: 'DELETE', headers }), 'unauthorized');
    expectRefused(await erase('4?x=1', { key: farKey, headers }), 'ipNotAllowed');
    expectRefused(await erase('4?x=1', { key: otherKey, headers }), 'projectNotFound');
    expectRefused(await erase('999?x=1', { key: readKey, headers }), 'scopeMissing');
    expectRefused(await erase('999?x=1', { headers }), 'chatNotFound');
    expectRefused(await erase('4?x=1', { headers }), 'notAcceptable');
    expectRefused(await erase('4?x=1'), 'unknownParameter', 'x');
    expect((await server.get(`${LOG}/4`, { key })).status).toBe(200);
  });

  test.each([
    ['DELETE', LOG, 'GET, HEAD'],
    ['POST', LOG, 'GET, HEAD'],
    ['POST', `${LOG}/4`, 'GET, HEAD, DELETE'],
    ['DELETE', `${LOG}/changes`, 'GET, HEAD'],
    ['DELETE', `${LOG}/digest`, 'GET, HEAD'],
    ['DELETE', `${LOG}/4/explain`, 'GET, HEAD'],
    ['GET', REDACTIONS, 'POST'],
    ['DELETE', REDACTIONS, 'POST'],
    ['DELETE', '/v2/projects', 'GET, HEAD, POST'],
    ['DELETE', '/healthz', 'GET, HEAD'],
  ])('%s %s is not allowed', async (method, path, allow) => {
    const reply = await server.get(path, { key, method });
    expectRefused(reply, 'methodNotAllowed');
    expect(String(reply.headers.allow).split(', ').sort()).toEqual(allow.split(', ').sort());
  });
});
