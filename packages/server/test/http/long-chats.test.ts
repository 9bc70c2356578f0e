/**
 * A long chat is explained, printed, redacted and folded again without keeping anybody waiting: by a thread beside the
 * server's, with the same result to the byte.
 */
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { type ChatLogInput, readChatLogQuery } from '../../src/chat-log/query/chat-log-query.ts';
import { CompiledCalendars } from '../../src/model/calendar.ts';
import { chatId } from '../../src/model/ids.ts';
import { instant } from '../../src/model/instant.ts';
import { Zone } from '../../src/model/zone.ts';
import { SYSTEM_RANDOMNESS } from '../../src/platform/randomness.ts';
import { prepareChat } from '../../src/services/import/prepare-chat.ts';
import { explainStoredChat } from '../../src/services/read-log/explain-chat.ts';
import { printJson } from '../../src/services/read-log/print-json.ts';
import { PrintThreads } from '../../src/services/read-log/print-threads.ts';
import { readChatLog } from '../../src/services/read-log/read-chat-log.ts';
import type { ChatStore, ProjectStore } from '../../src/store/chat-store.ts';
import { openStore } from '../../src/store/open-store.ts';
import { bootServer, scopeOf } from '../helpers/boot-server.ts';
import { makeProject, openProject } from '../helpers/open-project.ts';
import { testDeed } from '../helpers/test-deed.ts';
import { isOnPostgres, makeTestStore } from '../helpers/test-store.ts';
import { type WatchedTurns, watchTurns } from '../helpers/watch-turns.ts';

const MESSAGES = 8_000;
/** Characters of JSON in a turn: a long chat that is worked on here has several times as many, an event of it a hundred. */
const MOST_CHARACTERS = 600_000;
const SCOPE = scopeOf(822);
const ZONE = new Zone('Europe/Budapest');
const START_MS = Date.UTC(2026, 0, 5, 9);
const LATER = instant(START_MS + 86_400_000);
const ACTOR = 'operator';
/** Chats: one that was imported as a row and one of events, both long, a short one, and another of events. */
const [ROW, CAPTURED, SHORT, SPARE] = [chatId(1), chatId(2), chatId(3), chatId(4)];
/** A row without messages that is long by its keys that the log does not have. */
const EXTRA = chatId(5);
const EXTRA_KEYS = 30_000;

const at = (second: number) => new Date(START_MS + second * 1_000).toISOString();

function capturedLines(id: number, messages: number) {
  const sent = Array.from({ length: messages }, (_, index) => {
    const sender =
      index % 2 === 0 ? { sender: 'visitor', name: 'Vis' } : { sender: 'agent', senderId: 661, name: 'Jane' };
    const text = `Message ${index} – was it «${'delivered '.repeat(5)}»?`;
    return { type: 'message.sent', at: at(index), ...sender, messageId: `m${index}`, text };
  });
  const started = { type: 'chat.started', at: at(0), channel: 'webchat', sessionId: 's', contactId: 7 };
  const closed = { type: 'chat.closed', at: at(messages), reason: 'agent' };
  return { format: 'parley-events/1', chatId: id, events: [started, ...sent, closed] };
}

const rowLine = {
  chatId: ROW,
  sessionStartTime: '2026-01-05 10:00:00',
  transcript: Array.from({ length: MESSAGES }, (_, index) => {
    return {
      id: `r${index}`,
      date: '2026-01-05T10:00:00+01:00',
      name: 'Vis',
      message: `Row ${index} of this long chat`,
    };
  }),
};

const extraLine = {
  chatId: EXTRA,
  contactId: 7,
  sessionStartTime: '2026-01-05 10:00:00',
  ...Object.fromEntries(Array.from({ length: EXTRA_KEYS }, (_, at) => [`other_${at}`, `What it says: ${at} of many`])),
};

async function openFilled(longChatBytes: number | undefined): Promise<ChatStore & AsyncDisposable> {
  const made = await makeTestStore();
  const store = await openStore(made.place, {
    mode: 'serve',
    newEpoch: () => 'epoch',
    newSecret: () => SYSTEM_RANDOMNESS.bytes(32),
    nowMs: () => LATER,
    monotonicMs: () => performance.now(),
    logger: null,
    isDatedByProcess: true,
    longChatBytes,
    onFatal: (error) => {
      throw error;
    },
  });
  afterAll(async () => {
    await store[Symbol.asyncDispose]();
    await made[Symbol.asyncDispose]();
  });
  const { chats } = await makeProject(store, { ...SCOPE, name: 'Long', zone: ZONE, createdAt: instant(START_MS) });
  const context = { projectId: SCOPE.projectId, zone: ZONE, calendars: new CompiledCalendars() };
  const lines = [capturedLines(CAPTURED, MESSAGES), rowLine, capturedLines(SHORT, 4), extraLine];
  const prepared = lines.map((line) => {
    const result = prepareChat(Buffer.from(JSON.stringify(line)), context);
    if ('problem' in result) throw new TypeError(`${result.problem.field} ${result.problem.reason}`);
    return result.chat;
  });
  await chats.import(prepared, LATER);
  return store;
}

/** A server's store, and one that treats no chat as long. */
const beside = await openFilled(undefined);
const here = await openFilled(Number.POSITIVE_INFINITY);

type Work = (project: ProjectStore, store: ChatStore) => Promise<unknown>;

async function runOn(store: ChatStore, work: Work): Promise<WatchedTurns<unknown>> {
  const project = await openProject(store, SCOPE);
  return watchTurns(() => work(project, store));
}

/** The work gives the same on both, and only where no chat is long does it take long turns. */
async function expectShortTurns(work: Work): Promise<void> {
  const [mine, control] = [await runOn(beside, work), await runOn(here, work)];
  // Compared by hand: a difference would be printed with all of it.
  expect(isDeepStrictEqual(mine.result, control.result)).toBe(true);
  expect(mine.mostCharacters).toBeLessThan(MOST_CHARACTERS);
  expect(control.mostCharacters).toBeGreaterThan(2 * MOST_CHARACTERS);
}

function explaining(id: typeof CAPTURED, isMetadataOnly: boolean): Work {
  return async (project) => {
    const explained = await explainStoredChat(project, id, isMetadataOnly);
    return explained instanceof Uint8Array ? Buffer.from(explained).toString() : JSON.stringify(explained);
  };
}

function reading(
  parameters: ChatLogInput['parameters'],
  isMetadataOnly = false,
  threads: PrintThreads | null = null,
  changeNo?: number,
): Work {
  return async ({ chats, zone, projectId: id }) => {
    const read = readChatLogQuery({ parameters, projectId: id, zone, startSemantics: 'id', isLenient: false });
    if ('refused' in read) throw new TypeError(read.refused.error);
    const view = { ...read.query, isMetadataOnly, projectZone: zone, changeNo };
    const request = { query: read.query, format: read.query.format ?? 'json', view };
    const { pieces } = await readChatLog(chats, request, { threads });
    const whole = createHash('sha256');
    for await (const piece of pieces) whole.update(piece);
    return whole.digest('hex');
  };
}

/** Everything that is stored of the chats, as readers see it. */
const readAll = reading([['include', 'ext']]);

describe('a long chat keeps nobody waiting, and gives the same as a short one', () => {
  test.each([
    ['of events', CAPTURED, false],
    ['of events, for a key that sees numbers only', CAPTURED, true],
    ['of a row', ROW, false],
    ['of a row with very many keys that the log does not have', EXTRA, false],
  ] as const)('when it is explained: %s', (_, id, isMetadataOnly) => expectShortTurns(explaining(id, isMetadataOnly)));

  test.each([
    [[['tz', 'Asia/Tokyo']]],
    [[['fields', 'chatId,transcript']]],
    [[['include', 'ext']]],
    [[['timestamps', 'normalized']]],
    [
      [
        ['format', 'ndjson'],
        ['tz', 'UTC'],
      ],
    ],
    [[['format', 'csv-messages']]],
    [[['format', 'parquet-messages']]],
    [[['format', 'xlsx']]],
    [[['format', 'chatml']]],
    [
      [
        ['format', 'parquet'],
        ['include', 'ext'],
      ],
    ],
    [
      [
        ['start', '5'],
        ['include', 'ext'],
      ],
    ],
    [
      [
        ['start', '5'],
        ['fields', 'chatId,agentTranscript'],
      ],
    ],
    [
      [
        ['format', 'csv-messages'],
        ['include', 'ext'],
      ],
    ],
    [
      [
        ['format', 'ndjson'],
        ['include', 'ext'],
      ],
    ],
    [
      [
        ['format', 'parquet'],
        ['include', 'ext'],
        ['tz', 'Asia/Tokyo'],
      ],
    ],
    [
      [
        ['limit', '10'],
        ['direction', 'DESC'],
        ['tz', 'Asia/Tokyo'],
      ],
    ],
  ] as ChatLogInput['parameters'][][])('when the log is printed with %j', (parameters) =>
    expectShortTurns(reading(parameters)),
  );

  test.each(['json', 'ndjson'])('when the log is sent as it is stored: %s', async (format) => {
    // The rows of PostgreSQL are joined from what its server sent, which takes a millisecond.
    const mostJoined = isOnPostgres() ? Number.POSITIVE_INFINITY : MOST_CHARACTERS;
    for (const limit of ['10', '2000']) {
      const parameters = [
        ['format', format],
        ['limit', limit],
      ] as const;
      const { mostCharacters, mostJoinedBytes } = await runOn(beside, reading(parameters));
      expect(mostCharacters).toBeLessThan(MOST_CHARACTERS);
      expect(mostJoinedBytes).toBeLessThan(mostJoined);
    }
  });

  test.each([
    [[['format', 'csv']]],
    [[['format', 'parquet']]],
    [
      [
        ['format', 'parquet'],
        ['fields', 'chatId,transcript'],
        ['limit', '10'],
      ],
    ],
  ] as ChatLogInput['parameters'][][])('when rows are made of what is stored: %j', async (parameters) => {
    await using threads = new PrintThreads(1);
    const inThreads = await runOn(beside, reading(parameters, false, threads));
    expect(inThreads.result).toBe((await runOn(here, reading(parameters))).result);
    expect(inThreads.mostCharacters).toBeLessThan(MOST_CHARACTERS);
  });

  test.each(['csv', 'parquet', 'parquet-messages'])('when its rows are those of a file of changes: %s', (format) =>
    expectShortTurns(reading([['format', format]], false, null, 7)),
  );

  test('when the log is printed for a key that sees numbers only', () => expectShortTurns(reading([], true)));

  test('when it is printed by itself', () =>
    expectShortTurns(async ({ chats, zone }) => {
      const texts: string[] = [];
      for (const id of [CAPTURED, EXTRA]) {
        const stored = await chats.read(id);
        if (stored === null) throw new TypeError('the chat is gone');
        const view = {
          fields: null,
          withExt: true,
          preview: null,
          printZone: null,
          timestamps: null,
          isMetadataOnly: false,
        } as const;
        texts.push(Buffer.from(await printJson(stored, { ...view, projectZone: zone })).toString());
      }
      return texts;
    }));

  test('when the zone of its project is changed', async () => {
    for (const store of [beside, here])
      await (await openProject(store, SCOPE)).upkeep.setTimeZone(new Zone('Asia/Tokyo'), testDeed());
    await expectShortTurns(async (_, { maintenance }) => {
      while (await maintenance.refold(LATER, 0));
    });
    await expectShortTurns(readAll);
  });

  test('when one message, all of it, or everything of its contact is redacted', async () => {
    for (const target of [
      { kind: 'message', chatId: CAPTURED, seq: 3 },
      { kind: 'message', chatId: ROW, seq: 3 },
      { kind: 'contact', contactId: 7 },
      { kind: 'chat', chatId: ROW },
      { kind: 'chat', chatId: EXTRA },
    ] as const) {
      await expectShortTurns(({ privacy }) => privacy.redact(target, LATER, ACTOR));
      await expectShortTurns(readAll);
      // Again there is nothing to do.
      await expectShortTurns(({ privacy }) => privacy.redact(target, LATER, ACTOR));
    }
  });
});

describe('over HTTP', async () => {
  const server = await bootServer();
  afterAll(() => server[Symbol.asyncDispose]());
  const scope = await server.makeProject(822);
  await server.importChats(
    scope,
    [CAPTURED, SPARE].map((id) => capturedLines(id, 2_000)),
  );
  const key = await server.makeKey();

  test.each(['', '/explain', '?tz=Asia/Tokyo'])(
    'a long chat comes whole, compressed or not: chats/2%s',
    async (rest) => {
      const path = `/v2/projects/822/chats/${CAPTURED}${rest}`;
      const plain = await server.get(path, { key });
      const packed = await server.get(path, { key, headers: { 'accept-encoding': 'gzip' } });
      expect([plain.status, packed.status, packed.headers['content-encoding']]).toEqual([200, 200, 'gzip']);
      expect(plain.headers['content-length']).toBe(String(plain.bytes.length));
      expect(gunzipSync(packed.bytes).equals(plain.bytes)).toBe(true);
      expect(JSON.parse(plain.text)).toMatchObject({ errors: [] });
    },
  );

  test('a change of a long chat is in the feed as the chat is in the log', async () => {
    const { text } = await server.get('/v2/projects/822/chats/changes', { key });
    const { response } = JSON.parse(text) as { response: unknown[] };
    const one = JSON.parse((await server.get(`/v2/projects/822/chats/${CAPTURED}`, { key })).text) as {
      response: object;
    };
    expect(response[0]).toMatchObject(one.response);
  });

  test('a long chat that changes while its redaction is prepared is redacted as it is then', async () => {
    const { privacy, chats } = await openProject(server.store, scope);
    const target = (seq: number) => ({ kind: 'message', chatId: SPARE, seq }) as const;
    const redactions = [11, 13, 15].map((seq) => privacy.redact(target(seq), LATER, ACTOR));
    expect(await Promise.all(redactions)).toEqual(redactions.map(() => ({ chats: 1, messages: 1 })));
    const stored = await chats.read(SPARE);
    const { transcript } = JSON.parse(stored?.chatJson ?? '') as { transcript: { message: string }[] };
    const empty = transcript.flatMap(({ message }, index) => (message === '' ? [index + 2] : []));
    expect([stored?.revision, empty]).toEqual([4, [11, 13, 15]]);
  });
});
