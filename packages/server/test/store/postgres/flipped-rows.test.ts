/** Bits turned at random in rows of a PostgreSQL store: no reply with status 200 is untrue, and doctor names each of them. */
import { inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { INFLATE_SEGMENTS } from '../../../src/chat-log/codec/segment.ts';
import { chatId } from '../../../src/model/ids.ts';
import { instant } from '../../../src/model/instant.ts';
import { bootServer, scopeOf, type TestKey } from '../../helpers/boot-server.ts';
import { flipValues, listValues, type Value } from '../../helpers/flipped-rows.ts';
import {
  CHATS,
  findDamaged,
  findUntrue,
  makeRandom,
  type Replies,
  readReplies,
  readStore,
} from '../../helpers/flipped-stores.ts';
import { openProject } from '../../helpers/open-project.ts';
import { createDatabase, dropDatabase, query } from '../../helpers/start-postgres.ts';
import { makeTestStore, type TestStore } from '../../helpers/test-store.ts';

const FLIPS_PER_COPY = 16;
const COPIES = Number(process.env.TEST_FLIPS ?? 400) / FLIPS_PER_COPY;
/** In each such copy document and events of one chat may both be damaged, so that nothing true is left of it. */
const LOSING = 4;

let untouched: TestStore;
let original: string;
let key: TestKey;
let truth: Replies;
let values: readonly Value[];

beforeAll(async () => {
  untouched = await makeTestStore();
  original = untouched.place.database ?? '';
  const server = await bootServer({ place: untouched.place });
  await server.makeProject(822);
  await server.importSample(scopeOf(822), CHATS);
  await (await openProject(server.store, scopeOf(822))).privacy.eraseChat(chatId(11), instant(0), 'operator');
  while (await server.store.maintenance.compact(1_000));
  key = await server.makeKey({ scopes: ['chats:read'] });
  truth = await readReplies(server, key);
  await server[Symbol.asyncDispose]();
  values = await listValues(original);
});
afterAll(() => untouched[Symbol.asyncDispose]());

function chooseOf<T>(things: readonly T[], random: () => number): T {
  const chosen = things[Math.floor(random() * things.length)];
  if (chosen === undefined) throw new RangeError('there is nothing to choose from');
  return chosen;
}

/** Half of all come from each column alike, so that tables of few rows have their share. */
function chooseValue(random: () => number): Value {
  if (random() < 0.5) return chooseOf(values, random);
  const columns = Object.values(Object.groupBy(values, ({ table, column }) => `${table}.${column}`));
  return chooseOf(chooseOf(columns, random) ?? [], random);
}

/** No two of what doctor names by one name, and, but in a losing copy, no two of a chat. */
function chooseValues(random: () => number, isLosing: boolean): readonly Value[] {
  const chosen = new Map<string, Value>();
  while (chosen.size < FLIPS_PER_COPY) {
    const value = chooseValue(random);
    const isOfChat = value.kind === 'documents' || value.kind === 'events';
    chosen.set(isOfChat && !isLosing ? String(value.chatId) : value.name, value);
  }
  return [...chosen.values()];
}

/** A reader that compares nothing: the stored documents, null for one that cannot be read. */
async function readNaively(database: string): Promise<readonly (string | null)[]> {
  const { rows } = await query(database, 'SELECT segment FROM parley.chat ORDER BY chat_id');
  return rows.map(({ segment }: { readonly segment: Buffer }) => {
    try {
      return inflateRawSync(segment, INFLATE_SEGMENTS).toString();
    } catch {
      return null;
    }
  });
}

test(
  'no reply with status 200 differs from the truth, and doctor names every turned bit',
  async () => {
    const random = makeRandom(822);
    const naiveTruth = await readNaively(original);
    const tally = { flips: 0, untrue: [] as string[], overlooked: [] as string[], noticed: 0, refused: 0, naive: 0 };
    for (let copy = 0; copy < COPIES; copy += 1) {
      const database = await createDatabase(original, new URL(original).pathname.slice(1));
      const place = { data: '', database };
      const chosen = chooseValues(random, copy % LOSING === 0);
      await flipValues(database, chosen, random);
      tally.flips += chosen.length;
      const naive = await readNaively(database);
      const named = await findDamaged(place);
      const read = await readStore(place, key);
      if (read === null) throw new TypeError('the server did not start');
      // Where the events of a chat are damaged too, nothing is left to compare its columns with.
      const overlooked = chosen.filter(({ name, chatId }) => !named.has(name) && !named.has(`events ${chatId}`));
      tally.overlooked.push(...overlooked.map(({ table, column, name }) => `${copy} ${name}: ${table}.${column}`));
      tally.untrue.push(...findUntrue(read.replies, truth).map((path) => `${copy} ${path}`));
      if (read.hasNoticed) tally.noticed += 1;
      tally.refused += read.replies.filter((reply) => reply === null).length;
      if (naive.some((text, at) => text !== null && text !== naiveTruth[at])) tally.naive += 1;
      await dropDatabase(database);
    }
    expect(tally).toMatchObject({ flips: COPIES * FLIPS_PER_COPY, untrue: [], overlooked: [] });
    expect(tally.noticed).toBeGreaterThan(COPIES / 2);
    // The control: a reader that does not compare would have sent some of them, and most replies are not refused.
    expect(tally.naive).toBeGreaterThan(0);
    expect(tally.refused).toBeLessThan((COPIES * truth.length) / 2);
  },
  24_000 * COPIES,
);
