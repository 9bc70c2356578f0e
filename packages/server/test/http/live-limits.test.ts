/** Agents who are limited to certain queues, and supervisors who act in chats of others. */
import { afterAll, expect, test } from 'vitest';
import { queueId } from '../../src/model/ids.ts';
import { bootServer, type TestKey } from '../helpers/boot-server.ts';
import { expectRefused } from '../helpers/expect-refused.ts';
import { makeDesk, TestAgent, TestVisitor } from '../helpers/live-people.ts';

const server = await bootServer({ edge: { visitorLimits: 0 } });
afterAll(() => server[Symbol.asyncDispose]());
await server.makeProject(822);
const { siteKey } = await makeDesk(server, 822, { agents: 2 });

const agentBy = (key: TestKey, agentId: number) => new TestAgent(server, key, 822, agentId);
const everyone = await server.makeKey({ scopes: ['chats:answer'] });
const here = await server.makeKey({ scopes: ['chats:answer'], queueIds: [queueId(3803)] });
const elsewhere = await server.makeKey({ scopes: ['chats:answer'], queueIds: [queueId(1)] });
const supervisor = await server.makeKey({ scopes: ['chats:read', 'chats:answer'] });

async function waitingChat(): Promise<number> {
  const visitor = await TestVisitor.come(server, siteKey);
  return (await visitor.says('Hello')).chatId ?? 0;
}

test('whoever is limited to other queues knows nothing of a chat', async () => {
  const chatId = await waitingChat();
  expectRefused(await agentBy(elsewhere, 1).send({ type: 'chat.accept', chatId }), 'chatNotFound', 'chatId');
  await agentBy(here, 1).does('chat.accept', chatId);
  await using stream = await agentBy(elsewhere, 1).follow();
  const [, inbox] = [await stream.next(), await stream.next()];
  expect(inbox).toMatchObject({ name: 'inbox', data: { chats: [] } });
  await using own = await agentBy(here, 1).follow();
  expect(await own.event('message.sent')).toMatchObject({ chatId, text: 'Hello' });
});

test('a supervisor acts in the chat of another, and an agent may not', async () => {
  const chatId = await waitingChat();
  await agentBy(everyone, 1).does('chat.accept', chatId);
  const close = { type: 'chat.close', chatId, isForced: true };
  expectRefused(await agentBy(everyone, 2).send(close), 'supervisorNeeded', 'isForced');
  expectRefused(await agentBy(supervisor, 2).send({ ...close, isForced: false }), 'chatNotYours');
  await agentBy(supervisor, 2).does('chat.close', chatId, { isForced: true });
});

test('a note and an edit are in nobody else’s hands, and no visitor sees a note', async () => {
  const visitor = await TestVisitor.come(server, siteKey);
  await using page = await visitor.follow();
  const chatId = (await visitor.says('Hello')).chatId ?? 0;
  const [john, jane] = [agentBy(everyone, 1), agentBy(everyone, 2)];
  await john.does('chat.accept', chatId);
  const id = '00000000-0000-4000-8000-00000000aaaa';
  await john.does('message.send', chatId, { id, text: 'Wait' });
  await john.does('note.add', chatId, { text: 'a secret' });
  expectRefused(await jane.send({ type: 'note.add', chatId, text: 'x' }), 'chatNotYours');
  expectRefused(
    await john.send({ type: 'message.edit', chatId, messageId: 'none', text: 'x' }),
    'messageNotFound',
    'messageId',
  );
  await john.does('message.edit', chatId, { messageId: id, text: 'Please wait' });
  const frames = await page.until(({ data }) => data.type === 'message.edited');
  expect(frames.at(-1)?.data).toMatchObject({ messageId: id, text: 'Please wait' });
  expect(JSON.stringify(frames)).not.toContain('a secret');
});

test('an agent who was away gets the end of a chat that was theirs, and nothing of what came after', async () => {
  const visitor = await TestVisitor.come(server, siteKey);
  const [john, jane] = [agentBy(everyone, 1), agentBy(everyone, 2)];
  const chatId = (await visitor.says('Hello')).chatId ?? 0;
  await john.does('chat.accept', chatId);
  const first = await john.follow();
  await first.until(({ data }) => data.type === 'agent.accepted' && data.chatId === chatId);
  const { position } = first;
  await first[Symbol.asyncDispose]();
  await visitor.says('Are you there?');
  await agentBy(supervisor, 2).does('chat.transfer', chatId, { toQueueId: 3803, isForced: true });
  await jane.does('chat.accept', chatId);
  await visitor.says('a secret for Jane');
  await using again = await john.follow(position);
  const frames = await again.until(({ data }) => data.type === 'chat.transferred' && data.chatId === chatId);
  expect(JSON.stringify(frames)).toContain('Are you there?');
  expect(JSON.stringify(frames)).not.toContain('a secret for Jane');
  // Somebody who says that they had it gets nothing.
  await using other = await new TestAgent(server, everyone, 822, 1).follow(`${chatId}.99`);
  const next = await visitor.says('another secret');
  expect(next.chatId).toBe(chatId);
  const own = (await (await TestVisitor.come(server, siteKey)).says('mine')).chatId ?? 0;
  await john.does('chat.accept', own);
  const seen = await other.until(({ data }) => data.type === 'message.sent' && data.chatId === own);
  expect(seen.filter(({ data }) => data.chatId === chatId)).toEqual([]);
});

test('a chat holds 400,000 units of text, then says so, and can still be closed', async () => {
  const visitor = await TestVisitor.come(server, siteKey);
  const text = 'x'.repeat(4_000);
  const chatId = (await visitor.says(text)).chatId ?? 0;
  for (let sent = 1; sent < 100; sent += 1) await visitor.says(text);
  expectRefused(await visitor.send({ type: 'message.send', text: 'one more' }), 'chatFull');
  await agentBy(supervisor, 2).does('chat.close', chatId, { isForced: true });
});
