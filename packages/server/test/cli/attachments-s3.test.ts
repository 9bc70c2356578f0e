/** Commands on a store whose files are in a bucket: backups, restores, checks, erasures, and what is said when it fails. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { bootServer } from '../helpers/boot-server.ts';
import { PNG } from '../helpers/file-heads.ts';
import { makeDesk, TestVisitor } from '../helpers/live-people.ts';
import { namesUnder } from '../helpers/names-under.ts';
import { type CliRun, runCli } from '../helpers/run-cli.ts';
import { TestS3 } from '../helpers/test-s3.ts';
import { upload } from '../helpers/uploads.ts';

const root = mkdtempSync(join(tmpdir(), 'parley-bucket-'));
const s3 = await TestS3.start();
afterAll(async () => {
  await s3[Symbol.asyncDispose]();
  rmSync(root, { recursive: true, force: true });
});
afterEach(() => {
  s3.fault = () => null;
});
const data = join(root, 'data');
const backup = join(root, 'backup.db');
const IN_BUCKET = `s3://${s3.bucket}/parley`;
const FILES = ['first', 'second'].map((name) => Buffer.concat([PNG, Buffer.from(`canary ${name}`)]));
const chats: number[] = [];

const run = (words: readonly string[], environment: Record<string, string> = {}): Promise<CliRun> =>
  runCli(words, { ...s3.environment, ...environment });
const doctor = (folder: string, attachments = IN_BUCKET) =>
  run(['doctor', '--data', folder, '--attachments', attachments]);
const eraseChat = (folder: string, attachments: string, chatId = 0) =>
  run(
    ['erase', '--data', folder, '--attachments', attachments].concat(
      ['--tenant', 'acme', '--project', '822'],
      String(chatId),
    ),
  );
/** How many of the files the service has under a prefix. */
const countIn = (prefix: string) => {
  const folder = join(s3.folder, s3.bucket, prefix);
  const contents = namesUnder(folder).map((name) => readFileSync(join(folder, name)));
  return FILES.filter((bytes) => contents.some((one) => one.equals(bytes))).length;
};

beforeAll(async () => {
  const place = { kind: 's3', ...s3.place(join(root, 'uploads')) } as const;
  await using server = await bootServer({
    edge: { visitorLimits: 0 },
    place: { data, database: null },
    attachments: { place },
  });
  await server.makeProject(822);
  const { siteKey } = await makeDesk(server, 822);
  for (const bytes of FILES) {
    const visitor = await TestVisitor.come(server, siteKey);
    const attachmentId = await upload(visitor, 'a.png', 'image/png', bytes);
    const { chatId } = await visitor.says('look', { attachmentIds: [attachmentId] });
    chats.push(chatId ?? 0);
  }
});

test('a backup has the files of a bucket beside it, and a restore puts them into another', async () => {
  const made = await run(['backup', '--data', data, '--attachments', IN_BUCKET, backup]);
  expect([made.exitCode, made.stderr]).toEqual([0, '']);
  expect(made.stdout).toContain(`${backup}.attachments holds the files of its chats (2)`);
  expect(namesUnder(`${backup}.attachments`)).toHaveLength(2);
  const restored = join(root, 'restored');
  const other = `s3://${s3.bucket}/restored`;
  const put = await run(['restore', '--data', restored, '--attachments', other, backup]);
  expect([put.exitCode, put.stderr]).toEqual([0, '']);
  expect(put.stdout).toContain(`files of chats put into ${other}: 2`);
  expect(countIn('restored')).toBe(2);
  expect((await doctor(restored, other)).stdout).toContain(`ok    files: 2 are in ${other}`);
});

test('a backup leaves out, and says so, what is not as it was uploaded', async () => {
  const [name = ''] = namesUnder(`${backup}.attachments`);
  const damaged = join(root, 'damaged.db');
  const object = join(s3.folder, s3.bucket, 'parley', `${name}._S3rver_object`);
  const bytes = readFileSync(object);
  writeFileSync(object, Buffer.from(bytes).fill(1, 60));
  try {
    const made = await run(['backup', '--data', data, '--attachments', IN_BUCKET, damaged]);
    expect([made.exitCode, made.stderr]).toEqual([1, expect.stringContaining('not there to be copied: 1')]);
    expect(namesUnder(`${damaged}.attachments`)).toHaveLength(1);
  } finally {
    writeFileSync(object, bytes);
  }
});

test('doctor finds what is missing, and says that the service fails', async () => {
  const elsewhere = `s3://${s3.bucket}/nothing-here`;
  const missing = await doctor(data, elsewhere);
  expect([missing.exitCode, missing.stdout]).toEqual([
    1,
    expect.stringContaining(`fail  files: 2 of 2 are missing or cut in ${elsewhere}`),
  ]);
  s3.fault = () => ({ kind: 'answer', status: 403, code: 'AccessDenied' });
  const failed = await doctor(data);
  expect([failed.exitCode, failed.stdout]).toEqual([1, expect.stringMatching(/fail {2}files: .*may not be used/)]);
  s3.fault = () => null;
  expect((await doctor(data)).exitCode).toBe(0);
});

test('erasing by command removes them from the bucket, or says that they are still there', async () => {
  const copy = join(root, 'copy');
  const place = `s3://${s3.bucket}/copy`;
  await run(['restore', '--data', copy, '--attachments', place, backup]);
  expect((await eraseChat(copy, place, chats[0])).exitCode).toBe(0);
  expect(countIn('copy')).toBe(1);
  s3.fault = ({ method }) => (method === 'DELETE' ? { kind: 'answer', status: 403, code: 'AccessDenied' } : null);
  const failed = await eraseChat(copy, place, chats[1]);
  expect([failed.exitCode, failed.stderr]).toEqual([
    1,
    expect.stringMatching(
      /^parley: it is removed from the log, but not its files: .*s3:DeleteObject.*run this command/,
    ),
  ]);
  expect(countIn('copy')).toBe(1);
});

describe('what is given', () => {
  const file = join(root, 'credentials');
  const withoutKeys = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };

  test('may have the credentials in a file, as programs of Amazon keep them', async () => {
    const lines =
      '[default]\naws_access_key_id=S3RVER\r\naws_secret_access_key = S3RVER\n[other]\naws_access_key_id = x\n';
    writeFileSync(file, lines);
    const words = ['doctor', '--data', data, '--attachments', IN_BUCKET, '--s3-credentials-file', file];
    const { exitCode, stdout } = await run(words, withoutKeys);
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('ok    files: 2 are in')]);
  });

  test.each([
    ['no key', [], withoutKeys, 'AWS_ACCESS_KEY_ID is not set'],
    ['no secret', [], { AWS_SECRET_ACCESS_KEY: '' }, 'AWS_SECRET_ACCESS_KEY is not set'],
    ['a file without a secret', ['--s3-credentials-file', file], {}, 'has no line aws_secret_access_key'],
    ['no file', ['--s3-credentials-file', join(root, 'none')], {}, 'cannot be read: there is no'],
    [
      'an endpoint with a password',
      ['--s3-endpoint', 'https://u:canary-secret@x.example.com'],
      {},
      '--s3-endpoint cannot be',
    ],
    ['an address that is none', ['--s3-endpoint', 's3.example.com'], {}, '--s3-endpoint cannot be'],
    ['no region', ['--s3-region', 'eu central'], {}, '--s3-region cannot be'],
  ] as const)('with %s is refused before anything is done', async (what, more, environment, sentence) => {
    if (what === 'a file without a secret') writeFileSync(file, 'aws_access_key_id = canary-key\ncanary-secret\n');
    s3.asked.length = 0;
    const { exitCode, stderr } = await run(
      ['doctor', '--data', data, '--attachments', IN_BUCKET, ...more],
      environment,
    );
    expect([exitCode, stderr]).toEqual([64, expect.stringContaining(sentence)]);
    expect(s3.asked).toEqual([]);
    if (what === 'a file without a secret') expect(stderr).not.toContain('canary');
  });

  test.each(['s3://', 's3:/bucket', 's3://Bucket', 'S3://bucket', 's3://key:secret@bucket'])(
    'as %s is no place',
    async (attachments) => {
      const { exitCode, stderr } = await run(['doctor', '--data', data, '--attachments', attachments]);
      expect([exitCode, stderr]).toEqual([64, expect.stringContaining('give a folder, or s3://bucket/prefix')]);
    },
  );

  test('about a bucket where none is named is refused', async () => {
    const { exitCode, stderr } = await run(['doctor', '--data', data]);
    expect([exitCode, stderr]).toEqual([
      64,
      expect.stringContaining('--s3-endpoint goes with --attachments s3://bucket'),
    ]);
  });
});

describe('a server', () => {
  const serve = (signal: AbortSignal, environment: Record<string, string> = {}) =>
    runCli(
      ['serve', '--data', data, '--port', '0', '--attachments', IN_BUCKET],
      { ...s3.environment, ...environment },
      null,
      signal,
    );

  test.each([
    ['a wrong secret', { AWS_SECRET_ACCESS_KEY: 'canary-secret' }, 'does not accept the secret key'],
    ['a bucket that is not there', { PARLEY_ATTACHMENTS: 's3://nobody-made-it' }, 'is not there: make the bucket'],
    ['a service that is not there', { PARLEY_S3_ENDPOINT: 'http://127.0.0.1:1' }, 'does not answer: look at'],
  ])('with %s does not start, and says what to do', async (what, environment, sentence) => {
    const words = ['serve', '--data', data, '--port', '0'];
    if (what !== 'a bucket that is not there') words.push('--attachments', IN_BUCKET);
    const { exitCode, stdout, stderr } = await run(words, environment);
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toMatch(/canary-secret|this is a bug/);
  });

  test('that may use its bucket starts', async () => {
    const stop = new AbortController();
    s3.asked.length = 0;
    // Whatever it asks last at the start, it is asked to end.
    s3.fault = ({ method }) => {
      if (method === 'DELETE') stop.abort('SIGTERM');
      return null;
    };
    const { exitCode, stdout } = await serve(stop.signal);
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^parley listening on http/)]);
    // Its loops may look at the bucket meanwhile.
    expect(s3.asked.map(({ method }) => method).filter((method) => method !== 'GET')).toEqual(['PUT', 'DELETE']);
  });
});
