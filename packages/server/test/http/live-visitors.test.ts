/** Who visitors are across signing in and out, which pages they came from, and what is kept of their addresses. */
import { generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, describe, expect, test } from 'vitest';
import { bootServer } from '../helpers/boot-server.ts';
import { expectRefused } from '../helpers/expect-refused.ts';
import { makeDesk, TestVisitor } from '../helpers/live-people.ts';

const SECRET = 'a secret of more than thirty-two characters';
const PROXY = '127.0.0.1';

const server = await bootServer({ edge: { visitorLimits: 0, trustedProxies: [PROXY, '10.0.0.0/8'] } });
afterAll(() => server[Symbol.asyncDispose]());
await server.makeProject(822);
const reader = await server.makeKey();
const admin = await server.makeKey({ scopes: ['admin'] });
const identity = { algorithm: 'HS256', key: SECRET };
const { siteKey, agents } = await makeDesk(server, 822, {
  agents: 1,
  site: { identity, keptParameters: ['page', 'utm_source'], addressPrivacy: 'full' },
});

async function makeSite(settings: object): Promise<string> {
  const body = JSON.stringify({ name: 'Other', queueId: 3803, ...settings });
  const headers = { 'content-type': 'application/json' };
  const reply = await server.get('/v2/projects/822/desk/sites', { key: admin, method: 'POST', headers, body });
  return JSON.parse(reply.text).response.siteKey;
}

const chatOf = async (chatId: number | null) =>
  JSON.parse((await server.get(`/v2/projects/822/chats/${chatId}`, { key: reader })).text).response;

/** As the backend of the site signs it, for a quarter of an hour. */
function signed(subject: string, site = siteKey, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const seconds = Math.floor(server.clock.nowMs() / 1_000);
  return new SignJWT({ ...more })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(subject)
    .setAudience(site)
    .setExpirationTime(seconds + 900)
    .sign(new TextEncoder().encode(SECRET));
}

describe('whoever signs in', () => {
  test('has what the browser wrote before, on every other browser too', async () => {
    const before = await TestVisitor.come(server, siteKey);
    const { chatId } = await before.says('Hello');
    const { visitorToken } = before.visitor;
    const here = await TestVisitor.come(server, siteKey, {
      visitorToken,
      identity: await signed('u1', siteKey, { name: 'Ida' }),
    });
    expect(here.visitor).toMatchObject({ isVerified: true, chat: { chatId } });
    expect(await here.says('it is me')).toMatchObject({ chatId });
    const elsewhere = await TestVisitor.come(server, siteKey, { identity: await signed('u1') });
    expect(elsewhere.visitor.chat).toMatchObject({ chatId });
    await using page = await elsewhere.follow();
    expect(await page.event('message.sent')).toMatchObject({ text: 'Hello', name: 'Visitor' });
    expect(await page.event('message.sent')).toMatchObject({ text: 'it is me', name: 'Ida' });
  });

  test('in the middle of a chat stays in it, also when they have another elsewhere, until it ends', async () => {
    const known = await TestVisitor.come(server, siteKey, { identity: await signed('u2') });
    const own = await known.says('mine');
    const browser = await TestVisitor.come(server, siteKey);
    const other = await browser.says('and here');
    const { visitorToken } = browser.visitor;
    const both = await TestVisitor.come(server, siteKey, { visitorToken, identity: await signed('u2') });
    expect(both.visitor).toMatchObject({ isVerified: true, chat: { chatId: other.chatId } });
    expect(await both.says('still here')).toMatchObject({ chatId: other.chatId });
    await both.send({ type: 'chat.end' });
    server.clock.advance(301_000);
    // Whatever is due of that chat happens before this.
    const next = await both.says('after the end');
    expect([own.chatId, other.chatId]).not.toContain(next.chatId);
  });

  test('and out again leaves nothing for whoever comes next, nor for who keeps the browser’s token', async () => {
    const known = await TestVisitor.come(server, siteKey, { identity: await signed('u3') });
    const { chatId } = await known.says('private');
    const { visitorToken } = known.visitor;
    const out = await TestVisitor.come(server, siteKey, { visitorToken });
    expect(out.visitor).toMatchObject({ isVerified: false, chat: null });
    const stranger = await TestVisitor.come(server, siteKey);
    expect(stranger.visitor.chat).toBeNull();
    const again = await TestVisitor.come(server, siteKey, { visitorToken, identity: await signed('u4') });
    expect(again.visitor.chat).toBeNull();
    expectRefused(await again.send({ type: 'read', chatId, seq: 1 }), 'chatNotFound', 'chatId');
  });

  test('by a public key is known as well', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const key = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const site = await makeSite({ identity: { algorithm: 'RS256', key }, isVerifiedOnly: true });
    const seconds = Math.floor(server.clock.nowMs() / 1_000);
    const jwt = await new SignJWT({})
      .setProtectedHeader({ alg: 'RS256' })
      .setSubject('u5')
      .setAudience(site)
      .setExpirationTime(seconds + 900)
      .sign(privateKey);
    const anonymous = await TestVisitor.come(server, site);
    expectRefused(await anonymous.send({ type: 'message.send', text: 'Hello' }), 'identityNeeded');
    const known = await TestVisitor.come(server, site, { identity: jwt });
    expect((await known.says('Hello')).chatId).not.toBeNull();
  });
});

describe('pages', () => {
  test('are kept as they were at each message, without secrets and fragments', async () => {
    const [john] = agents;
    const page = (url: string, title: string) => ({ url, title });
    const visitor = await TestVisitor.come(server, siteKey, {
      page: page('https://shop.example.com/?utm_source=mail&token=s3cret#top', 'Shop'),
    });
    const { chatId } = await visitor.says('one', { page: page('https://shop.example.com/a?page=2&sid=s3cret', 'A') });
    await visitor.send({ type: 'page.view', page: page('https://user:s3cret@shop.example.com/b', 'B') });
    await visitor.says('two', { page: page('javascript:alert("s3cret")', 'C') });
    await visitor.says('three', { page: page(`https://shop.example.com/${'s3cret'.repeat(1_000)}`, 'D') });
    await john?.does('chat.accept', chatId ?? 0);
    const chat = await chatOf(chatId);
    expect(JSON.stringify(chat)).not.toContain('s3cret');
    expect(chat).toMatchObject({
      firstURL: 'https://shop.example.com/?utm_source=mail',
      lastURL: 'https://shop.example.com/b',
    });
    expect(
      chat.transcript.map(({ pageUrl, pageTitle }: { pageUrl: string; pageTitle: string }) => [pageUrl, pageTitle]),
    ).toEqual([
      ['https://shop.example.com/a?page=2', 'A'],
      ['', 'C'],
      ['', 'D'],
    ]);
  });

  test('of a visit that lasts have one beginning; after half an hour another begins', async () => {
    const at = (path: string) => ({ page: { url: `https://shop.example.com/${path}`, title: '' } });
    const first = await TestVisitor.come(server, siteKey, at('first'));
    server.clock.advance(29 * 60_000);
    const { visitorToken } = first.visitor;
    const same = await TestVisitor.come(server, siteKey, { visitorToken, ...at('second') });
    expect((await chatOf((await same.says('Hi')).chatId)).firstURL).toBe('https://shop.example.com/first');
    await same.send({ type: 'chat.end' });
    server.clock.advance(31 * 60_000);
    const later = await TestVisitor.come(server, siteKey, { visitorToken: same.visitor.visitorToken, ...at('third') });
    expect((await chatOf((await later.says('Hi again')).chatId)).firstURL).toBe('https://shop.example.com/third');
  });
});

describe('the address of a visitor', () => {
  const ipOf = async (site: string, forwarded: string) => {
    const visitor = await TestVisitor.come(server, site);
    const body = JSON.stringify({ v: 1, id: crypto.randomUUID(), type: 'message.send', text: 'Hello' });
    const headers = {
      'content-type': 'application/json',
      authorization: visitor.authorization,
      ...(forwarded === '' ? {} : { 'x-forwarded-for': forwarded }),
    };
    const { text } = await server.get('/v2/live/commands', { method: 'POST', headers, body });
    return (await chatOf(JSON.parse(text).response.chatId)).ipAddress;
  };

  test('is that of the nearest hop that is no trusted proxy, whatever was forged before it', async () => {
    expect(await ipOf(siteKey, '')).toBe('127.0.0.1');
    expect(await ipOf(siteKey, '192.0.2.7')).toBe('192.0.2.7');
    expect(await ipOf(siteKey, '192.0.2.7, 10.1.2.3')).toBe('192.0.2.7');
    expect(await ipOf(siteKey, '6.6.6.6, 192.0.2.7, 10.1.2.3')).toBe('192.0.2.7');
  });

  test('is kept as the site says', async () => {
    const network = await makeSite({ addressPrivacy: 'network' });
    expect(await ipOf(network, '192.0.2.7')).toBe('192.0.2.0');
    expect(await ipOf(network, '2001:db8:aa:bb:cc::1')).toBe('2001:db8:aa::');
    expect(await ipOf(network, '2001:db8::1')).toBe('2001:db8:0::');
    expect(await ipOf(await makeSite({ addressPrivacy: 'none' }), '192.0.2.7')).toBe('');
  });
});
