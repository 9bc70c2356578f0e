/** Files in a bucket, over a real S3-compatible server: kept whole or not at all, whatever the service does. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FolderShelf } from '../../src/platform/folder-shelf.ts';
import { S3Shelf } from '../../src/platform/s3-shelf.ts';
import { ShelfFailure } from '../../src/platform/shelf-failure.ts';
import { findFreePort } from '../helpers/free-port.ts';
import { namesUnder } from '../helpers/names-under.ts';
import { type Fault, TestS3 } from '../helpers/test-s3.ts';

const root = mkdtempSync(join(tmpdir(), 'parley-shelf-'));
const s3 = await TestS3.start();
const USUAL = { patienceMs: 10_000, pausesMs: [1, 1], keysAtOnce: 2 };
const HASTE = { ...USUAL, patienceMs: 300 };
const shelf = new S3Shelf(s3.place(join(root, 'uploads')), USUAL);
/** Waits for a silent service not even a second. */
const hasty = new S3Shelf(s3.place(join(root, 'uploads')), HASTE);
const folderShelf = new FolderShelf(join(root, 'folder'));
afterAll(async () => {
  for (const one of [shelf, hasty]) one[Symbol.dispose]();
  await s3[Symbol.asyncDispose]();
  rmSync(root, { recursive: true, force: true });
});
beforeEach(() => {
  s3.asked.length = 0;
});
afterEach(() => {
  s3.fault = () => null;
});

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
let made = 0;
/** Bytes that no other test has. */
function ownBytes(length = 200_000): Buffer {
  made++;
  const bytes = Buffer.alloc(length, `file number ${made} of the tests, `);
  return bytes;
}
async function fileOf(bytes: Uint8Array, where = shelf): Promise<string> {
  const path = join(await where.openIncoming(), `${hashOf(bytes)}.test`);
  writeFileSync(path, bytes);
  return path;
}
async function putBytes(bytes: Uint8Array): Promise<string> {
  await shelf.put(hashOf(bytes), await fileOf(bytes));
  return hashOf(bytes);
}
async function readAll(content: string, first: number, last: number, from = shelf): Promise<Buffer | null> {
  const pieces = await from.read(content, { first, last });
  return pieces === null ? null : buffer(pieces);
}
/** Everything that the service has on its disk. */
const contents = () => namesUnder(s3.folder).map((name) => readFileSync(join(s3.folder, name)));
const holds = (bytes: Buffer) => contents().some((one) => one.includes(bytes.subarray(0, 40)));
/** For requests with that method, or once. */
function failing(method: string, fault: Fault, times = Number.POSITIVE_INFINITY): void {
  let left = times;
  s3.fault = (asked) => (asked.method === method && left-- > 0 ? fault : null);
}
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => 'it worked',
    (error: unknown) => {
      if (!(error instanceof ShelfFailure)) throw error;
      return error.message;
    },
  );

describe.each([
  ['a bucket', shelf],
  ['a folder', folderShelf],
] as const)('%s', (_, place) => {
  test('gives back what was put, whole and in parts, and its length, until it is removed', async () => {
    const bytes = ownBytes();
    const content = hashOf(bytes);
    await place.check();
    expect(await place.read(content, { first: 0, last: 0 })).toBeNull();
    const path = join(await place.openIncoming(), 'coming');
    writeFileSync(path, bytes);
    await place.put(content, path);
    const part = async (first: number, last: number) => {
      const pieces = await place.read(content, { first, last });
      return pieces === null ? null : await buffer(pieces);
    };
    expect(await place.sizeOf(content)).toBe(bytes.length);
    expect((await part(0, bytes.length - 1))?.equals(bytes)).toBe(true);
    expect(await part(0, 0)).toEqual(bytes.subarray(0, 1));
    expect(await part(7, 11)).toEqual(bytes.subarray(7, 12));
    expect(await part(bytes.length - 3, bytes.length - 1)).toEqual(bytes.subarray(-3));
    expect(await part(bytes.length - 3, bytes.length)).toBeNull();
    expect(await part(bytes.length, bytes.length + 5)).toBeNull();
    for (const _time of [1, 2]) await place.remove(content);
    expect(await place.sizeOf(content)).toBeNull();
    expect(await part(0, 3)).toBeNull();
  });

  test('takes nothing that is no hash for a name', async () => {
    for (const name of ['', '../../etc/passwd', 'ab'.repeat(31), `${'ab'.repeat(32)}/x`, 'AB'.repeat(32)]) {
      await expect(place.sizeOf(name)).rejects.toThrow(TypeError);
      await expect(place.remove(name)).rejects.toThrow(TypeError);
    }
  });

  test('clears what came long ago and never arrived', async () => {
    const incoming = await place.openIncoming();
    for (const name of ['old', 'new']) writeFileSync(join(incoming, name), name);
    utimesSync(join(incoming, 'old'), new Date(1_000_000), new Date(1_000_000));
    await place.clearIncoming(2_000_000);
    expect(namesUnder(incoming).filter((name) => ['old', 'new'].includes(name))).toEqual(['new']);
  });
});

describe('a bucket', () => {
  test('has a file under its prefix and its hash, and nothing else of it', async () => {
    const content = await putBytes(ownBytes());
    const names = namesUnder(join(s3.folder, s3.bucket)).filter((name) => name.includes(content.slice(2)));
    const key = `parley/${content.slice(0, 2)}/${content.slice(2)}`;
    expect(new Set(names.map((name) => name.replace(/\._S3rver_.*$/, '')))).toEqual(new Set([key]));
  });

  test('is told the SHA-256 of what comes, signed, and no request has a secret in it', async () => {
    const content = await putBytes(ownBytes());
    const [put] = s3.asked.filter(({ method }) => method === 'PUT');
    expect(put?.headers['x-amz-content-sha256']).toBe(content);
    expect(put?.headers.authorization).toMatch(/SignedHeaders=[^,]*x-amz-content-sha256/);
    expect(put?.headers['transfer-encoding']).toBeUndefined();
  });

  test('lists what was put before a time, over several pages, and only what could be ours', async () => {
    const own = new S3Shelf(s3.place(join(root, 'uploads'), { prefix: 'of/lists/' }), HASTE);
    const all = [];
    for (let at = 0; at < 3; at++) {
      const bytes = ownBytes(50);
      await own.put(hashOf(bytes), await fileOf(bytes));
      all.push(hashOf(bytes));
    }
    writeFileSync(join(s3.folder, s3.bucket, 'of/lists/readme & <more>._S3rver_object'), 'of somebody else');
    s3.asked.length = 0;
    const found = [];
    for await (const content of own.listBefore(Date.now() + 60_000)) found.push(content);
    expect(found.toSorted()).toEqual(all.toSorted());
    expect(s3.asked).toHaveLength(2);
    const before = [];
    for await (const content of own.listBefore(Date.now() - 60_000)) before.push(content);
    expect(before).toEqual([]);
    own[Symbol.dispose]();
  });

  test('may be at the top of its own host name', async () => {
    const own = new S3Shelf({ ...s3.place(join(root, 'uploads')), prefix: '' });
    const bytes = ownBytes(50);
    await own.put(hashOf(bytes), await fileOf(bytes));
    expect(
      namesUnder(join(s3.folder, s3.bucket)).some((name) => name.startsWith(`${hashOf(bytes).slice(0, 2)}/`)),
    ).toBe(true);
    await own.remove(hashOf(bytes));
    own[Symbol.dispose]();
  });
});

describe('an upload', () => {
  test('whose file has changed since its hash was made is not sent to its end', async () => {
    const bytes = ownBytes();
    const path = await fileOf(bytes);
    const changed = Buffer.from(bytes);
    changed.writeUInt8(0, 100_000);
    writeFileSync(path, changed);
    await expect(shelf.put(hashOf(bytes), path)).rejects.toThrow('bytes that are not');
    expect(await shelf.sizeOf(hashOf(bytes))).toBeNull();
    truncateSync(path, 100);
    await expect(shelf.put(hashOf(bytes), path)).rejects.toThrow('bytes that are not');
    writeFileSync(path, bytes);
    await shelf.put(hashOf(bytes), path);
    expect(await shelf.sizeOf(hashOf(bytes))).toBe(bytes.length);
  });

  test('that is changed on its way is refused by the service, and kept nowhere', async () => {
    failing('PUT', { kind: 'flip' });
    const bytes = ownBytes();
    expect(await failureOf(putBytes(bytes))).toContain('received other bytes than were sent');
    expect(await shelf.sizeOf(hashOf(bytes))).toBeNull();
  });

  test.each([
    ['is cut', { kind: 'cut-put', afterBytes: 70_000 }],
    ['is answered that the service is too busy', { kind: 'answer', status: 503, code: 'SlowDown' }],
    ['is answered without a reason', { kind: 'answer', status: 500, code: '' }],
  ] as const)('that %s is sent again, and is there', async (_, fault) => {
    failing('PUT', fault, 2);
    const bytes = ownBytes();
    const content = await putBytes(bytes);
    expect(s3.asked.map(({ method }) => method)).toEqual(['PUT', 'PUT', 'PUT']);
    expect((await readAll(content, 0, bytes.length - 1))?.equals(bytes)).toBe(true);
  });

  test('that is cut each time fails, and nothing of it is there', async () => {
    failing('PUT', { kind: 'cut-put', afterBytes: 70_000 });
    const bytes = ownBytes();
    expect(await failureOf(putBytes(bytes))).toContain('does not answer');
    expect(holds(bytes)).toBe(false);
    s3.fault = () => null;
    await putBytes(bytes);
    expect(holds(bytes)).toBe(true);
  });

  test('that is refused is not sent again', async () => {
    failing('PUT', { kind: 'answer', status: 403, code: 'AccessDenied' });
    expect(await failureOf(putBytes(ownBytes(3_000_000)))).toContain('s3:PutObject');
    expect(s3.asked).toHaveLength(1);
  });
});

describe('a download', () => {
  test('that breaks off is no shorter file', async () => {
    const bytes = ownBytes(400_000);
    const content = await putBytes(bytes);
    failing('GET', { kind: 'cut-reply', afterBytes: 150_000 });
    const pieces = await shelf.read(content, { first: 0, last: bytes.length - 1 });
    expect(await failureOf(buffer(pieces ?? Readable.from([])))).toContain('does not answer');
  });

  test('that stands still is given up', async () => {
    const bytes = ownBytes(400_000);
    const content = await putBytes(bytes);
    failing('GET', { kind: 'stall', afterBytes: 150_000 });
    const pieces = await hasty.read(content, { first: 0, last: bytes.length - 1 });
    expect(await failureOf(buffer(pieces ?? Readable.from([])))).toContain('nothing came for too long');
    failing('GET', { kind: 'stall', afterBytes: 0 });
    expect(await failureOf(hasty.sizeOf(content))).toContain('nothing came for too long');
  });

  test('that its reader leaves does not hold its connection', async () => {
    const bytes = ownBytes(3_000_000);
    const content = await putBytes(bytes);
    const pieces = await shelf.read(content, { first: 0, last: bytes.length - 1 });
    for await (const piece of pieces ?? []) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
    expect(await shelf.sizeOf(content)).toBe(bytes.length);
  });
});

describe('large files', () => {
  const LARGE = 400_000_000;
  // What was read and is not collected yet is in memory too: some 130 MB, however large the file is.
  const MOST = 250_000_000;
  /** The most memory of buffers that there was during the work, more than before. */
  async function peakOf(work: (look: () => void) => Promise<unknown>): Promise<number> {
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const look = () => {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    };
    const timer = setInterval(look, 1);
    await work(look);
    look();
    clearInterval(timer);
    return most;
  }

  test('are put and read piece by piece', async () => {
    // The front holds what is put in memory.
    const direct = await TestS3.start('large-files');
    const own = new S3Shelf(direct.place(join(root, 'uploads'), { endpoint: direct.directEndpoint }));
    const path = join(await own.openIncoming(), 'large');
    writeFileSync(path, '');
    truncateSync(path, LARGE);
    const content = createHash('sha256').update(readFileSync(path)).digest('hex');
    expect(await peakOf(() => own.put(content, path))).toBeLessThan(MOST);
    let read = 0;
    const reading = peakOf(async (look) => {
      for await (const piece of (await own.read(content, { first: 0, last: LARGE - 1 })) ?? []) {
        read += piece.length;
        look();
      }
    });
    expect(await reading).toBeLessThan(MOST);
    expect(read).toBe(LARGE);
    // The measurement sees a file that is in memory at once.
    expect(await peakOf(async () => readFileSync(path).length)).toBeGreaterThan(MOST);
    own[Symbol.dispose]();
    await direct[Symbol.asyncDispose]();
  });
});

describe('the check of a bucket', () => {
  const checked = (more: Partial<ReturnType<TestS3['place']>>) =>
    failureOf(new S3Shelf(s3.place(join(root, 'uploads'), more), HASTE).check());

  test('leaves nothing', async () => {
    const before = namesUnder(s3.folder);
    expect(await checked({ prefix: 'of/checks/' })).toBe('it worked');
    expect(namesUnder(s3.folder)).toEqual(before);
  });

  test.each([
    ['a bucket that is not there', { bucket: 'nobody-made-it' }, 'is not there: make the bucket'],
    [
      'an unknown key',
      { credentials: { accessKeyId: 'NOBODY', secretAccessKey: 'hidden-secret', sessionToken: null } },
      'does not know the access key: give the right ones in AWS_ACCESS_KEY_ID',
    ],
    [
      'a wrong secret',
      { credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'hidden-secret', sessionToken: null } },
      'does not accept the secret key: give the right ones',
    ],
  ])('says so of %s, without its secret', async (_, more, sentence) => {
    const said = await checked(more);
    expect(said).toContain(sentence);
    expect(said).not.toMatch(/hidden-secret|S3RVER/);
  });

  test.each([
    ['PUT', { kind: 'answer', status: 403, code: 'AccessDenied' }, 'allow these credentials'],
    ['GET', { kind: 'answer', status: 403, code: '' }, 'allow these credentials'],
    ['DELETE', { kind: 'answer', status: 403, code: 'AccessDenied' }, 'allow these credentials'],
    ['PUT', { kind: 'answer', status: 301, code: 'PermanentRedirect' }, 'give the right --s3-region'],
    ['PUT', { kind: 'answer', status: 403, code: 'RequestTimeTooSkewed' }, 'set its clock'],
    ['PUT', { kind: 'answer', status: 507, code: 'InsufficientStorage' }, 'has no room'],
    ['PUT', { kind: 'answer', status: 418, code: '__proto__' }, 'it answered 418'],
    ['PUT', { kind: 'header', name: 'x-amz-version-id', value: 'v1' }, 'keeps versions'],
    ['PUT', { kind: 'stall', afterBytes: 0 }, 'does not answer'],
  ] as const)('%s answered by %j is said', async (method, fault, sentence) => {
    failing(method, fault);
    const said = await checked({});
    expect(said).toContain(sentence);
    expect(said).toContain('s3://files-of-chats/parley');
    expect(said).not.toContain('S3RVER');
  });

  test('finds rights that are missing for the list only', async () => {
    s3.fault = ({ path }) => (path.includes('max-keys') ? { kind: 'answer', status: 403, code: 'AccessDenied' } : null);
    expect(await checked({})).toContain('s3:ListBucket');
  });

  test('takes versions that are suspended', async () => {
    failing('PUT', { kind: 'header', name: 'x-amz-version-id', value: 'null' });
    expect(await checked({})).toBe('it worked');
  });

  test('says where nothing answers', async () => {
    const port = await findFreePort();
    expect(await checked({ endpoint: `http://127.0.0.1:${port}` })).toMatch(/does not answer.*ECONNREFUSED/);
    const mute = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => mute.listen(port, '127.0.0.1', resolve));
    expect(await checked({ endpoint: `http://127.0.0.1:${port}` })).toContain('does not answer');
    await new Promise((resolve) => mute.close(resolve));
  });
});

test('a removal ends within its time, whatever the service does, and says so', async () => {
  const content = await putBytes(ownBytes(10));
  failing('DELETE', { kind: 'stall', afterBytes: 0 });
  expect(await failureOf(hasty.remove(content))).toContain('does not answer');
  s3.fault = () => null;
  expect(await shelf.sizeOf(content)).toBe(10);
});
