/** Files of live chats in a bucket, over HTTP and a real S3-compatible service, which fails in the middle of everything. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { instant } from '../../src/model/instant.ts';
import type { ShelfPlace } from '../../src/platform/open-shelf.ts';
import { S3Shelf } from '../../src/platform/s3-shelf.ts';
import { removeUnused, tidyShelf } from '../../src/services/attachments/keep-shelf.ts';
import { bootServer, type TestServer } from '../helpers/boot-server.ts';
import { expectRefused } from '../helpers/expect-refused.ts';
import { PNG } from '../helpers/file-heads.ts';
import { makeDesk, TestVisitor } from '../helpers/live-people.ts';
import { ManualTimers } from '../helpers/manual-timers.ts';
import { namesUnder } from '../helpers/names-under.ts';
import { type Fault, TestS3 } from '../helpers/test-s3.ts';
import { isOnPostgres, makeTestStore } from '../helpers/test-store.ts';
import { put, reserve, upload } from '../helpers/uploads.ts';

const DAY_MS = 86_400_000;
const root = mkdtempSync(join(tmpdir(), 'parley-bucket-'));
const uploads = join(root, 'uploads');
const s3 = await TestS3.start();
const inBucket: ShelfPlace = { kind: 's3', ...s3.place(uploads) };
// Its loops stand still: tests remove what is to be removed.
const timers = new ManualTimers();
const server = await bootServer({ edge: { visitorLimits: 0 }, attachments: { place: inBucket }, timers });
const shelf = new S3Shelf(inBucket);
afterAll(async () => {
  shelf[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
  await s3[Symbol.asyncDispose]();
  rmSync(root, { recursive: true, force: true });
});
afterEach(() => {
  s3.fault = () => null;
});
await server.makeProject(822);
const reader = await server.makeKey({ scopes: ['chats:read'] });
const writer = await server.makeKey({ scopes: ['chats:write'] });
const { siteKey } = await makeDesk(server, 822);

const come = (to: TestServer = server, site = siteKey) => TestVisitor.come(to, site);
const permanent = (attachmentId: string) => `/v2/projects/822/attachments/${attachmentId}`;
const read = (attachmentId: string, headers: Record<string, string> = {}) =>
  server.get(permanent(attachmentId), { key: reader, headers });
const erase = (chatId: number | null) =>
  server.get(`/v2/projects/822/chats/${chatId}`, { key: writer, method: 'DELETE' });
/** Everything that the service has on its disk. */
const holds = (bytes: Buffer) =>
  namesUnder(s3.folder).some((name) => readFileSync(join(s3.folder, name)).includes(bytes.subarray(0, 200)));
function failing(method: string, fault: Fault): void {
  s3.fault = (asked) => (asked.method === method ? fault : null);
}

let made = 0;
/** A PNG that no other test has, of several pieces. */
function ownPng(length = 300_000): Buffer {
  made++;
  return Buffer.concat([PNG, Buffer.from(`canary number ${made} `), Buffer.alloc(length, 7)]);
}

async function sent(bytes: Buffer) {
  const visitor = await come();
  const attachmentId = await upload(visitor, 'a.png', 'image/png', bytes);
  const { chatId } = await visitor.says('', { attachmentIds: [attachmentId] });
  return { visitor, attachmentId, chatId };
}

describe('a file', () => {
  test('is uploaded, sent and read, whole and in parts; nothing of it stays on this machine', async () => {
    const bytes = ownPng();
    const { attachmentId } = await sent(bytes);
    expect((await read(attachmentId)).bytes.equals(bytes)).toBe(true);
    const part = await read(attachmentId, { range: 'bytes=1-3' });
    expect([part.status, part.text]).toEqual([206, 'PNG']);
    expect((await read(attachmentId, { range: 'bytes=0-0' })).bytes).toEqual(bytes.subarray(0, 1));
    expect((await read(attachmentId, { range: 'bytes=-4' })).bytes).toEqual(bytes.subarray(-4));
    expect([holds(bytes), namesUnder(uploads)]).toEqual([true, []]);
  });

  test('that is not what it says never reaches the bucket', async () => {
    const visitor = await come();
    const html = Buffer.from('<!doctype html><script>alert("canary of a page")</script>');
    const { uploadUrl } = await reserve(visitor, 'a.png', 'image/png', html.length);
    s3.asked.length = 0;
    expectRefused(await put(visitor, uploadUrl, html), 'attachmentMismatch');
    expect([s3.asked, holds(html), namesUnder(uploads)]).toEqual([[], false, []]);
  });
});

describe('while the service', () => {
  test.each([
    ['breaks off', { kind: 'cut-put', afterBytes: 100_000 }],
    ['forbids it', { kind: 'answer', status: 403, code: 'AccessDenied' }],
    ['has lost the bucket', { kind: 'answer', status: 404, code: 'NoSuchBucket' }],
    ['fails', { kind: 'answer', status: 503, code: 'ServiceUnavailable' }],
    ['receives other bytes', { kind: 'flip' }],
  ] as const)('%s, an upload is refused and kept nowhere, and may be sent again', async (_, fault) => {
    const visitor = await come();
    const bytes = ownPng();
    const { uploadUrl, attachmentId } = await reserve(visitor, 'a.png', 'image/png', bytes.length);
    failing('PUT', fault);
    const refused = await put(visitor, uploadUrl, bytes);
    expectRefused(refused, 'filesUnavailable');
    expect(refused.headers['retry-after']).toBe('10');
    expect([holds(bytes), namesUnder(uploads)]).toEqual([false, []]);
    const command = { type: 'message.send', text: '', attachmentIds: [attachmentId] };
    expectRefused(await visitor.send(command), 'attachmentNotUsable');
    await visitor.says('texts go on');
    s3.fault = () => null;
    expect((await put(visitor, uploadUrl, bytes)).status).toBe(200);
    await visitor.says('', { attachmentIds: [attachmentId] });
    expect((await read(attachmentId)).bytes.equals(bytes)).toBe(true);
  });

  test('fails, the operator is told what to do, and nobody is told a secret', async () => {
    const { attachmentId } = await sent(ownPng());
    failing('GET', { kind: 'answer', status: 403, code: 'AccessDenied' });
    const refused = await read(attachmentId);
    expectRefused(refused, 'filesUnavailable');
    const lines = server.logLines.filter((line) => line.includes('s3:GetObject'));
    expect(JSON.parse(lines.at(-1) ?? '{}')).toMatchObject({ level: 'error', code: 'error.files_unavailable' });
    expect(refused.text).not.toContain('s3');
    expect(server.logLines.join('\n')).not.toMatch(/S3RVER|AWS4|Signature=/);
    // The search finds what every request has.
    expect(JSON.stringify(s3.asked)).toMatch(/S3RVER.*Signature=/);
  });

  test('breaks off a download, the reader sees that it is not whole, and can go on from there', async () => {
    const bytes = ownPng(3_000_000);
    const { attachmentId } = await sent(bytes);
    failing('GET', { kind: 'cut-reply', afterBytes: 1_000_000 });
    await expect(read(attachmentId)).rejects.toThrow();
    s3.fault = () => null;
    const rest = await read(attachmentId, { range: 'bytes=1000000-' });
    expect(rest.bytes.equals(bytes.subarray(1_000_000))).toBe(true);
    expect(server.logLines.some((line) => line.includes('a reply was cut off'))).toBe(true);
  });
});

describe('what is erased', () => {
  const sweep = () => removeUnused(server.store.shelf, shelf, instant(server.clock.nowMs()));

  test('leaves the bucket, but for a file that another chat has', async () => {
    const [gone, shared] = [ownPng(), ownPng()];
    const [first, second, third] = [await sent(gone), await sent(shared), await sent(shared)];
    expect([holds(gone), holds(shared)]).toEqual([true, true]);
    await erase(first.chatId);
    await erase(second.chatId);
    await sweep();
    expect([holds(gone), holds(shared)]).toEqual([false, true]);
    expectRefused(await read(first.attachmentId), 'attachmentNotFound');
    await erase(third.chatId);
    await sweep();
    expect(holds(shared)).toBe(false);
  });

  test('while the service fails leaves it when it is back, and comes back with a new upload only after', async () => {
    const bytes = ownPng();
    const { chatId } = await sent(bytes);
    await erase(chatId);
    failing('DELETE', { kind: 'answer', status: 503, code: 'SlowDown' });
    await expect(sweep()).rejects.toThrow('answered 503');
    expect(holds(bytes)).toBe(true);
    s3.fault = () => null;
    // What was asked of the service may still happen: nobody may put the file there again yet.
    const visitor = await come();
    const { uploadUrl } = await reserve(visitor, 'a.png', 'image/png', bytes.length);
    expectRefused(await put(visitor, uploadUrl, bytes), 'busy');
    await sweep();
    expect(holds(bytes)).toBe(true);
    server.clock.advance(601_000);
    await sweep();
    expect(holds(bytes)).toBe(false);
    const again = await TestVisitor.come(server, siteKey, { visitorToken: visitor.visitor.visitorToken });
    expect((await put(again, uploadUrl, bytes)).status).toBe(200);
    expect(holds(bytes)).toBe(true);
  });

  test('what the store does not know is removed after a day, and only that', async () => {
    const bytes = ownPng();
    await sent(bytes);
    const strange = ownPng();
    const path = join(await shelf.openIncoming(), 'strange');
    const content = createHash('sha256').update(strange).digest('hex');
    writeFileSync(path, strange);
    await shelf.put(content, path);
    rmSync(path);
    const now = server.clock.nowMs();
    const dated = (ageMs: number) => {
      for (const name of namesUnder(s3.folder)) {
        utimesSync(join(s3.folder, name), new Date(now - ageMs), new Date(now - ageMs));
      }
    };
    const tidy = () => tidyShelf(server.store.shelf, shelf, instant(now));
    dated(DAY_MS - 60_000);
    await tidy();
    expect([holds(strange), holds(bytes)]).toEqual([true, true]);
    dated(DAY_MS + 60_000);
    await tidy();
    expect([holds(strange), holds(bytes)]).toEqual([false, true]);
  });
});

describe('two servers of one database', () => {
  const shared: ShelfPlace = { kind: 'folder', folder: join(root, 'shared') };

  test.skipIf(!isOnPostgres()).each([
    ['bucket', inBucket, inBucket, true],
    ['folder', shared, shared, true],
    // So the test would see that they do not.
    ['bucket, by different names in it', inBucket, { ...inBucket, prefix: 'elsewhere/' }, false],
  ] as const)('share a %s', async (_, one, other, isFound) => {
    await using store = await makeTestStore();
    const { place } = store;
    const edge = { visitorLimits: 0 };
    await using first = await bootServer({ place, edge, attachments: { place: one } });
    await using second = await bootServer({ place, edge, attachments: { place: other } });
    await first.makeProject(822);
    const { siteKey: site } = await makeDesk(first, 822);
    const key = await first.makeKey({ scopes: ['chats:read', 'chats:write'] });
    const bytes = ownPng();
    const visitor = await come(first, site);
    const attachmentId = await upload(visitor, 'a.png', 'image/png', bytes);
    const { chatId } = await visitor.says('', { attachmentIds: [attachmentId] });
    const found = await second.get(permanent(attachmentId), { key });
    expect([found.status, found.bytes.equals(bytes)]).toEqual(isFound ? [200, true] : [500, false]);
    if (!isFound) return;
    await second.get(`/v2/projects/822/chats/${chatId}`, { key, method: 'DELETE' });
    expectRefused(await first.get(permanent(attachmentId), { key }), 'attachmentNotFound');
    const content = createHash('sha256').update(bytes).digest('hex');
    while ((await first.store.shelf.findStrange([content])).length === 0);
    expect(one === shared ? namesUnder(shared.folder) : holds(bytes)).toEqual(one === shared ? [] : false);
  });
});
