/** Live chats over HTTP: a visitor, agents, their streams, and the log that it all ends in. */
import { afterAll, describe, expect, test } from 'vitest';
import { bootServer } from '../helpers/boot-server.ts';
import { expectRefused } from '../helpers/expect-refused.ts';
import { makeDesk, TestVisitor } from '../helpers/live-people.ts';

const server = await bootServer({ edge: { visitorLimits: 0 } });
afterAll(() => server[Symbol.asyncDispose]());
await server.makeProject(822);
const reader = await server.makeKey({ scopes: ['chats:read'] });
const desk = await makeDesk(server, 822, { agents: 2 });
const [john, jane] = desk.agents;
if (john === undefined || jane === undefined) throw new TypeError('two agents');

const chatOf = async (chatId: number | null) =>
  JSON.parse((await server.get(`/v2/projects/822/chats/${chatId}`, { key: reader })).text).response;

describe('a visitor and an agent', () => {
  test('talk, and the log has it', async () => {
    const visitor = await TestVisitor.come(server, desk.siteKey, {
      page: { url: 'https://shop.example.com/cart?t=1#x', title: 'Cart' },
    });
    expect(visitor.visitor).toMatchObject({ isVerified: false, chat: null, site: { name: 'Shop', isOpen: true } });
    await using atDesk = await john.follow();
    await john.is('online');
    await using atPage = await visitor.follow();
    const { chatId } = await visitor.says('Hello', { page: { url: 'https://shop.example.com/pay', title: 'Pay' } });
    const offer = await atDesk.until(
      ({ name, data }) => name === 'inbox' && JSON.stringify(data).includes('offeredUntil":"'),
    );
    expect(offer.at(-1)?.data).toMatchObject({ agentId: 1, chats: [{ chatId, phase: 'offered', hasAgent: false }] });
    await john.does('chat.accept', chatId ?? 0);
    await john.does('message.send', chatId ?? 0, { text: 'Good morning' });
    expect(await atPage.event('message.sent')).toMatchObject({ chatId, seq: 2, text: 'Hello', name: 'Visitor' });
    expect(await atPage.event('hidden')).toMatchObject({ seq: 3 });
    expect(await atPage.event('agent.accepted')).toMatchObject({ seq: 4, agent: { agentId: 1, name: 'Agent 1' } });
    expect(await atPage.event('message.sent')).toMatchObject({ seq: 5, text: 'Good morning', name: 'Agent 1' });
    expect(await atDesk.event('message.sent')).toMatchObject({ seq: 2, pageUrl: 'https://shop.example.com/pay' });
    await visitor.send({ type: 'typing' });
    await atDesk.until(({ name, data }) => name === 'typing' && data.by === 'visitor');
    await visitor.send({ type: 'read', chatId, seq: 5 });
    await atDesk.until(({ name, data }) => name === 'read' && data.seq === 5);
    await john.does('chat.close', chatId ?? 0);
    expect(await atPage.event('chat.closed')).toMatchObject({ reason: 'agent', final: false });
    server.clock.advance(301_000);
    await atPage.event('chat.finalized');
    expect(await chatOf(chatId)).toMatchObject({
      type: 'webchat',
      disposition: 'Completed',
      pageName: 'Shop',
      firstURL: 'https://shop.example.com/cart',
      lastURL: 'https://shop.example.com/pay',
      ipAddress: '127.0.0.0',
      lastAgent: 1,
    });
    await john.is('away');
  });

  test('a stream goes on after its last frame, and with the chat that is begun later', async () => {
    const visitor = await TestVisitor.come(server, desk.siteKey);
    const first = await visitor.follow();
    const { chatId } = await visitor.says('one');
    await first.event('message.sent');
    const { position } = first;
    await first[Symbol.asyncDispose]();
    await visitor.says('two');
    await visitor.send({ type: 'chat.end' });
    server.clock.advance(301_000);
    await using again = await visitor.follow(position);
    expect(await again.event('message.sent')).toMatchObject({ text: 'two', seq: 3 });
    await again.event('chat.finalized');
    const next = await visitor.says('three');
    expect(next.chatId).not.toBe(chatId);
    expect(await again.event('chat.started')).toMatchObject({ chatId: next.chatId, seq: 1 });
    expect(await again.event('message.sent')).toMatchObject({ text: 'three' });
  });

  test('the loser of two who take the same chat is told who was faster', async () => {
    const visitor = await TestVisitor.come(server, desk.siteKey);
    const { chatId } = await visitor.says('anybody?');
    await john.does('chat.accept', chatId ?? 0);
    const late = await jane.send({ type: 'chat.accept', chatId });
    expect(late.text).toContain('Agent 1');
    expectRefused(late, 'chatTaken');
  });

  test('whose chat is erased is told so, and nothing is left of who they were', async () => {
    const eraser = await server.makeKey({ scopes: ['chats:write'] });
    const visitor = await TestVisitor.come(server, desk.siteKey);
    await visitor.send({ type: 'visitor.describe', name: 'Zebulon Canary', email: 'z@example.com' });
    await using page = await visitor.follow();
    const { chatId } = await visitor.says('Hello');
    expect(await page.event('message.sent')).toMatchObject({ name: 'Zebulon Canary' });
    expect((await chatOf(chatId)).visitorName).toBe('Zebulon Canary');
    await server.get(`/v2/projects/822/chats/${chatId}`, { key: eraser, method: 'DELETE' });
    await page.until(({ name, data }) => name === 'gone' && data.chatId === chatId);
    const next = await visitor.says('Hello again');
    expect(next.chatId).not.toBe(chatId);
    expect(await page.event('message.sent')).toMatchObject({ chatId: next.chatId, name: 'Visitor' });
  });

  test('whose earlier chat is redacted or erased is told so, on the stream and when they come back', async () => {
    const eraser = await server.makeKey({ scopes: ['chats:write'] });
    const visitor = await TestVisitor.come(server, desk.siteKey);
    await using page = await visitor.follow();
    await using atDesk = await john.follow();
    const first = (await visitor.says('my card is 4111')).chatId ?? 0;
    await john.does('chat.accept', first);
    await john.does('spam.mark', first);
    await page.until(({ data }) => data.type === 'chat.closed');
    await atDesk.until(({ data }) => data.type === 'chat.closed' && data.chatId === first);
    const second = (await visitor.says('Hello')).chatId ?? 0;
    await page.until(({ data }) => data.type === 'message.sent' && data.chatId === second);
    const headers = { 'content-type': 'application/json' };
    const redaction = JSON.stringify({ chatId: first, seq: 2 });
    await server.get('/v2/projects/822/redactions', { key: eraser, method: 'POST', headers, body: redaction });
    await page.until(({ data }) => data.type === 'message.redacted' && data.chatId === first);
    const { position } = page;
    expect(position.split(',')).toHaveLength(2);
    await server.get(`/v2/projects/822/chats/${first}`, { key: eraser, method: 'DELETE' });
    await page.until(({ name, data }) => name === 'gone' && data.chatId === first);
    await atDesk.until(({ name, data }) => name === 'gone' && data.chatId === first);
    await using again = await visitor.follow(position);
    await again.until(({ name, data }) => name === 'gone' && data.chatId === first);
    await visitor.says('still here');
    expect(await again.event('message.sent')).toMatchObject({ chatId: second, text: 'still here' });
  });
});
