/** What live chats refuse: malformed commands, tokens and identities that are not what they say, and chats of others. */
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { DESK_COMMANDS, VISITOR_COMMANDS } from '@parley/contract';
import { SignJWT } from 'jose';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { afterAll, describe, expect, test } from 'vitest';
import { queueId } from '../../src/model/ids.ts';
import { basic, bootServer, type TestReply } from '../helpers/boot-server.ts';
import { expectRefused } from '../helpers/expect-refused.ts';
import { comeAs, doneOf, makeDesk, type TestAgent, TestVisitor } from '../helpers/live-people.ts';
import { addPerson, signIn } from '../helpers/people.ts';
import { rawExchange } from '../helpers/raw-exchange.ts';

const SECRET = 'a secret of thirty-two characters';
const JSON_TYPE = { 'content-type': 'application/json' };
const ID = '6f1d2a5e-9c1b-4e0a-8a54-0d6c6c1f2b11';

const server = await bootServer({ edge: { visitorLimits: 0 } });
afterAll(() => server[Symbol.asyncDispose]());
await server.makeProject(822);
await server.makeProject(823);
const identity = { algorithm: 'HS256', key: SECRET };
const allowedOrigins = ['https://shop.example.com'];
const desk = await makeDesk(server, 822, { agents: 3, site: { identity, allowedOrigins } });
const other = await makeDesk(server, 823, { agents: 1 });
const [john, jane] = desk.agents;
if (john === undefined || jane === undefined) throw new TypeError('two agents');
const admin = await server.makeKey({ scopes: ['admin'] });
const answering = await server.makeKey({ scopes: ['chats:answer'] });
const ROOT = '/v2/projects/822/desk';
const COMMANDS = `${ROOT}/commands?actAs=1`;
const visitor = await TestVisitor.come(server, desk.siteKey);

const post = (path: string, body: unknown, headers: Readonly<Record<string, string>>) =>
  server.get(path, {
    method: 'POST',
    headers: { ...JSON_TYPE, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const postVisitor = (body: unknown, authorization = visitor.authorization, more = {}) =>
  post('/v2/live/commands', body, { authorization, ...more });
const postAgent = (body: unknown, path = COMMANDS) =>
  post(path, body, { authorization: basic(answering.tenant, answering.key) });
const made = async (path: string, body: object, method = 'POST') => {
  const reply = await server.get(path, { key: admin, method, headers: JSON_TYPE, body: JSON.stringify(body) });
  if (reply.status !== 200) throw new TypeError(reply.text);
  return JSON.parse(reply.text).response;
};
const taken = async (agent: TestAgent) => {
  const { chatId } = await (await TestVisitor.come(server, desk.siteKey)).says('hello');
  await agent.does('chat.accept', chatId ?? 0);
  return chatId ?? 0;
};

type Members = Readonly<Record<string, TSchema & { readonly examples?: readonly unknown[] }>>;
const membersOf = (schema: TSchema) => (schema as unknown as { readonly properties: Members }).properties;
const exampleOf = (schema: TSchema): Record<string, unknown> =>
  Object.fromEntries(Object.entries(membersOf(schema)).map(([name, member]) => [name, member.examples?.[0]]));

const WRONG_VALUES = [null, true, -1, 1.5, 2 ** 53, '', ' ', '\u0000', 'x'.repeat(5_000), [], [1], {}, { url: 1 }];
const KINDS = [
  ...Object.entries(VISITOR_COMMANDS).map(([type, schema]) => ({ side: 'visitor', type, schema: schema as TSchema })),
  ...Object.entries(DESK_COMMANDS).map(([type, schema]) => ({ side: 'agent', type, schema: schema as TSchema })),
];

describe('a command with a member that is wrong', () => {
  test.each(KINDS)('$side $type: the reply names the member', async ({ side, schema }) => {
    const send = side === 'visitor' ? postVisitor : postAgent;
    const whole = exampleOf(schema);
    let sent = 0;
    for (const [name, member] of Object.entries(membersOf(schema))) {
      const check = Compile(member);
      for (const value of WRONG_VALUES.filter((one) => !check.Check(one))) {
        const reply = await send({ ...whole, [name]: value });
        if (name === 'v' && typeof value === 'number') expectRefused(reply, 'protocolVersion', 'v');
        else expectRefused(reply, 'malformedBody', name);
        sent++;
      }
      const { [name]: _, ...without } = whole;
      if ((schema as unknown as { required: string[] }).required.includes(name)) {
        expectRefused(await send(without), 'malformedBody', name);
      }
    }
    expect(sent).toBeGreaterThan(20);
    expectRefused(await send({ ...whole, surprise: 1 }), 'malformedBody', 'surprise');
    expectRefused(await send(`{"__proto__":{"v":1},${JSON.stringify(whole).slice(1)}`), 'malformedBody');
  });

  test.each(['visitor', 'agent'])('of no known kind or version, or no command at all: %s', async (side) => {
    const send = side === 'visitor' ? postVisitor : postAgent;
    const whole = { v: 1, id: ID, type: 'typing' };
    for (const type of ['', 'chat.erase', 'constructor', '__proto__', null, 7, ['typing']]) {
      expectRefused(await send({ ...whole, type }), 'malformedBody', 'type');
    }
    for (const v of [0, 2, -1, 1.5]) expectRefused(await send({ ...whole, v }), 'protocolVersion', 'v');
    for (const body of ['', 'null', '[]', '"x"', '7', '{', '{"v":1', '\ufeff{}']) {
      expectRefused(await send(body), 'malformedBody');
    }
    expectRefused(await send(`{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`), 'malformedBody');
    expectRefused(await send({ ...whole, text: 'x'.repeat(70_000) }), 'bodyTooLarge');
    const headers = { authorization: visitor.authorization, 'content-type': 'text/plain' };
    expectRefused(await post('/v2/live/commands', whole, headers), 'unsupportedMediaType');
  });

  test('and messages without words, or with files that were never uploaded, are not acknowledged', async () => {
    const text = { v: 1, id: ID, type: 'message.send' };
    expectRefused(await postVisitor({ ...text, text: ' \n ' }), 'malformedBody', 'text');
    const unsent = { ...text, text: 'see', attachmentIds: [ID] };
    expectRefused(await postVisitor(unsent), 'attachmentNotUsable', 'attachmentIds');
    const chatId = await taken(john);
    expectRefused(await postAgent({ ...unsent, chatId }), 'attachmentNotUsable', 'attachmentIds');
    await john.does('chat.close', chatId);
  });

  test('a transfer is to one of agent and queue', async () => {
    const whole = { v: 1, id: ID, type: 'chat.transfer', chatId: 1 };
    expectRefused(await postAgent(whole), 'malformedBody', 'toAgentId');
    expectRefused(await postAgent({ ...whole, toAgentId: 1, toQueueId: 3803 }), 'malformedBody', 'toAgentId');
  });
});

describe('a token', () => {
  test('changed by any byte is refused', async () => {
    const { streamToken } = visitor.visitor;
    for (let at = 0; at < streamToken.length; at++) {
      const changed = `${streamToken.slice(0, at)}${streamToken[at] === 'A' ? 'B' : 'A'}${streamToken.slice(at + 1)}`;
      const reply = await postVisitor({ v: 1, id: ID, type: 'typing' }, `Bearer ${changed}`);
      expectRefused(reply, 'tokenRefused', 'Authorization');
      expect(reply.headers['www-authenticate']).toContain('Bearer');
    }
    for (const changed of [
      `${streamToken}A`,
      `${streamToken}.A`,
      `${streamToken}=`,
      `${streamToken}!`,
      'ps1',
      'ps1..',
    ]) {
      expectRefused(await postVisitor({ v: 1, id: ID, type: 'typing' }, `Bearer ${changed}`), 'tokenRefused');
    }
  });

  test('of the other kind, of another site, of nobody, or of an agent is refused', async () => {
    const { visitorToken, streamToken } = visitor.visitor;
    const typing = { v: 1, id: ID, type: 'typing' };
    const agent = basic(answering.tenant, answering.key);
    for (const authorization of [`Bearer ${visitorToken}`, '', 'Bearer', agent, `Bearer ${answering.key}`]) {
      expectRefused(await postVisitor(typing, authorization), 'tokenRefused', 'Authorization');
    }
    const swapped = await comeAs(server, desk.siteKey, { visitorToken: streamToken });
    expectRefused(swapped, 'tokenRefused', 'visitorToken');
    const stolen = await comeAs(server, other.siteKey, { visitorToken });
    expectRefused(stolen, 'tokenRefused', 'visitorToken');
    const atDesk = await post(
      COMMANDS,
      { v: 1, id: ID, type: 'presence.set', presence: 'away' },
      {
        authorization: visitor.authorization,
      },
    );
    expectRefused(atDesk, 'unauthorized');
  });

  test('ends: the one of streams after a quarter of an hour, the one of the browser after half a year', async () => {
    await using own = await bootServer({ edge: { visitorLimits: 0 } });
    await own.makeProject(822);
    const { siteKey } = await makeDesk(own, 822);
    const early = await TestVisitor.come(own, siteKey);
    own.clock.advance(899_000);
    expect((await early.send({ type: 'typing' })).status).not.toBe(401);
    own.clock.advance(1_000);
    expectRefused(await early.send({ type: 'typing' }), 'tokenRefused', 'Authorization');
    const { visitorToken } = early.visitor;
    expect((await comeAs(own, siteKey, { visitorToken })).status).toBe(200);
    own.clock.advance(181 * 86_400_000);
    expectRefused(await comeAs(own, siteKey, { visitorToken }), 'tokenRefused', 'visitorToken');
  });
});

describe('a page of another origin', () => {
  test('may not come, write or follow, and learns that; its own and allowed ones may', async () => {
    const forged = [
      'https://evil.example.com',
      'https://shop.example.com.evil.example.com',
      'http://shop.example.com',
      'https://shop.example.com:444',
      'HTTPS://SHOP.example.com.',
      'null',
      'https://shop.example.com/',
    ];
    for (const origin of forged) {
      const come = await comeAs(server, desk.siteKey, {}, origin);
      expectRefused(come, 'originNotAllowed', 'Origin');
      const write = await postVisitor({ v: 1, id: ID, type: 'typing' }, visitor.authorization, { origin });
      expectRefused(write, 'originNotAllowed', 'Origin');
      const headers = { authorization: visitor.authorization, origin };
      expectRefused(await server.get('/v2/live/events', { headers, method: 'HEAD' }).then(asGet), 'originNotAllowed');
    }
    for (const origin of ['https://shop.example.com', server.url]) {
      expect((await comeAs(server, desk.siteKey, {}, origin)).status).toBe(200);
    }
  });

  test('a site that is none is refused', async () => {
    expectRefused(await comeAs(server, 'pk_none'), 'siteNotFound', 'site');
  });
});

/** A reply to HEAD has no body to be looked at. */
function asGet(reply: TestReply): TestReply {
  expect(reply.text).toBe('');
  const body = {
    response: [],
    errors: [{ errorcode: reply.status, errormessage: 'error.origin_not_allowed', property: '', message: 'x' }],
  };
  return { ...reply, text: JSON.stringify(body) };
}

describe('chats of others', () => {
  const onChat = Object.keys(DESK_COMMANDS).filter((type) => 'chatId' in membersOf(DESK_COMMANDS[type as 'typing']));
  const bodyOf = (type: string, chatId: number) => {
    const {
      attachmentIds: _,
      tab: __,
      cseq: ___,
      toQueueId: ____,
      isForced: _____,
      ...body
    } = exampleOf(DESK_COMMANDS[type as 'typing']);
    return { ...body, chatId, id: crypto.randomUUID(), ...(type === 'chat.transfer' ? { toAgentId: 2 } : {}) };
  };

  test.each(onChat)('%s of a chat that another has, in a queue of others, is as of no chat', async (type) => {
    await made(`${ROOT}/queues`, { queueId: 9, name: 'Other', memberIds: [2] }).catch(() => null);
    const chatId = await taken(jane);
    await jane.does('chat.transfer', chatId, { toQueueId: 9 });
    await jane.does('chat.accept', chatId);
    for (const id of [chatId, 999_999]) {
      expectRefused(await postAgent(bodyOf(type, id)), 'chatNotFound', 'chatId');
    }
    await jane.does('chat.close', chatId);
  });

  test.each(onChat)('%s of a chat of another project is as of no chat', async (type) => {
    const { chatId } = await (await TestVisitor.come(server, other.siteKey)).says('hello');
    // A number that the own project does not have.
    const body = bodyOf(type, (chatId ?? 0) + 500_000);
    expectRefused(await postAgent(body), 'chatNotFound', 'chatId');
    const limited = await server.makeKey({ scopes: ['chats:answer'], projects: [823] });
    const foreign = await post(COMMANDS, body, { authorization: basic(limited.tenant, limited.key) });
    expectRefused(foreign, 'projectNotFound');
  });

  test.each(onChat)('%s of a chat outside the queues of a key that may read is as of no chat', async (type) => {
    const chatId = await taken(jane);
    const key = await server.makeKey({ scopes: ['chats:read', 'chats:answer'], queueIds: [queueId(9_999)] });
    const limited = { authorization: basic(key.tenant, key.key) };
    const force = 'isForced' in membersOf(DESK_COMMANDS[type as 'typing']) ? { isForced: true } : {};
    expectRefused(await post(COMMANDS, { ...bodyOf(type, chatId), ...force }, limited), 'chatNotFound', 'chatId');
    await jane.does('chat.close', chatId);
  });

  test('a visitor cannot say that they have read them, nor get them by a position', async () => {
    const theirs = await TestVisitor.come(server, desk.siteKey);
    const { chatId } = await theirs.says('a secret');
    const spy = await TestVisitor.come(server, desk.siteKey);
    expectRefused(await spy.send({ type: 'read', chatId, seq: 1 }), 'chatNotFound', 'chatId');
    const own = await spy.says('mine');
    await using atPage = await spy.follow(`${chatId}.0,1.0`);
    const frames = await atPage.until(({ name, data }) => name === 'chat' && data.text === 'mine');
    const seen = frames.filter(({ name }) => name === 'chat').map(({ data }) => data.chatId);
    expect(new Set(seen)).toEqual(new Set([own.chatId]));
    await using atDesk = (await desk.agents[2]?.follow(`${chatId}.0`)) as NonNullable<
      Awaited<ReturnType<TestAgent['follow']>>
    >;
    await (desk.agents[2] as TestAgent).is('busy');
    const inbox = await atDesk.until(({ name, data }) => name === 'inbox' && data.presence === 'busy');
    expect(inbox.filter(({ name }) => name === 'chat')).toEqual([]);
  });

  test('only supervisors force; agents edit what they wrote; nobody acts as an agent who is none', async () => {
    const chatId = await taken(john);
    const forced = { type: 'chat.close', chatId, isForced: true };
    expectRefused(await jane.send(forced), 'supervisorNeeded', 'isForced');
    const { seq } = await john.does('message.send', chatId, { text: 'mine', id: ID });
    expect(seq).toBeGreaterThan(2);
    const edit = { type: 'message.edit', chatId, messageId: 'none', text: 'x' };
    expectRefused(await john.send(edit), 'messageNotFound', 'messageId');
    expectRefused(await jane.send({ ...edit, messageId: ID }), 'chatNotYours');
    expectRefused(await john.send({ type: 'chat.transfer', chatId, toAgentId: 77 }), 'agentNotFound', 'toAgentId');
    expectRefused(await john.send({ type: 'chat.transfer', chatId, toQueueId: 77 }), 'queueNotFound', 'toQueueId');
    const presence = { v: 1, id: ID, type: 'presence.set', presence: 'away' };
    expectRefused(await postAgent(presence, `${ROOT}/commands`), 'agentNeeded', 'actAs');
    expectRefused(await postAgent(presence, `${ROOT}/commands?actAs=77`), 'agentNotFound', 'actAs');
    expectRefused(await postAgent(presence, `${ROOT}/commands?actAs=x`), 'malformedValue', 'actAs');
    expectRefused(await postAgent(presence, `${ROOT}/commands?as=1`), 'unknownParameter', 'as');
    const reading = await server.makeKey({ scopes: ['chats:read'] });
    const asReader = await post(COMMANDS, presence, { authorization: basic(reading.tenant, reading.key) });
    expectRefused(asReader, 'scopeMissing');
    await john.does('chat.close', chatId);
  });
});

describe('the order of a tab', () => {
  test('a gap says what is missing, another command of an old number is outdated, a copy changes nothing', async () => {
    const writer = await TestVisitor.come(server, desk.siteKey);
    const send = (cseq: number, id = `00000000-0000-4000-9000-${String(cseq).padStart(12, '0')}`, tab = 'a') =>
      writer.send({ type: 'message.send', text: `${tab}${cseq}`, tab, cseq, id });
    const early = await send(2);
    expectRefused(early, 'commandsMissing', 'cseq');
    expect(early.headers['parley-resend-from']).toBe('1');
    const first = doneOf(await send(1));
    expect(doneOf(await send(1))).toEqual({ ...first, isRepeated: true });
    doneOf(await send(2));
    expect(doneOf(await send(1))).toEqual({ ...first, isRepeated: true });
    expectRefused(await send(1, crypto.randomUUID()), 'commandOutdated', 'cseq');
    doneOf(await send(1, crypto.randomUUID(), 'b'));
  });

  test('a command that is refused has had its turn, wherever it is refused, and the next does not wait for it', async () => {
    const chatId = await taken(john);
    const refused = [
      [{ type: 'chat.transfer', chatId, toAgentId: 77 }, 'agentNotFound'],
      [{ type: 'chat.transfer', chatId, toQueueId: 77 }, 'queueNotFound'],
      [{ type: 'chat.close', chatId, isForced: true }, 'supervisorNeeded'],
      [{ type: 'message.send', chatId: 999_999, text: 'x' }, 'chatNotFound'],
      [{ type: 'message.edit', chatId, messageId: 'none', text: 'x' }, 'messageNotFound'],
    ] as const;
    for (const [at, [command, error]] of refused.entries()) {
      expectRefused(await john.send({ ...command, tab: 'r', cseq: at + 1 }), error);
    }
    await john.does('message.send', chatId, { text: 'goes on', tab: 'r', cseq: refused.length + 1 });
    await john.does('chat.close', chatId, { tab: 'r', cseq: refused.length + 2 });
  });

  test('a copy is answered as the first time also when its sender may not see the chat any more', async () => {
    const chatId = await taken(john);
    const ended = { type: 'chat.close', chatId, id: crypto.randomUUID() };
    const done = doneOf(await john.send(ended));
    server.clock.advance(301_000);
    await using atDesk = await john.follow();
    await atDesk.until(({ name, data }) => name === 'inbox' && (data.chats as unknown[]).length === 0);
    expect(doneOf(await john.send(ended))).toEqual({ ...done, isRepeated: true });
  });

  test('page views before the chat keep their numbers, however long it takes until the first message', async () => {
    const writer = await TestVisitor.come(server, desk.siteKey);
    const page = { url: 'https://shop.example.com/', title: '' };
    for (const cseq of [1, 2]) doneOf(await writer.send({ type: 'page.view', page, tab: 'a', cseq }));
    await server.store.live.purgeCommands(0 as never);
    expect(doneOf(await writer.send({ type: 'message.send', text: 'now', tab: 'a', cseq: 3 }))).toMatchObject({
      seq: 2,
    });
  });
});

describe('streams', () => {
  test('need HTTP/1.1, answer HEAD without one, and a position that is one', async () => {
    const authorization = `Authorization: ${visitor.authorization}`;
    const old = await rawExchange(server.port, `GET /v2/live/events HTTP/1.0\r\n${authorization}\r\n\r\n`);
    expect(old).toContain('error.http_version_not_supported');
    const atDesk = `Authorization: ${basic(answering.tenant, answering.key)}`;
    const oldDesk = await rawExchange(server.port, `GET ${ROOT}/events?actAs=1 HTTP/1.0\r\n${atDesk}\r\n\r\n`);
    expect(oldDesk).toContain('error.http_version_not_supported');
    const headers = { authorization: visitor.authorization };
    const head = await server.get('/v2/live/events', { method: 'HEAD', headers });
    expect([head.status, head.text]).toEqual([200, '']);
    for (const position of ['x', '1', '1.', '.1', '1.1,', '-1.1', '99999999999999999.1', '1.1;2.2']) {
      const reply = await server.get('/v2/live/events', { headers: { ...headers, 'last-event-id': position } });
      expectRefused(reply, 'malformedValue', 'position');
    }
  });

  test('of one visitor are five; the sixth is told when to come again, and may when one has ended', async () => {
    await using strict = await bootServer();
    await strict.makeProject(822);
    const many = await TestVisitor.come(strict, (await makeDesk(strict, 822)).siteKey);
    const streams = await Promise.all(Array.from({ length: 5 }, () => many.follow()));
    for (const stream of streams) await stream.next();
    const headers = { authorization: many.authorization };
    const sixth = await strict.get('/v2/live/events', { headers });
    expectRefused(sixth, 'tooManyStreams');
    expect(sixth.headers['retry-after']).toBe('5');
    await streams[0]?.[Symbol.asyncDispose]();
    const again = await until(() => many.follow());
    for (const stream of [again, ...streams.slice(1)]) await stream[Symbol.asyncDispose]();
  });

  test('end when the role is taken away, and so do commands', async () => {
    await addPerson(server, 'leaver', 'agent');
    await made(`${ROOT}/agents`, { login: 'leaver', agentId: 50 });
    const cookie = await signIn(server, 'leaver');
    const response = await fetch(`${server.url}${ROOT}/events`, { headers: cookie });
    expect(response.status).toBe(200);
    await made('/v2/people/leaver', { role: 'analyst' }, 'PATCH');
    // Ends by itself within five seconds, or the test never does.
    await response.text().catch(() => null);
    const presence = { v: 1, id: ID, type: 'presence.set', presence: 'away' };
    const reply = await post(`${ROOT}/commands`, presence, { ...cookie, 'sec-fetch-site': 'same-origin' });
    expect([401, 403]).toContain(reply.status);
  });
});

/** Tries until it works: a connection that was closed is noticed a moment later. */
async function until<T>(attempt: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof TypeError) || !error.message.includes('too_many_streams')) throw error;
    }
  }
}

describe('who a site says that a visitor is', () => {
  const now = () => Math.floor(server.clock.nowMs() / 1_000);
  const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const sign = (claims: object, { secret = SECRET, header = { alg: 'HS256', typ: 'JWT' } as object } = {}) => {
    const text = `${base64(header)}.${base64({ sub: 'u1', aud: desk.siteKey, exp: now() + 600, ...claims })}`;
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
  };
  const come = (jwt: string) => comeAs(server, desk.siteKey, { identity: jwt });

  test('counts when it is signed for this site, for an hour at most', async () => {
    const reply = await come(sign({}));
    expect(JSON.parse(reply.text).response).toMatchObject({ isVerified: true });
  });

  test.each([
    ['without a signature', () => `${base64({ alg: 'none' })}.${sign({}).split('.')[1]}.`],
    ['with an algorithm that is none, signed', () => sign({}, { header: { alg: 'none' } })],
    ['with another algorithm', () => sign({}, { header: { alg: 'HS512' } })],
    ['by another secret', () => sign({}, { secret: 'another' })],
    ['for another site', () => sign({ aud: other.siteKey })],
    ['for nobody', () => sign({ aud: undefined })],
    ['expired', () => sign({ exp: now() - 61 })],
    ['for too long', () => sign({ exp: now() + 3_600 + 61 })],
    ['for ever', () => sign({ exp: undefined })],
    ['not valid yet', () => sign({ nbf: now() + 120 })],
    ['of nobody', () => sign({ sub: undefined })],
    ['of an empty name', () => sign({ sub: '' })],
    ['of a number', () => sign({ sub: 7 })],
    ['of an object', () => sign({ sub: { id: 1 } })],
    ['of a name with a zero byte', () => sign({ sub: 'a\u0000b' })],
    ['of half a character', () => sign({ sub: 'a\ud800' })],
    ['of a long name', () => sign({ sub: 'x'.repeat(201) })],
    ['that is no JWT', () => 'x.y.z'],
    // Not the last letter, some bits of which stand for nothing.
    ['changed by a byte', () => `${sign({})}`.replace(/.(?=.{9}$)/, (one) => (one === 'A' ? 'B' : 'A'))],
  ])('is refused %s', async (_, jwt) => {
    const reply = await come(jwt());
    expectRefused(reply, 'identityRefused', 'identity');
  });

  test('by a public key that is used as a secret is refused', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const site = await made(`${ROOT}/sites`, {
      name: 'Signed',
      queueId: 3803,
      identity: { algorithm: 'RS256', key: pem },
      isVerifiedOnly: true,
    });
    const confused = sign({ aud: site.siteKey }, { secret: pem });
    expectRefused(await comeAs(server, site.siteKey, { identity: confused }), 'identityRefused', 'identity');
    const jwt = await new SignJWT({ name: 'Anna' })
      .setProtectedHeader({ alg: 'RS256' })
      .setSubject('u1')
      .setAudience(site.siteKey)
      .setExpirationTime(now() + 600)
      .sign(privateKey);
    const anna = await TestVisitor.come(server, site.siteKey, { identity: jwt });
    expect((await anna.says('hello')).seq).toBe(2);
    // A site for verified visitors only: others may look, and not write.
    const nobody = await TestVisitor.come(server, site.siteKey);
    expectRefused(await nobody.send({ type: 'message.send', text: 'hello' }), 'identityNeeded');
  });
});

describe('limits of visitors', () => {
  test('each says what it is and when to come again, and what was acknowledged is never refused', async () => {
    await using strict = await bootServer();
    await strict.makeProject(822);
    const { siteKey } = await makeDesk(strict, 822);
    const writer = await TestVisitor.come(strict, siteKey);
    for (let at = 0; at < 5; at++) await writer.says(`message ${at}`);
    const sixth = await writer.send({ type: 'message.send', text: 'message 6' });
    expectRefused(sixth, 'tooManyMessages');
    expect(sixth.headers['retry-after']).toBe('3');
    strict.clock.advance(3_000);
    await writer.says('message 6');
    strict.clock.advance(60_000);
    const copy = { type: 'message.send', text: 'the same', id: crypto.randomUUID() };
    await writer.says('the same');
    await writer.says('the same');
    const third = doneOf(await writer.send(copy));
    expect(doneOf(await writer.send(copy))).toEqual({ ...third, isRepeated: true });
    expectRefused(await writer.send({ ...copy, id: crypto.randomUUID(), tab: 't', cseq: 1 }), 'textRepeated', 'text');
    expect(doneOf(await writer.send({ type: 'message.send', text: 'another', tab: 't', cseq: 2 }))).toMatchObject({
      isRepeated: false,
    });
  });

  test('count what is said, and neither copies of it nor what came too early', async () => {
    await using strict = await bootServer();
    await strict.makeProject(822);
    const { siteKey } = await makeDesk(strict, 822);
    const writer = await TestVisitor.come(strict, siteKey);
    const first = { type: 'message.send', text: 'first', id: crypto.randomUUID(), tab: 't', cseq: 1 };
    doneOf(await writer.send(first));
    for (let at = 0; at < 8; at++) expect(doneOf(await writer.send(first)).isRepeated).toBe(true);
    const early = { ...first, id: crypto.randomUUID(), text: 'early', cseq: 9 };
    for (let at = 0; at < 8; at++) expectRefused(await writer.send(early), 'commandsMissing', 'cseq');
    for (let at = 2; at < 6; at++) await writer.says(`message ${at}`);
    expectRefused(await writer.send({ type: 'message.send', text: 'one more' }), 'tooManyMessages');
  });

  test('new chats of one visitor, and new visitors of one address', async () => {
    await using strict = await bootServer();
    await strict.makeProject(822);
    const { siteKey, agents } = await makeDesk(strict, 822);
    const [spam] = agents;
    if (spam === undefined) throw new TypeError('an agent');
    const writer = await TestVisitor.come(strict, siteKey);
    for (let at = 0; at < 6; at++) {
      const { chatId } = await writer.says(`chat ${at}`);
      doneOf(await spam.send({ type: 'spam.mark', chatId }));
      strict.clock.advance(20_000);
    }
    const seventh = await writer.send({ type: 'message.send', text: 'chat 7' });
    expectRefused(seventh, 'tooManyChats');
    expect(Number(seventh.headers['retry-after'])).toBeGreaterThan(0);
    for (let at = 1; at < 200; at++) expect((await comeAs(strict, siteKey)).status).toBe(200);
    const next = await comeAs(strict, siteKey);
    if (next.status === 200) expectRefused(await comeAs(strict, siteKey), 'tooManyVisitors');
    else expectRefused(next, 'tooManyVisitors');
  });
});
