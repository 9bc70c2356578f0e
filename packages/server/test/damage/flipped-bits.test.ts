/** Bits turned at random in the file of a closed store: no reply with status 200 is untrue, and doctor finds what matters. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { INFLATE_SEGMENTS } from '../../src/chat-log/codec/segment.ts';
import { chatId } from '../../src/model/ids.ts';
import { instant } from '../../src/model/instant.ts';
import { STORE_FILE } from '../../src/store/sqlite/store-files.ts';
import { bootServer, scopeOf, type TestKey } from '../helpers/boot-server.ts';
import {
  CHATS,
  findUntrue,
  isFoundByDoctor,
  makeRandom,
  type Replies,
  readReplies,
  readStore,
} from '../helpers/flipped-stores.ts';
import { isOnPostgres } from '../helpers/test-store.ts';

/** TEST_FLIPS makes more copies; each has this many turned bits, so that one does not hide another for long. */
const FLIPS_PER_COPY = 4;
const COPIES = Number(process.env.TEST_FLIPS ?? 400) / FLIPS_PER_COPY;

const directory = mkdtempSync(join(tmpdir(), 'parley-flips-'));
const place = { data: directory, database: null };
const file = join(directory, STORE_FILE);
const untouched = join(directory, 'untouched');
let key: TestKey;
let truth: Replies;

beforeAll(async () => {
  if (isOnPostgres()) return;
  const server = await bootServer({ place });
  await server.makeProject(822);
  await server.importSample(scopeOf(822), CHATS);
  const project = await server.store.project(scopeOf(822));
  await project?.privacy.eraseChat(chatId(11), instant(0), 'operator');
  while (await server.store.maintenance.compact(1_000));
  while ((await server.store.maintenance.scrub()) === false);
  key = await server.makeKey({ scopes: ['chats:read'] });
  truth = await readReplies(server, key);
  await server[Symbol.asyncDispose]();
  copyFileSync(file, untouched);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function flip(bytes: Buffer, random: () => number): void {
  for (let done = 0; done < FLIPS_PER_COPY; done += 1) {
    const at = Math.floor(random() * bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
  }
}

/** A reader that compares nothing: what it makes of the stored documents, null when it fails. */
function readNaively(): string | null {
  try {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      const rows = database.prepare('SELECT segment FROM chat ORDER BY chat_id').all();
      return rows.map((row) => inflateRawSync(row.segment as Uint8Array, INFLATE_SEGMENTS).toString()).join('');
    } finally {
      database.close();
    }
  } catch {
    return null;
  }
}

test(
  'no reply with status 200 differs from the truth, and doctor finds every turned bit that matters',
  async (context) => {
    context.skip(isOnPostgres(), 'it looks into the files of a SQLite store');
    const random = makeRandom(822);
    const naiveTruth = readNaively();
    const tally = { untrue: [] as string[], overlooked: [] as number[], refused: 0, noticed: 0, naivelyUntrue: 0 };
    for (let copy = 0; copy < COPIES; copy += 1) {
      const bytes = readFileSync(untouched);
      flip(bytes, random);
      for (const leftover of ['-wal', '-shm']) rmSync(file + leftover, { force: true });
      writeFileSync(file, bytes);
      const naive = readNaively();
      const isFound = await isFoundByDoctor(place);
      const read = await readStore(place, key);
      if (naive !== null && naive !== naiveTruth) tally.naivelyUntrue += 1;
      if (read === null) tally.refused += 1;
      else tally.untrue.push(...findUntrue(read.replies, truth).map((path) => `${copy} ${path}`));
      const isMattering = naive !== naiveTruth || read === null || read.hasNoticed || read.replies.includes(null);
      if (isMattering) tally.noticed += 1;
      if (isMattering && !isFound) tally.overlooked.push(copy);
    }
    expect(tally).toMatchObject({ untrue: [], overlooked: [] });
    // The control: without the comparison some of these would have been sent.
    expect(tally.naivelyUntrue).toBeGreaterThan(0);
    expect(tally.noticed).toBeGreaterThan(COPIES / 4);
  },
  3_000 * COPIES,
);
