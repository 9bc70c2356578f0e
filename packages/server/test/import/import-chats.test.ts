import { describe, expect, test } from 'vitest';
import { chatId } from '../../src/model/ids.ts';
import { instant } from '../../src/model/instant.ts';
import { sampleChats } from '../../src/services/sample/generate-sample.ts';
import pageExample from '../../src/services/sample/page-example.json' with { type: 'json' };
import { ImportStore, SCOPE } from '../helpers/import-store.ts';
import { withLaterKeys } from '../helpers/later-keys.ts';
import { openProject } from '../helpers/open-project.ts';

const [PAGE_ROW] = pageExample.response.map(withLaterKeys);
const SESSION = 'webchat-plugin/customer/5ded6967-565c-4f3b-83c4-0c4bfdae3e51';

/** Rows of both formats, mixed. */
function mixedRows(count: number): unknown[] {
  const rows: unknown[] = [];
  for (const line of sampleChats({ chats: count, seed: 5 })) {
    rows.push(line.chatId % 3 === 0 ? { ...PAGE_ROW, chatId: line.chatId, visitorName: `é${line.chatId}` } : line);
  }
  return rows;
}

function ndjson(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

describe('an import', () => {
  test("gives the page's example back deep-equal", async () => {
    using store = await ImportStore.make();
    const { totals, rejects } = await store.import(JSON.stringify(pageExample));
    expect(rejects).toEqual([]);
    expect(totals).toMatchObject({ read: 1, created: 1, isComplete: true });
    const { chats } = await store.read();
    expect(chats.map(({ chatJson }) => chatJson)).toEqual([JSON.stringify(PAGE_ROW)]);
    expect(JSON.parse(chats[0]?.extJson ?? '')).toMatchObject({
      chat: { metricsVersion: null, imported: { extra: {} } },
    });
  });

  test('of the same chats as reply, array and lines gives the same store; twice changes nothing', async () => {
    const rows = mixedRows(700);
    using lines = await ImportStore.make();
    using array = await ImportStore.make();
    using reply = await ImportStore.make();
    const first = await lines.import(`\uFEFF${ndjson(rows)}`);
    expect(first.rejects).toEqual([]);
    expect(first.totals).toMatchObject({ read: 700, created: 700, replaced: 0, unchanged: 0, rejected: 0 });
    await array.import(JSON.stringify(rows), 777);
    await reply.import(JSON.stringify({ errors: [], response: rows }, null, 2));
    const content = await lines.read();
    expect(content).toMatchObject({ chatCount: 700, highestChatId: 700 });
    expect(await array.read()).toEqual(content);
    expect(await reply.read()).toEqual(content);

    const again = await lines.import(ndjson(rows));
    expect(again.totals).toMatchObject({ read: 700, created: 0, replaced: 0, unchanged: 700, createdBelowHighest: 0 });
    const other = await lines.import(JSON.stringify(rows.map(reverseKeys)));
    expect(other.totals).toMatchObject({ unchanged: 700 });
    expect(await lines.read()).toEqual(content);
  });

  test('replaces an imported chat of other content and raises its revision', async () => {
    using store = await ImportStore.make();
    await store.import(
      ndjson([
        { ...PAGE_ROW, chatId: 5 },
        { ...PAGE_ROW, chatId: 9 },
      ]),
    );
    const changed = [
      { ...PAGE_ROW, chatId: 5, visitorName: 'Ann' },
      { ...PAGE_ROW, chatId: 9 },
      { ...PAGE_ROW, chatId: 2 },
    ];
    const { totals } = await store.import(ndjson(changed));
    expect(totals).toMatchObject({ created: 1, replaced: 1, unchanged: 1, createdBelowHighest: 1 });
    const { chats } = await store.read();
    expect(chats.map((chat) => [chat.chatId, chat.revision])).toEqual([
      [2, 1],
      [5, 2],
      [9, 1],
    ]);
  });

  test('lets the later of two rows with one id win', async () => {
    using store = await ImportStore.make();
    const rows = [
      { ...PAGE_ROW, visitorName: 'first' },
      { ...PAGE_ROW, visitorName: 'second' },
    ];
    expect((await store.import(ndjson(rows))).totals).toMatchObject({ created: 1, replaced: 1 });
    expect((await store.read()).chats[0]?.chatJson).toContain('second');
  });
});

/** The same object with its keys the other way round, at every depth. */
function reverseKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(reverseKeys);
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reverseKeys(inner)]),
  );
}

describe('bad rows', () => {
  test('are rejected with line, field, reason and text, and the others are imported', async () => {
    using store = await ImportStore.make();
    const good = (id: number) => JSON.stringify({ ...PAGE_ROW, chatId: id });
    const invalidUtf8 = Buffer.concat([
      Buffer.from('{"chatId":77,"pageName":"'),
      Buffer.from([0xff]),
      Buffer.from('"}'),
    ]);
    const deep = `{"chatId":78,"x":${'['.repeat(40)}${']'.repeat(40)}}`;
    const lines: (string | Buffer)[] = [
      good(1),
      '{"chatId":2,',
      '',
      '{"chatId":"3"}',
      '{"chatId":4,"projectId":1}',
      invalidUtf8,
      deep,
      '{"format":"parley-events/1","chatId":5,"projectId":823,"events":[{"type":"chat.started","at":"2023-01-20T12:50:43Z","channel":"webchat","sessionId":"s"}]}',
      '{"format":"parley-events/1","chatId":5,"events":[{"type":"chat.started","at":"yesterday","channel":"webchat","sessionId":"s"}]}',
      'null',
      good(6),
    ];
    const { totals, rejects } = await store.import(
      Buffer.concat(lines.flatMap((line) => [Buffer.from(line), Buffer.from('\n')])),
    );
    expect(rejects.map(({ line, field }) => [line, field])).toEqual([
      [2, ''],
      [4, 'chatId'],
      [5, 'projectId'],
      [6, ''],
      [7, ''],
      [8, 'projectId'],
      [9, 'events[0].at'],
      [10, ''],
    ]);
    expect(rejects.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/^is not valid JSON: /),
      'must be a whole number from 0 to 2^53-1',
      'is 1, but the import goes into 822',
      'is not valid UTF-8',
      'is nested deeper than 32 levels',
      'is 823, but the import goes into 822',
      expect.stringMatching(/ISO 8601/),
      'must be an object',
    ]);
    expect(rejects[0]?.row).toBe('{"chatId":2,');
    expect(totals).toMatchObject({ read: 10, created: 2, rejected: 8 });
    expect((await store.read()).chats.map((chat) => chat.chatId)).toEqual([1, 6]);
  });

  test('of ids that Parley captured or erased are rejected', async () => {
    using store = await ImportStore.make();
    await store.import(ndjson([{ ...PAGE_ROW, chatId: 3 }]));
    {
      await using opened = await store.open();
      const project = await openProject(opened, SCOPE);
      const body = { type: 'chat.started', channel: 'webchat', sessionId: SESSION } as const;
      const event = { at: instant(1_700_000_000_000), offsetMinutes: 0, body };
      await project.chats.append({ chatId: null, events: [event] });
      await project.privacy.eraseChat(chatId(3), instant(1_700_000_000_000), 'operator');
    }
    const { rejects, totals } = await store.import(
      ndjson([
        { ...PAGE_ROW, chatId: 4 },
        { ...PAGE_ROW, chatId: 3 },
      ]),
    );
    expect(rejects.map(({ line, field, reason }) => [line, field, reason])).toEqual([
      [1, 'chatId', '4 belongs to a chat that Parley captured itself'],
      [2, 'chatId', '3 belonged to a chat that was erased, and cannot be used again'],
    ]);
    expect(totals).toMatchObject({ read: 2, created: 0, rejected: 2 });
  });

  test('that are only implausible are imported and counted by kind', async () => {
    using store = await ImportStore.make();
    const rows = [
      { ...PAGE_ROW, sessionId: 'x' },
      { ...PAGE_ROW, chatId: 2, sessionId: 'y', transcript: [] },
    ];
    const { totals } = await store.import(ndjson(rows));
    expect(totals).toMatchObject({ created: 2, rejected: 0 });
    expect(totals.warnings.get('session id without a UUID')).toBe(2);
    expect(totals.warnings.get('no messages')).toBe(1);
  });

  test('an empty file and one in UTF-16 give one reject and no rows', async () => {
    using store = await ImportStore.make();
    for (const bytes of [Buffer.alloc(0), Buffer.from('\uFEFF[]', 'utf16le')]) {
      const { totals, rejects } = await store.import(bytes);
      expect(totals).toMatchObject({ read: 0, created: 0, rejected: 1 });
      expect(rejects[0]?.line).toBe(1);
    }
  });
});

test('a project that is not there ends the import with an error', async () => {
  using store = await ImportStore.make();
  const { importChats } = await import('../../src/services/import/import-chats.ts');
  const failing = importChats({
    store: store.place,
    scope: { ...SCOPE, projectId: 1 as typeof SCOPE.projectId },
    source: (async function* () {
      yield Buffer.from('{"chatId":1}');
    })(),
    clock: { nowMs: () => 0, monotonicMs: () => 0 },
    signal: new AbortController().signal,
    onReject: () => undefined,
    onProgress: () => undefined,
  });
  await expect(failing).rejects.toThrow(/project/);
});
