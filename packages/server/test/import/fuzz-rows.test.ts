/**
 * Generated rows: each is in the log or among the rejects, never in both and never in neither, and the log that holds them
 * is served within the contract. `npm run test:fuzz` imports 20,000.
 */
import { env } from 'node:process';
import { CHAT_KEYS } from '@parley/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Reject } from '../../src/services/import/import-batch.ts';
import { importChats } from '../../src/services/import/import-chats.ts';
import { DEFAULT_ROW_RULES } from '../../src/services/import/row-rules.ts';
import { bootServer, scopeOf, type TestServer } from '../helpers/boot-server.ts';

const ROWS = Number(env.TEST_FUZZ_ROWS ?? 600);
/** Rows of one file, with a seed of its own. */
const ROUND = 1_000;
const SCOPE = scopeOf(822);

const oddText = fc.constantFrom(
  '',
  ' ',
  '\0',
  '\ud800',
  'a\udc00b',
  '=1+1',
  'x,"y";\r\nz',
  '\u202eabc',
  '__proto__',
  '😀',
  'NaN',
  '2023-01-20 12:50:43',
  '2023-01-20T12:50:43',
  '2023-01-20 12:50:43.000+01',
  '0000-00-00 00:00:00',
  '-0001-01-01 00:00:00',
  '12345-01-01 00:00:00',
);
const oddNumber = fc.constantFrom(
  '0',
  '-0',
  '1',
  '-1',
  '0.1',
  '1e3',
  '1E400',
  '9007199254740993',
  '123456789012345678901',
  '00',
);
/** Texts of JSON, because some of what is sent cannot be written from values. */
const scalar = fc.oneof(
  oddText.map((text) => JSON.stringify(text)),
  fc.string({ unit: 'binary', maxLength: 12 }).map((text) => JSON.stringify(text)),
  oddNumber,
  fc.constantFrom('null', 'true', 'false', '[]', '{}'),
);
const { json } = fc.letrec<{ json: string }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: false },
    scalar,
    fc.array(tie('json'), { maxLength: 3 }).map((items) => `[${items.join(',')}]`),
    fc.array(fc.tuple(oddText, tie('json')), { maxLength: 3 }).map(objectText),
  ),
}));
const message = fc
  .record({
    time: scalar,
    sender: fc.constantFrom('"visitor"', '"agent"', '"bot"', 'null', '7'),
    message: scalar,
    name: scalar,
    attachments: fc.oneof(json, fc.constant('[]')),
  })
  .map((members) => objectText(Object.entries(members)));
const field = fc.oneof(
  fc.tuple(fc.constantFrom(...CHAT_KEYS.filter((key) => key !== 'chatId')), fc.oneof(scalar, json)),
  fc.tuple(
    fc.constant('transcript'),
    fc.array(message, { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
  ),
  fc.tuple(fc.constant('transfers'), json),
  fc.tuple(oddText, json),
);
/** What stands where the chat's id belongs: mostly the id, else something that is nobody's id. */
const idText = (id: number) =>
  fc.oneof(
    { weight: 9, arbitrary: fc.constant(String(id)) },
    { weight: 1, arbitrary: scalar.filter((text) => !/^-?\d/.test(text)) },
    { weight: 1, arbitrary: fc.constantFrom('-1', '0.1', '1E400', '9007199254740993', '01') },
  );

/** One line of a file; `id` is that of the chat it should become. */
function line(id: number): fc.Arbitrary<string> {
  const row = fc
    .tuple(idText(id), fc.array(field, { maxLength: 6 }))
    .map(([chatId, fields]) => objectText([['chatId', chatId], ...fields]));
  const broken = fc.tuple(row, fc.nat()).map(([text, at]) => text.slice(0, at % text.length));
  return fc.oneof(
    { weight: 20, arbitrary: row },
    { weight: 1, arbitrary: broken.filter((text) => text.trim() !== '') },
    { weight: 1, arbitrary: fc.constantFrom('null', '7', '"text"', '[]', '{}', '}', ']', ',', 'x', '\u0000') },
  );
}

function objectText(members: readonly (readonly [string, string])[]): string {
  return `{${members.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`;
}

function linesOf(seed: number, count: number): readonly string[] {
  const ids = Array.from({ length: count }, (_, at) => (seed - 1) * ROUND + at + 1);
  return ids.map((id, at) => fc.sample(line(id), { seed: seed * 100_000 + at, numRuns: 1 })[0] ?? '{}');
}

async function importLines(server: TestServer, lines: readonly string[], isLenient: boolean) {
  const rejects: Reject[] = [];
  async function* source() {
    yield Buffer.from(`${lines.join('\n')}\n`);
  }
  const totals = await importChats({
    store: server.place,
    scope: SCOPE,
    source: source(),
    clock: server.clock,
    signal: new AbortController().signal,
    rules: { ...DEFAULT_ROW_RULES, isLenient },
    workers: 2,
    onReject: (reject) => rejects.push(reject),
    onProgress: () => undefined,
  });
  return { totals, rejects };
}

/** The ids of the log, read by pages; each reply is held against the contract. */
async function readIds(server: TestServer, query: string): Promise<readonly number[]> {
  const key = await server.makeKey();
  const ids: number[] = [];
  for (let after: number | null = -1; after !== null; ) {
    const from: string = after < 0 ? '' : `&after=${after}`;
    const reply = await server.get(`/v2/projects/822/chats?limit=500${from}${query}`, { key });
    expect(reply.status).toBe(200);
    const { response } = JSON.parse(reply.text) as { readonly response: readonly { readonly chatId: number }[] };
    ids.push(...response.map(({ chatId }) => chatId));
    after = ids.at(-1) ?? null;
    if (response.length < 500) after = null;
  }
  return ids;
}

/** Lines of which nothing came, and lines that came and were rejected all the same. */
function unaccounted(lines: readonly string[], seed: number, rejects: readonly Reject[], ids: ReadonlySet<number>) {
  const rejected = new Set(rejects.map((reject) => reject.line));
  return lines.flatMap((text, at) => {
    const isIn = ids.has((seed - 1) * ROUND + at + 1);
    const isOut = rejected.has(at + 1);
    return isIn === isOut ? [`${at + 1} ${isIn ? 'both' : 'neither'}: ${text}`] : [];
  });
}

describe.each([
  ['as they come', false],
  ['read leniently', true],
])('generated rows, %s', (_, isLenient) => {
  test(`${ROWS} rows are each in the log or among the rejects`, { timeout: 3_600_000 }, async () => {
    await using server = await bootServer();
    await server.makeProject(822);
    const files: { readonly seed: number; readonly lines: readonly string[]; readonly rejects: readonly Reject[] }[] =
      [];
    for (let seed = 1; (seed - 1) * ROUND < ROWS; seed += 1) {
      const lines = linesOf(seed, Math.min(ROUND, ROWS - (seed - 1) * ROUND));
      const { totals, rejects } = await importLines(server, lines, isLenient);
      expect(totals.created + totals.replaced + totals.unchanged + totals.rejected).toBe(lines.length);
      expect(totals.rejected).toBe(rejects.length);
      files.push({ seed, lines, rejects });
    }
    const ids = new Set(await readIds(server, ''));
    for (const { seed, lines, rejects } of files) expect(unaccounted(lines, seed, rejects, ids)).toEqual([]);
    expect(new Set(await readIds(server, '&include=ext&tz=UTC'))).toEqual(ids);
    expect(ids.size).toBeGreaterThan(ROWS / 10);
  });
});

test('a row that is lost is noticed', () => {
  const lines = ['{"chatId":1}', '{"chatId":2}'];
  expect(unaccounted(lines, 1, [], new Set([1]))).toEqual(['2 neither: {"chatId":2}']);
});
