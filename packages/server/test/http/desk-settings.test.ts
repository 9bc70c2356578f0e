/** What administrators set up for live chats: queues, agents, sites, types of tickets and replies. */
import { afterAll, describe, expect, test } from 'vitest';
import { bootServer, type TestKey, type TestReply } from '../helpers/boot-server.ts';
import { expectRefused } from '../helpers/expect-refused.ts';
import { makeDesk, TestVisitor } from '../helpers/live-people.ts';
import { addPerson } from '../helpers/people.ts';

const ROOT = '/v2/projects/822/desk';

const server = await bootServer({ edge: { visitorLimits: 0 } });
afterAll(() => server[Symbol.asyncDispose]());
await server.makeProject(822);
await server.makeProject(7);
const { agents, siteKey } = await makeDesk(server, 822, { agents: 2 });
const admin = await server.makeKey({ scopes: ['admin'] });
const reader = await server.makeKey({ scopes: ['chats:read'] });

const send = (method: string, path: string, body?: unknown, key: TestKey = admin): Promise<TestReply> =>
  server.get(path, {
    key,
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
const responseOf = ({ status, text }: TestReply) => {
  if (status !== 200) throw new TypeError(text);
  return JSON.parse(text).response;
};

test('only administrators set up; whoever reads or answers sees', async () => {
  const body = { name: 'Sales' };
  expectRefused(await send('POST', `${ROOT}/queues`, body, reader), 'scopeMissing');
  expect(responseOf(await send('GET', `${ROOT}/queues`, undefined, reader))).toHaveLength(1);
  expectRefused(await send('GET', `${ROOT}/sites`, undefined, reader), 'scopeMissing');
});

describe('a queue', () => {
  test('is made with the next number, and changes only by what is said', async () => {
    const made = responseOf(await send('POST', `${ROOT}/queues`, { name: 'Sales', waitingLimitSeconds: 60 }));
    expect(made).toEqual({
      queueId: 3804,
      name: 'Sales',
      strategy: 'least-busy',
      memberIds: [],
      waitingLimitSeconds: 60,
      calendar: null,
      slaPolicy: null,
    });
    const changed = responseOf(
      await send('PATCH', `${ROOT}/queues/3804`, { memberIds: [2], waitingLimitSeconds: null }),
    );
    expect(changed).toEqual({ ...made, memberIds: [2], waitingLimitSeconds: null });
    expect(responseOf(await send('GET', `${ROOT}/queues`))[1]).toEqual(changed);
  });

  test('has members that are agents, and a policy whose name is not used twice', async () => {
    expectRefused(await send('PATCH', `${ROOT}/queues/3803`, { memberIds: [1, 99] }), 'agentNotFound', 'memberIds');
    expectRefused(await send('POST', `${ROOT}/queues`, { name: 'x', queueId: 3803 }), 'alreadyExists', 'queueId');
    expectRefused(await send('PATCH', `${ROOT}/queues/5`, { name: 'x' }), 'queueNotFound', 'queueId');
    const slaPolicy = { policyId: 'standard-1', firstResponseSeconds: 60 };
    responseOf(await send('PATCH', `${ROOT}/queues/3803`, { slaPolicy }));
    responseOf(await send('PATCH', `${ROOT}/queues/3803`, { slaPolicy }));
    const other = { ...slaPolicy, firstResponseSeconds: 30 };
    expectRefused(
      await send('PATCH', `${ROOT}/queues/3803`, { slaPolicy: other }),
      'malformedBody',
      'slaPolicy.policyId',
    );
  });

  test('has opening hours of days that exist', async () => {
    const days = Object.fromEntries(
      ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].map((day) => [day, []]),
    );
    const calendar = { timeZone: 'Mars/Olympus', ...days, holidays: [] };
    expectRefused(await send('PATCH', `${ROOT}/queues/3803`, { calendar }), 'malformedBody', 'calendar.timeZone');
  });
});

describe('an agent', () => {
  test('is a person, once', async () => {
    await addPerson(server, 'zoe', 'agent');
    const made = responseOf(await send('POST', `${ROOT}/agents`, { login: 'zoe' }));
    expect(made).toMatchObject({ agentId: 3, name: 'ZOE', capacity: 30, presence: 'away', isConnected: false });
    expectRefused(await send('POST', `${ROOT}/agents`, { login: 'zoe' }), 'alreadyExists', 'login');
    expectRefused(await send('POST', `${ROOT}/agents`, { login: 'nobody' }), 'personNotFound', 'login');
    expect(responseOf(await send('PATCH', `${ROOT}/agents/3`, { capacity: 10 }))).toMatchObject({ capacity: 10 });
    expectRefused(await send('PATCH', `${ROOT}/agents/9`, { capacity: 10 }), 'agentNotFound', 'agentId');
  });
});

test('a number is not so great that there is no next one', async () => {
  const greatest = { queueId: 9_007_199_254_740_991, name: 'x' };
  expectRefused(await send('POST', `${ROOT}/queues`, greatest), 'malformedBody', 'queueId');
  await addPerson(server, 'max', 'agent');
  const agent = { login: 'max', agentId: 9_007_199_254_740_991 };
  expectRefused(await send('POST', `${ROOT}/agents`, agent), 'malformedBody', 'agentId');
});

test('a project with a chat of the greatest number says that none can begin', async () => {
  const project = await server.makeProject(9);
  const { siteKey: full } = await makeDesk(server, 9);
  const started = { type: 'chat.started', at: '2026-01-01T00:00:00Z', channel: 'webchat', sessionId: 's' };
  await server.importChats(project, [
    { format: 'parley-events/1', chatId: Number.MAX_SAFE_INTEGER, events: [started] },
  ]);
  const visitor = await TestVisitor.come(server, full);
  expectRefused(await visitor.send({ type: 'message.send', text: 'Hello' }), 'chatIdsUsedUp');
});

describe('a site', () => {
  test('never says its secret again', async () => {
    const key = 'a secret of more than thirty-two characters';
    const body = { name: 'Help', queueId: 3803, identity: { algorithm: 'HS256', key } };
    const made = await send('POST', `${ROOT}/sites`, body);
    expect(made.text).not.toContain(key);
    expect(responseOf(made)).toMatchObject({ siteId: 2, addressPrivacy: 'network', identity: { algorithm: 'HS256' } });
    const changed = await send('PATCH', `${ROOT}/sites/2`, { isVerifiedOnly: true });
    expect(responseOf(changed)).toMatchObject({ isVerifiedOnly: true, identity: { algorithm: 'HS256' } });
    expect((await send('GET', `${ROOT}/sites`)).text).not.toContain(key);
    expectRefused(await send('PATCH', `${ROOT}/sites/2`, { queueId: 1 }), 'queueNotFound', 'queueId');
    const odd = { identity: { algorithm: 'RS256', key: `-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----` } };
    expectRefused(await send('PATCH', `${ROOT}/sites/2`, odd), 'malformedBody', 'identity.key');
    expectRefused(await send('PATCH', `${ROOT}/sites/2`, { identity: null }), 'malformedBody', 'isVerifiedOnly');
    const origins = { allowedOrigins: ['https://shop.example.com:443'] };
    expectRefused(await send('PATCH', `${ROOT}/sites/2`, origins), 'malformedBody', 'allowedOrigins');
    expectRefused(await send('PATCH', `${ROOT}/sites/5`, { name: 'x' }), 'siteNotFound', 'siteId');
    expectRefused(await send('PATCH', '/v2/projects/7/desk/sites/2', { name: 'x' }), 'siteNotFound', 'siteId');
  });
});

test('a ticket has the next number of the day, once for each command, and its type in the log', async () => {
  const [john] = agents;
  if (john === undefined) throw new TypeError('an agent');
  const type = responseOf(
    await send('POST', `${ROOT}/ticket-types`, { label: 'Complaint', fgColor: '#ffffff', bgColor: '#b3261e' }),
  );
  expect(responseOf(await send('GET', `${ROOT}/ticket-types`))).toEqual([type]);
  const visitor = await TestVisitor.come(server, siteKey);
  const { chatId } = await visitor.says('It is broken');
  await john.does('chat.accept', chatId ?? 0);
  const id = '00000000-0000-4000-9000-000000000001';
  await john.does('ticket.open', chatId ?? 0, { id, ticketTypeId: type.ticketTypeId });
  const again = await john.does('ticket.open', chatId ?? 0, { id, ticketTypeId: type.ticketTypeId });
  expect(again.isRepeated).toBe(true);
  expectRefused(
    await john.send({ type: 'ticket.open', chatId, ticketTypeId: 77 }),
    'ticketTypeNotFound',
    'ticketTypeId',
  );
  const renamed = { label: 'Praise', fgColor: '', bgColor: '' };
  responseOf(await send('PATCH', `${ROOT}/ticket-types/${type.ticketTypeId}`, renamed));
  const chat = responseOf(await send('GET', `/v2/projects/822/chats/${chatId}`));
  expect(chat).toMatchObject({
    ticketId: 1,
    ticketType: { valueId: type.ticketTypeId, label: 'Complaint', bgColor: '#b3261e' },
  });
  expect(chat.ticketNo).toMatch(/^822-20260101-\d{6}$/);
});

test('a reply is kept under a shortcut of its own', async () => {
  const made = responseOf(await send('POST', `${ROOT}/replies`, { shortcut: 'hours', text: 'From nine to five.' }));
  expectRefused(await send('POST', `${ROOT}/replies`, { shortcut: 'hours', text: 'x' }), 'alreadyExists', 'shortcut');
  const path = `${ROOT}/replies/${made.replyId}`;
  expect(responseOf(await send('PATCH', path, { shortcut: 'hours', text: 'From ten to six.' }))).toEqual({
    ...made,
    text: 'From ten to six.',
  });
  expect(responseOf(await send('GET', `${ROOT}/replies`, undefined, reader))).toHaveLength(1);
  expect(responseOf(await send('DELETE', path))).toEqual({});
  expectRefused(await send('DELETE', path), 'cannedReplyNotFound', 'replyId');
});
