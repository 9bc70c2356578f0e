/** Files of live chats over HTTP: reserved, uploaded, sent, read by who may, and gone with their chat. */
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { instant } from '../../src/model/instant.ts';
import { FolderShelf } from '../../src/platform/folder-shelf.ts';
import { removeUnused, tidyShelf } from '../../src/services/attachments/keep-shelf.ts';
import { bootServer, type TestReply } from '../helpers/boot-server.ts';
import { expectRefused } from '../helpers/expect-refused.ts';
import { JPEG, MP4, OGG, PDF, PNG, WEBM, ZIP } from '../helpers/file-heads.ts';
import { doneOf, type LiveStream, makeDesk, type TestAgent, TestVisitor } from '../helpers/live-people.ts';
import { ManualTimers } from '../helpers/manual-timers.ts';
import { namesUnder } from '../helpers/names-under.ts';
import { isOnPostgres } from '../helpers/test-store.ts';
import { put, reserve, reserveAs, upload } from '../helpers/uploads.ts';

const DAY_MS = 86_400_000;
const folder = mkdtempSync(join(tmpdir(), 'parley-files-'));
const server = await bootServer({ edge: { visitorLimits: 0 }, attachments: { place: { kind: 'folder', folder } } });
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});
await server.makeProject(822);
await server.makeProject(823);
const reader = await server.makeKey({ scopes: ['chats:read'] });
const narrow = await server.makeKey({ scopes: ['chats:read'], projects: [823] });
const counter = await server.makeKey({ scopes: ['chats:metadata'] });
const writer = await server.makeKey({ scopes: ['chats:write'] });
const answering = await server.makeKey({ scopes: ['chats:answer'] });
const desk = await makeDesk(server, 822, { agents: 2 });
const elsewhere = await makeDesk(server, 823);
const [john, jane] = desk.agents;
if (john === undefined || jane === undefined) throw new TypeError('two agents');

const shelf = new FolderShelf(folder);
const sweep = () => removeUnused(server.store.shelf, shelf, instant(server.clock.nowMs()));
/** The server removes it too, at the same time: the store forgets a content after whoever took it has removed it. */
async function untilForgotten(bytes: Buffer): Promise<void> {
  const content = createHash('sha256').update(bytes).digest('hex');
  while ((await server.store.shelf.findStrange([content])).length === 0) await sweep();
}
/** Everything that lies on the shelf, whatever its name. */
const contents = () => namesUnder(folder).map((name) => readFileSync(join(folder, name)));
const holds = (bytes: Buffer) => contents().some((one) => one.includes(bytes));
const permanent = (attachmentId: string, project = 822) => `/v2/projects/${project}/attachments/${attachmentId}`;
const erase = (chatId: number | null) =>
  server.get(`/v2/projects/822/chats/${chatId}`, { key: writer, method: 'DELETE' });
const transcriptOf = async (chatId: number | null) =>
  JSON.parse((await server.get(`/v2/projects/822/chats/${chatId}`, { key: reader })).text).response.transcript;
const come = () => TestVisitor.come(server, desk.siteKey);

/** A PNG that no other test has. */
let made = 0;
function ownPng(): Buffer {
  made++;
  return Buffer.concat([PNG, Buffer.from(`canary number ${made} of this file`)]);
}

/** The address of the file in the next message of a stream. */
async function linkIn(stream: LiveStream): Promise<string> {
  const { attachments = [] } = await stream.event('message.sent');
  return attachments[0]?.payload.url ?? '';
}

describe('a file', () => {
  test('is reserved, uploaded, sent, seen by the other side, and in the log for good', async () => {
    const visitor = await come();
    await using atPage = await visitor.follow();
    const bytes = ownPng();
    const attachmentId = await upload(visitor, 'cat.png', 'image/png', bytes);
    const { chatId } = await visitor.says('', { attachmentIds: [attachmentId] });
    const [message] = await transcriptOf(chatId);
    expect(message).toMatchObject({
      message: '',
      attachments: [{ type: 'image', payload: { url: permanent(attachmentId) } }],
    });
    const byKey = await server.get(permanent(attachmentId), { key: reader });
    expect(byKey.bytes).toEqual(bytes);
    expect(byKey.headers).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': `attachment; filename="cat.png"; filename*=UTF-8''cat.png`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'private, no-cache',
    });
    const link = await linkIn(atPage);
    expect(link).toMatch(new RegExp(`^/v2/live/attachments/${attachmentId}\\?token=pa1\\.`));
    const byLink = await server.get(link);
    expect(byLink.bytes).toEqual(bytes);
    expect(byLink.headers).toMatchObject({
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
      'content-disposition': expect.stringMatching(/^attachment;/),
    });
    await john.does('chat.accept', chatId ?? 0);
    await using atDesk = await john.follow();
    expect((await server.get(await linkIn(atDesk))).bytes).toEqual(bytes);
    await john.does('chat.close', chatId ?? 0);
  });

  test('of an agent reaches the visitor', async () => {
    const visitor = await come();
    const { chatId } = await visitor.says('hello');
    await john.does('chat.accept', chatId ?? 0);
    const attachmentId = await upload(john, 'offer.pdf', 'application/pdf', PDF);
    await john.does('message.send', chatId ?? 0, { text: 'Here', attachmentIds: [attachmentId] });
    await using atPage = await visitor.follow();
    await atPage.event('agent.accepted');
    expect((await server.get(await linkIn(atPage))).bytes).toEqual(PDF);
    expect((await transcriptOf(chatId)).at(-1)?.attachments).toMatchObject([{ type: 'file' }]);
    await john.does('chat.close', chatId ?? 0);
  });

  test.each([
    ['photo.JPG', 'image/jpeg', JPEG, 'image'],
    ['note.ogg', 'audio/ogg; codecs=opus', OGG, 'audio'],
    ['voice.webm', 'audio/webm;codecs=opus', WEBM, 'audio'],
    ['film.webm', 'video/webm', WEBM, 'video'],
    ['film.mp4', 'Video/MP4', MP4, 'video'],
    ['all.zip', 'application/zip', ZIP, 'file'],
    ['log.txt', 'text/plain', Buffer.from('árvíztűrő\r\n\tline <b>'), 'file'],
    ['no end', 'text/plain', Buffer.from('plain'), 'file'],
  ])('%s as %s is taken', async (name, mediaType, bytes, type) => {
    const visitor = await come();
    const attachmentId = await upload(visitor, name, mediaType, bytes);
    const { chatId } = await visitor.says('look', { attachmentIds: [attachmentId] });
    expect((await transcriptOf(chatId))[0].attachments).toMatchObject([{ type }]);
    const { headers } = await server.get(permanent(attachmentId), { key: reader });
    expect(headers['content-type']).toContain(mediaType.toLowerCase().split(';')[0]);
  });

  test('that lies on the shelf is for its owner only, under its content and not its name', async () => {
    const visitor = await come();
    await upload(visitor, 'findme-by-name.png', 'image/png', ownPng());
    const names = namesUnder(folder);
    expect(names.filter((name) => !/^[0-9a-f]{2}\/[0-9a-f]{62}$/.test(name))).toEqual([]);
    expect(names.map((name) => statSync(join(folder, name)).mode & 0o077)).toEqual(names.map(() => 0));
    expect(readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o077)).not.toContainEqual(0o055);
  });

  test('is read in parts, by HEAD, and not again when nothing has changed', async () => {
    const visitor = await come();
    const bytes = ownPng();
    const attachmentId = await upload(visitor, 'cat.png', 'image/png', bytes);
    await visitor.says('', { attachmentIds: [attachmentId] });
    const ask = (headers: Record<string, string>, method = 'GET') =>
      server.get(permanent(attachmentId), { key: reader, method, headers });
    const part = await ask({ range: 'bytes=1-3' });
    expect([part.status, part.text, part.headers['content-range']]).toEqual([206, 'PNG', `bytes 1-3/${bytes.length}`]);
    expect((await ask({ range: 'bytes=-4' })).bytes).toEqual(bytes.subarray(-4));
    expect((await ask({ range: 'bytes=5-' })).bytes).toEqual(bytes.subarray(5));
    expect((await ask({ range: 'bytes=0-1', 'if-range': '"other"' })).bytes).toEqual(bytes);
    expectRefused(await ask({ range: `bytes=${bytes.length}-` }), 'rangeNotSatisfiable');
    const head = await ask({}, 'HEAD');
    expect([head.status, head.bytes.length, head.headers['content-length']]).toEqual([200, 0, String(bytes.length)]);
    const again = await ask({ 'if-none-match': String(head.headers.etag) });
    expect([again.status, again.bytes.length]).toEqual([304, 0]);
  });
});

describe('what is refused', () => {
  const HTML = Buffer.from('<!doctype html><script>alert(1)</script>');
  const SVG = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  const XML_SVG = Buffer.concat([Buffer.from('<?xml version="1.0"?>'), SVG]);

  test.each([
    ['html renamed', 'cat.png', 'image/png', HTML],
    ['svg renamed', 'cat.png', 'image/png', SVG],
    ['svg with a head of XML renamed', 'cat.png', 'image/png', XML_SVG],
    ['html as a text', 'page.txt', 'text/plain', HTML],
    ['svg as a text', 'cat.txt', 'text/plain', SVG],
    ['a PNG as a text', 'cat.txt', 'text/plain', PNG],
    ['bytes as a text', 'cat.txt', 'text/plain', Buffer.from([0x61, 0, 0x62])],
    ['a PNG as a JPEG', 'cat.jpg', 'image/jpeg', PNG],
    ['a ZIP as a PDF', 'a.pdf', 'application/pdf', ZIP],
    ['a ZIP as a document', 'a.docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', ZIP],
    ['nothing known', 'a.pdf', 'application/pdf', Buffer.from('hello')],
  ])('%s, by its content, and nothing of it is left', async (_, name, mediaType, bytes) => {
    const visitor = await come();
    const canary = Buffer.concat([bytes, Buffer.from(`canary ${name} ${mediaType}`)]);
    const reserved = await reserve(visitor, name, mediaType, canary.length);
    expectRefused(await put(visitor, reserved.uploadUrl, canary), 'attachmentMismatch');
    expect(holds(canary)).toBe(false);
    const { attachmentId } = reserved;
    expectRefused(
      await visitor.send({ type: 'message.send', text: '', attachmentIds: [attachmentId] }),
      'attachmentNotUsable',
    );
  });

  test.each([
    ['image/svg+xml', 'cat.svg'],
    ['text/html', 'page.html'],
    ['application/xhtml+xml', 'page.xhtml'],
    ['application/x-msdownload', 'a.exe'],
    ['application/msword', 'a.doc'],
    ['toString', 'a.png'],
  ])('the type %s', async (mediaType, name) => {
    expectRefused(await reserveAs(await come(), { name, mediaType, bytes: 10 }), 'attachmentTypeRefused', 'mediaType');
  });

  test.each([
    ['cat.html', 'image/png'],
    ['cat.png.svg', 'image/png'],
    ['cat\u202Egnp.exe', 'image/png'],
    ['..\\..\\cat.exe', 'image/png'],
  ])('the name %j for %s', async (name, mediaType) => {
    expectRefused(await reserveAs(await come(), { name, mediaType, bytes: 10 }), 'attachmentMismatch', 'name');
  });

  test.each([
    ['', 'malformedBody'],
    ['a\u0000.png', 'malformedBody'],
    ['a\r\nx: y.png', 'malformedBody'],
    [`${'x'.repeat(1_001)}.png`, 'malformedBody'],
  ] as const)('the name %j altogether', async (name, error) => {
    expectRefused(await reserveAs(await come(), { name, mediaType: 'image/png', bytes: 10 }), error, 'name');
  });

  test('more than five files, the same twice, and a message without anything', async () => {
    const visitor = await come();
    const attachmentId = await upload(visitor, 'cat.png', 'image/png', ownPng());
    const ids = Array.from({ length: 6 }, (_, at) => `00000000-0000-4000-8000-00000000000${at}`);
    const send = (attachmentIds: readonly string[]) => visitor.send({ type: 'message.send', text: '', attachmentIds });
    expectRefused(await send(ids), 'malformedBody', 'attachmentIds');
    expectRefused(await send([attachmentId, attachmentId]), 'malformedBody', 'attachmentIds');
    expectRefused(await send([]), 'malformedBody', 'text');
    doneOf(await send([attachmentId]));
  });
});

describe('names', () => {
  test.each([
    ['../../../etc/passwd.png', 'passwd.png'],
    ['C:\\Users\\anna\\cat.png', 'cat.png'],
    ['a\u202Eb\u200Fc\uFEFF.png', 'abc.png'],
    ['..png', 'png.png'],
    ['con<>:"|?*.png', 'con_______.png'],
    [`${'x'.repeat(300)}.png`, `${'x'.repeat(116)}.png`],
    ['cat', 'cat.png'],
    ['\uD800cat.png', '\uFFFDcat.png'],
    ["naïve 'クマ'.png", "naïve 'クマ'.png"],
  ])('%j is shown as %j', async (name, shown) => {
    const visitor = await come();
    const attachmentId = await upload(visitor, name, 'image/png', ownPng());
    await visitor.says('', { attachmentIds: [attachmentId] });
    const { headers } = await server.get(permanent(attachmentId), { key: reader });
    const [, encoded = ''] = /filename\*=UTF-8''(\S+)$/.exec(String(headers['content-disposition'])) ?? [];
    expect(decodeURIComponent(encoded)).toBe(shown);
    expect(headers['content-disposition']).toMatch(/^attachment; filename="[\x20-\x7E]+"; filename\*=UTF-8''[!-~]+$/);
  });
});

describe('sizes', () => {
  test('above the limit are not reserved, and no upload has more than it reserved', async () => {
    const visitor = await come();
    const tooLarge = { name: 'a.png', mediaType: 'image/png', bytes: 11 * 1_048_576 };
    expectRefused(await reserveAs(visitor, tooLarge), 'attachmentTooLarge', 'bytes');
    const { uploadUrl, attachmentId } = await reserve(visitor, 'a.png', 'image/png', 10 * 1_048_576);
    expectRefused(await put(visitor, uploadUrl, Buffer.alloc(11 * 1_048_576)), 'attachmentSize');
    expectRefused(await put(visitor, uploadUrl, PNG), 'attachmentSize');
    const sent = { type: 'message.send', text: '', attachmentIds: [attachmentId] };
    expectRefused(await visitor.send(sent), 'attachmentNotUsable');
    expect(namesUnder(join(folder, 'incoming'))).toEqual([]);
  });

  test('of a body of unknown length are counted while it comes', async () => {
    const visitor = await come();
    const { uploadUrl } = await reserve(visitor, 'a.png', 'image/png', 1_000);
    const reply = await endless(uploadUrl, visitor.authorization, 1_001);
    expect(reply).toMatch(/^HTTP\/1\.1 400 /);
    expect(reply).toContain('error.attachment_size');
    expect(namesUnder(join(folder, 'incoming'))).toEqual([]);
  });

  test('of exactly the limit are taken', async () => {
    const visitor = await come();
    const bytes = Buffer.concat([PNG, Buffer.alloc(10 * 1_048_576 - PNG.length, 7)]);
    const attachmentId = await upload(visitor, 'a.png', 'image/png', bytes);
    await visitor.says('', { attachmentIds: [attachmentId] });
    expect((await server.get(permanent(attachmentId), { key: reader })).bytes.equals(bytes)).toBe(true);
  });
});

/** Sends so many bytes as one chunk of a body that does not end, and returns what comes back until the server closes. */
function endless(path: string, authorization: string, bytes: number, port = server.port, onSent = () => {}) {
  return new Promise<string>((resolve, reject) => {
    const head = `PUT ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(`${head}${bytes.toString(16)}\r\n${'x'.repeat(bytes)}\r\n`, onSent);
    });
    let received = '';
    socket.on('data', (piece: Buffer) => {
      received += piece.toString();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(received));
  });
}

test('a body that never ends is cut when its time is over, and leaves a reservation that can be used', async () => {
  const timers = new ManualTimers();
  const own = mkdtempSync(join(tmpdir(), 'parley-files-'));
  const slow = await bootServer({
    edge: { visitorLimits: 0 },
    attachments: { place: { kind: 'folder', folder: own } },
    timers,
  });
  try {
    await slow.makeProject(822);
    const { siteKey } = await makeDesk(slow, 822);
    const visitor = await TestVisitor.come(slow, siteKey);
    const { uploadUrl, attachmentId } = await reserve(visitor, 'a.png', 'image/png', PNG.length);
    const before = timers.pending;
    const cut = endless(uploadUrl, visitor.authorization, 8, slow.port);
    await timers.whenPending(before + 1);
    timers.pass(119_000);
    timers.pass(1_000);
    const reply = await cut;
    expect(reply).toMatch(/^HTTP\/1\.1 408 /);
    expect(reply).toContain('error.request_timeout');
    expect(namesUnder(join(own, 'incoming'))).toEqual([]);
    expect((await put(visitor, uploadUrl, PNG)).status).toBe(200);
    await visitor.says('', { attachmentIds: [attachmentId] });
  } finally {
    await slow[Symbol.asyncDispose]();
    rmSync(own, { recursive: true, force: true });
  }
});

describe('the same again', () => {
  test('is the same reservation by its id, and another file under it is refused', async () => {
    const visitor = await come();
    const request = { id: '11111111-2222-4333-8444-555555555555', name: 'a.png', mediaType: 'image/png', bytes: 99 };
    const [first, second] = [await reserveAs(visitor, request), await reserveAs(visitor, request)];
    expect(JSON.parse(second.text)).toEqual(JSON.parse(first.text));
    expectRefused(await reserveAs(visitor, { ...request, bytes: 98 }), 'attachmentTaken', 'id');
    const other = JSON.parse((await reserveAs(await come(), request)).text).response;
    expect(other.attachmentId).not.toBe(JSON.parse(first.text).response.attachmentId);
  });

  test('is answered as the first upload; other bytes are refused, and the first stay', async () => {
    const visitor = await come();
    const bytes = ownPng();
    const { uploadUrl, attachmentId } = await reserve(visitor, 'a.png', 'image/png', bytes.length);
    const first = await put(visitor, uploadUrl, bytes);
    const second = await put(visitor, uploadUrl, bytes);
    expect([second.status, second.text]).toEqual([200, first.text]);
    const changed = Buffer.from(bytes);
    changed[changed.length - 1] = 0;
    expectRefused(await put(visitor, uploadUrl, changed), 'attachmentTaken');
    await visitor.says('', { attachmentIds: [attachmentId] });
    expect((await server.get(permanent(attachmentId), { key: reader })).bytes).toEqual(bytes);
    expect((await put(visitor, uploadUrl, bytes)).text).toBe(first.text);
  });

  test('at the same moment, with other bytes, leaves one of them', async () => {
    const visitor = await come();
    const [one, other] = [ownPng(), ownPng()].map((bytes) =>
      Buffer.concat([bytes, Buffer.alloc(64 - (bytes.length % 64))]),
    );
    if (one === undefined || other === undefined) throw new TypeError('two files');
    const { uploadUrl, attachmentId } = await reserve(visitor, 'a.png', 'image/png', one.length);
    const replies = await Promise.all([one, other, one, other].map((bytes) => put(visitor, uploadUrl, bytes)));
    const winner = replies.findIndex(({ status }) => status === 200);
    expect(winner).not.toBe(-1);
    await visitor.says('', { attachmentIds: [attachmentId] });
    const { bytes } = await server.get(permanent(attachmentId), { key: reader });
    const [kept, lost] = bytes.equals(one) ? [one, other] : [other, one];
    await untilForgotten(lost);
    expect([holds(kept), holds(lost)]).toEqual([true, false]);
  });

  test('as a command is done once, and its file is in no other message', async () => {
    const visitor = await come();
    const attachmentId = await upload(visitor, 'a.png', 'image/png', ownPng());
    const command = {
      type: 'message.send',
      id: 'aaaaaaaa-0000-4000-8000-000000000001',
      text: '',
      attachmentIds: [attachmentId],
    };
    const [first, second] = [doneOf(await visitor.send(command)), doneOf(await visitor.send(command))];
    expect([first.isRepeated, second.isRepeated, second.seq]).toEqual([false, true, first.seq]);
    const another = { type: 'message.send', text: 'again', attachmentIds: [attachmentId] };
    expectRefused(await visitor.send(another), 'attachmentNotUsable', 'attachmentIds');
    await visitor.send({ type: 'chat.end' });
    server.clock.advance(301_000);
    expectRefused(await visitor.send(another), 'attachmentNotUsable', 'attachmentIds');
  });

  test('a command that is refused for its file has had its turn', async () => {
    const visitor = await come();
    const attachmentIds = ['cccccccc-0000-4000-8000-000000000001'];
    await visitor.says('one', { tab: 't', cseq: 1 });
    const refused = await visitor.send({ type: 'message.send', text: '', attachmentIds, tab: 't', cseq: 2 });
    expectRefused(refused, 'attachmentNotUsable');
    await visitor.says('three', { tab: 't', cseq: 3 });
  });
});

describe('of others', () => {
  const sendsRefused = async (who: TestVisitor | TestAgent, attachmentId: string, more = {}) =>
    expectRefused(
      await who.send({ type: 'message.send', text: '', attachmentIds: [attachmentId], ...more }),
      'attachmentNotUsable',
      'attachmentIds',
    );

  test('nothing is uploaded and nothing is sent', async () => {
    const [anna, ben] = [await come(), await come()];
    const bytes = ownPng();
    const reserved = await reserve(anna, 'a.png', 'image/png', bytes.length);
    expectRefused(await put(ben, reserved.uploadUrl, bytes), 'attachmentNotFound', 'attachmentId');
    const own = await upload(anna, 'a.png', 'image/png', bytes);
    await sendsRefused(ben, own);
    const { chatId } = await ben.says('hello');
    await john.does('chat.accept', chatId ?? 0);
    await sendsRefused(john, own, { chatId });
    const ofJane = await upload(jane, 'a.png', 'image/png', bytes);
    await sendsRefused(john, ofJane, { chatId });
    const { uploadUrl } = await reserve(jane, 'a.png', 'image/png', bytes.length);
    expectRefused(await put(john, uploadUrl.replace('=2', '=1'), bytes), 'attachmentNotFound');
    await john.does('chat.close', chatId ?? 0);
    await anna.says('mine', { attachmentIds: [own] });
  });

  test('neither is anything of another project', async () => {
    const there = await TestVisitor.come(server, elsewhere.siteKey);
    const attachmentId = await upload(there, 'a.png', 'image/png', ownPng());
    await sendsRefused(await come(), attachmentId);
    await there.says('', { attachmentIds: [attachmentId] });
    expectRefused(await server.get(permanent(attachmentId, 822), { key: reader }), 'attachmentNotFound');
    expect((await server.get(permanent(attachmentId, 823), { key: narrow })).status).toBe(200);
  });

  test('a file is read by keys of its project that may read, and by the agent who has the chat', async () => {
    const visitor = await come();
    const attachmentId = await upload(visitor, 'a.png', 'image/png', ownPng());
    expectRefused(await server.get(permanent(attachmentId), { key: reader }), 'attachmentNotFound');
    const { chatId } = await visitor.says('', { attachmentIds: [attachmentId] });
    expectRefused(await server.get(permanent(attachmentId)), 'unauthorized');
    expectRefused(await server.get(permanent(attachmentId), { key: counter }), 'scopeMissing');
    expectRefused(await server.get(permanent(attachmentId), { key: writer }), 'scopeMissing');
    expectRefused(await server.get(permanent(attachmentId), { key: narrow }), 'projectNotFound');
    const asAgent = (actAs: string) => server.get(`${permanent(attachmentId)}${actAs}`, { key: answering });
    expectRefused(await asAgent(''), 'agentNeeded');
    expectRefused(await asAgent('?actAs=1'), 'attachmentNotFound');
    await john.does('chat.accept', chatId ?? 0);
    expect((await asAgent('?actAs=1')).status).toBe(200);
    expectRefused(await asAgent('?actAs=2'), 'attachmentNotFound');
    await john.does('chat.close', chatId ?? 0);
  });

  test('who sees chats of certain queues only, sees only their files', async () => {
    const visitor = await come();
    const attachmentId = await upload(visitor, 'a.png', 'image/png', ownPng());
    await visitor.says('', { attachmentIds: [attachmentId] });
    const [own, other] = [
      await server.makeKey({ queueIds: [3803 as never] }),
      await server.makeKey({ queueIds: [1 as never] }),
    ];
    expect((await server.get(permanent(attachmentId), { key: own })).status).toBe(200);
    expectRefused(await server.get(permanent(attachmentId), { key: other }), 'attachmentNotFound');
  });

  test('the audit log has who read which file', async () => {
    const visitor = await come();
    const attachmentId = await upload(visitor, 'a.png', 'image/png', ownPng());
    const { chatId } = await visitor.says('', { attachmentIds: [attachmentId] });
    await server.get(permanent(attachmentId), { key: reader });
    const admin = await server.makeKey({ scopes: ['admin'] });
    const { text } = await server.get('/v2/audit?action=attachment.read&limit=1', { key: admin });
    expect(JSON.parse(text).response).toMatchObject([{ action: 'attachment.read', target: `chat ${chatId}` }]);
  });
});

describe('links', () => {
  test('end after a day, open one file only, and cannot be made by others', async () => {
    const visitor = await come();
    await using atPage = await visitor.follow();
    const attachmentId = await upload(visitor, 'a.png', 'image/png', ownPng());
    const other = await upload(visitor, 'b.png', 'image/png', ownPng());
    await visitor.says('', { attachmentIds: [attachmentId, other] });
    const link = await linkIn(atPage);
    expect((await server.get(link)).status).toBe(200);
    const refused = async (target: string) => expectRefused(await server.get(target), 'attachmentLinkRefused', 'token');
    await refused(link.replace(attachmentId, other));
    await refused(link.slice(0, link.indexOf('?')));
    await refused(`${link.slice(0, -2)}AA`);
    const [head = '', body = '', mac = ''] = link.slice(link.indexOf('=') + 1).split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
    const forged = Buffer.from(JSON.stringify({ ...claims, endsAt: claims.endsAt + DAY_MS })).toString('base64url');
    await refused(`/v2/live/attachments/${attachmentId}?token=${head}.${forged}.${mac}`);
    await refused(`/v2/live/attachments/${attachmentId}?token=${visitor.visitor.streamToken.slice(0, 500)}`);
    server.clock.advance(DAY_MS - 60_000);
    expect((await server.get(link)).status).toBe(200);
    server.clock.advance(3_600_000 + 60_000);
    await refused(link);
  });
});

describe('what is erased or redacted', () => {
  test('takes its files along, and their bytes leave the shelf', async () => {
    const visitor = await come();
    await using atPage = await visitor.follow();
    const [gone, kept] = [ownPng(), ownPng()];
    const attachmentId = await upload(visitor, 'a.png', 'image/png', gone);
    const { chatId } = await visitor.says('', { attachmentIds: [attachmentId] });
    const link = await linkIn(atPage);
    const witness = await come();
    await witness.says('', { attachmentIds: [await upload(witness, 'b.png', 'image/png', kept)] });
    // The search that finds nothing afterwards finds it before.
    expect([holds(gone), holds(kept)]).toEqual([true, true]);
    expect((await erase(chatId)).status).toBe(200);
    expectRefused(await server.get(permanent(attachmentId), { key: reader }), 'attachmentNotFound');
    expectRefused(await server.get(link), 'attachmentNotFound');
    await untilForgotten(gone);
    expect([holds(gone), holds(kept)]).toEqual([false, true]);
  });

  test('leaves the bytes for another chat that has the same file, until that goes too', async () => {
    const bytes = ownPng();
    const chats = [];
    for (const visitor of [await come(), await come()]) {
      const attachmentId = await upload(visitor, 'a.png', 'image/png', bytes);
      chats.push({ attachmentId, ...(await visitor.says('', { attachmentIds: [attachmentId] })) });
    }
    const [first, second] = chats;
    if (first === undefined || second === undefined) throw new TypeError('two chats');
    await erase(first.chatId);
    await sweep();
    expect((await server.get(permanent(second.attachmentId), { key: reader })).bytes).toEqual(bytes);
    await erase(second.chatId);
    await untilForgotten(bytes);
    expect(holds(bytes)).toBe(false);
    // The content may come back.
    const again = await come();
    const attachmentId = await upload(again, 'a.png', 'image/png', bytes);
    await again.says('', { attachmentIds: [attachmentId] });
    expect((await server.get(permanent(attachmentId), { key: reader })).bytes).toEqual(bytes);
  });

  test('one message: its files go, those of the others stay', async () => {
    const visitor = await come();
    const [gone, kept] = [ownPng(), ownPng()];
    const goes = await upload(visitor, 'a.png', 'image/png', gone);
    const stays = await upload(visitor, 'b.png', 'image/png', kept);
    const { chatId, seq } = await visitor.says('look', { attachmentIds: [goes] });
    await visitor.says('and', { attachmentIds: [stays] });
    const body = JSON.stringify({ chatId, seq });
    const headers = { 'content-type': 'application/json' };
    const redact = (sent: string) =>
      server.get('/v2/projects/822/redactions', { key: writer, method: 'POST', headers, body: sent });
    expect((await redact(body)).status).toBe(200);
    await untilForgotten(gone);
    expectRefused(await server.get(permanent(goes), { key: reader }), 'attachmentNotFound');
    expect((await server.get(permanent(stays), { key: reader })).bytes).toEqual(kept);
    expect([holds(gone), holds(kept)]).toEqual([false, true]);
    expect((await redact(JSON.stringify({ chatId, whole: true }))).status).toBe(200);
    await untilForgotten(kept);
    expect(holds(kept)).toBe(false);
  });

  test('what was never sent goes after a day, with its reservation; what was, stays', async () => {
    const visitor = await come();
    const [unsent, sent] = [ownPng(), ownPng()];
    const { uploadUrl } = await reserve(visitor, 'a.png', 'image/png', unsent.length);
    await put(visitor, uploadUrl, unsent);
    await visitor.says('', { attachmentIds: [await upload(visitor, 'b.png', 'image/png', sent)] });
    const tidy = () => tidyShelf(server.store.shelf, shelf, instant(server.clock.nowMs()));
    server.clock.advance(DAY_MS - 60_000);
    await tidy();
    expect([holds(unsent), holds(sent)]).toEqual([true, true]);
    server.clock.advance(120_000);
    await tidy();
    await untilForgotten(unsent);
    expect([holds(unsent), holds(sent)]).toEqual([false, true]);
    const again = await TestVisitor.come(server, desk.siteKey, { visitorToken: visitor.visitor.visitorToken });
    expectRefused(await put(again, uploadUrl, unsent), 'attachmentNotFound');
  });

  test('what a crash or a restore left is found, and only that', async () => {
    const visitor = await come();
    const bytes = ownPng();
    await visitor.says('', { attachmentIds: [await upload(visitor, 'a.png', 'image/png', bytes)] });
    const stranger = 'ab'.repeat(32);
    const stray = join(folder, stranger.slice(0, 2), stranger.slice(2));
    const partial = join(folder, 'incoming', 'left');
    mkdirSync(join(folder, stranger.slice(0, 2)), { recursive: true });
    const now = server.clock.nowMs();
    for (const path of [stray, partial]) {
      writeFileSync(path, `strange ${path}`);
      utimesSync(path, new Date(now - 3_000_000), new Date(now - 3_000_000));
    }
    const tidy = () => tidyShelf(server.store.shelf, shelf, instant(now));
    await tidy();
    expect([holds(Buffer.from(`strange ${stray}`)), holds(Buffer.from(`strange ${partial}`))]).toEqual([true, true]);
    for (const path of [stray, partial]) utimesSync(path, new Date(now - 2 * DAY_MS), new Date(now - 2 * DAY_MS));
    await tidy();
    expect(holds(Buffer.from('strange '))).toBe(false);
    expect(holds(bytes)).toBe(true);
  });
});

describe('limits', () => {
  test('a visitor reserves twenty files an hour, and 50 MB', async () => {
    const own = mkdtempSync(join(tmpdir(), 'parley-files-'));
    const limited = await bootServer({ attachments: { place: { kind: 'folder', folder: own } } });
    try {
      await limited.makeProject(822);
      const { siteKey } = await makeDesk(limited, 822);
      const many = await TestVisitor.come(limited, siteKey);
      for (let at = 0; at < 20; at++) await reserve(many, 'a.png', 'image/png', 1_000);
      const refused = await reserveAs(many, { name: 'a.png', mediaType: 'image/png', bytes: 1_000 });
      expectRefused(refused, 'tooManyUploads');
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
      const large = await TestVisitor.come(limited, siteKey);
      for (let at = 0; at < 5; at++) await reserve(large, 'a.png', 'image/png', 10_000_000);
      expectRefused(
        await reserveAs(large, { name: 'a.png', mediaType: 'image/png', bytes: 10_000_000 }),
        'tooManyUploads',
      );
      limited.clock.advance(3_600_000);
      const later = await TestVisitor.come(limited, siteKey, { visitorToken: large.visitor.visitorToken });
      await reserve(later, 'a.png', 'image/png', 10_000_000);
    } finally {
      await limited[Symbol.asyncDispose]();
      rmSync(own, { recursive: true, force: true });
    }
  });

  test('a server without a place for files says so', async () => {
    await using bare = await bootServer({ attachments: { place: null } });
    await bare.makeProject(822);
    const { siteKey, agents } = await makeDesk(bare, 822);
    const visitor = await TestVisitor.come(bare, siteKey);
    const request = { name: 'a.png', mediaType: 'image/png', bytes: 10 };
    expectRefused(await reserveAs(visitor, request), 'attachmentsOff');
    for (const agent of agents) expectRefused(await reserveAs(agent, request), 'attachmentsOff');
    await visitor.says('texts go');
  });

  test('pages of other origins ask first, and may put', async () => {
    const headers = { origin: 'https://shop.example.com', 'access-control-request-method': 'PUT' };
    const path = '/v2/live/attachments/00000000-0000-4000-8000-000000000000';
    const asked: TestReply = await server.get(path, { method: 'OPTIONS', headers });
    expect([asked.status, asked.headers['access-control-allow-methods']]).toEqual([204, 'GET, HEAD, POST, PUT']);
  });
});

test.skipIf(isOnPostgres())('files of a store in a folder are beside it', async () => {
  await using plain = await bootServer({ edge: { visitorLimits: 0 } });
  await plain.makeProject(822);
  const { siteKey } = await makeDesk(plain, 822);
  await upload(await TestVisitor.come(plain, siteKey), 'a.png', 'image/png', PNG);
  expect(namesUnder(join(plain.place.data, 'attachments'))).toHaveLength(1);
});
