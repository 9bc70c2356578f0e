/** That a store which 0.1.0 made opens, migrates, and gives byte for byte what 0.1.0 replied; see `fixtures/README.md`. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { brotliDecompressSync } from 'node:zlib';
import type { Chat, ChatLogReply } from '@parley/contract';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sealChat } from '../../../src/chat-log/codec/seal-chat.ts';
import { FOLD_VERSION } from '../../../src/chat-log/fold/fold-version.ts';
import type { FoldedChat, StoredExt } from '../../../src/chat-log/fold/folded-chat.ts';
import { chatId } from '../../../src/model/ids.ts';
import { instant } from '../../../src/model/instant.ts';
import type { RefoldNews } from '../../../src/store/chat-store.ts';
import type { StorePlace } from '../../../src/store/open-store.ts';
import { sql } from '../../../src/store/sql/sql.ts';
import { bootServer, scopeOf, type TestKey, type TestReply, type TestServer } from '../../helpers/boot-server.ts';
import { openProject } from '../../helpers/open-project.ts';
import { asJsonRows, readParquet } from '../../helpers/read-parquet.ts';
import type { StoreUnderTest } from '../../helpers/store-under-test.ts';
import { override } from '../../helpers/wrap-readers.ts';

/** A request and what 0.1.0 replied to it. */
interface RecordedReply {
  /** Whose request it was. */
  readonly key: string;
  readonly path: string;
  readonly requestHeaders?: Readonly<Record<string, string>>;
  readonly status: number;
  /** Those that say something of the stored chats; what is not here was not sent. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of the body. */
  readonly sha256: string;
  /** The body itself, of some: it shows what differs. */
  readonly text?: string;
}

interface Recorded {
  readonly keys: Readonly<Record<string, TestKey>>;
  readonly sqlite: readonly RecordedReply[];
  readonly postgres: readonly RecordedReply[];
}

/** A copy of the fixture that the test may write to. */
export interface OldStore {
  readonly installation: StoreUnderTest;
  readonly place: StorePlace;
}

const FOLDER = new URL('../../fixtures/store-0.1.0/', import.meta.url);
const COMPARED_HEADERS = [
  'content-type',
  'content-encoding',
  'content-disposition',
  'etag',
  'link',
  'parley-next-cursor',
  'parley-end-of-stream',
  'parley-sync-cursor',
];
const SCOPES = [scopeOf(822), scopeOf(7, 'globex')];
const LATER = instant(Date.UTC(2027, 0, 1));
/** A closed chat of project 822. */
const CHAT = 12;

export function readFixture(name: string): Buffer {
  return readFileSync(new URL(name, FOLDER));
}

/** Refusals say the same by their codes; their sentences are for people and may be put better. */
function isSameRefusal({ text }: RecordedReply, reply: TestReply): boolean {
  if (text === undefined) return false;
  const withoutSentences = (json: string) =>
    JSON.stringify(JSON.parse(json), (key, value: unknown) => (key === 'message' ? undefined : value));
  return withoutSentences(text) === withoutSentences(reply.text);
}

/** The link as 0.1.0 gave it: relative, and none in the feed or for pages of over 1,000. */
function linkAsIn010(path: string, link: string | undefined): string | undefined {
  const isShort = Number(/[?&](?:limit|num)=(\d+)/.exec(path)?.[1] ?? 0) <= 1_000;
  return path.includes('/changes') || !isShort ? undefined : link?.replace(/^<[^?]*/, '<');
}

/** Only `include=ext` gave it. */
const SENDER_CELL = /,(?:sender|visitor|agent|bot|system)?\r\n/g;

/** The body without what 0.1.0 did not say: of a project, and who wrote a message. */
function asIn010(path: string, { bytes, text, status }: TestReply): string | Uint8Array {
  if (path.includes('csv-messages') && !path.includes('ext')) return text.replace(SENDER_CELL, '\r\n');
  if (path !== '/v2/projects' || status !== 200) return bytes;
  return JSON.stringify(JSON.parse(text), (key, value: unknown) =>
    key === 'timeZone' || key === 'chatCount' ? undefined : value,
  );
}

/** Without it the same rows are JSON, which is recorded too. */
const JSON_OF_TABLE = /\?format=parquet$/;

/** Whether the Parquet file has the rows of the JSON. */
async function hasRowsOf(parquet: TestReply, json: TestReply): Promise<boolean> {
  const rows = asJsonRows(await readParquet(parquet.bytes));
  return isDeepStrictEqual(rows, (JSON.parse(json.text) as ChatLogReply).response);
}

/**
 * What differs between the recorded reply and this one; null when nothing does. `isSameTable`: of a Parquet file, which says more
 * of its texts than it did; null of others, whose bytes are compared.
 */
function difference(recorded: RecordedReply, reply: TestReply, isSameTable: boolean | null): string | null {
  const got: Record<string, string | undefined> = Object.fromEntries(
    COMPARED_HEADERS.flatMap((name) =>
      reply.headers[name] === undefined ? [] : [[name, String(reply.headers[name])]],
    ),
  );
  got.link = linkAsIn010(recorded.path, got.link);
  const headers = COMPARED_HEADERS.filter((name) => got[name] !== recorded.headers[name]);
  const isSameBody =
    isSameTable ??
    (createHash('sha256').update(asIn010(recorded.path, reply)).digest('hex') === recorded.sha256 ||
      (reply.status >= 400 && isSameRefusal(recorded, reply)));
  if (reply.status === recorded.status && headers.length === 0 && isSameBody) return null;
  const parts = [
    ...(reply.status === recorded.status ? [] : [`status ${recorded.status}, now ${reply.status}`]),
    ...headers.map((name) => `${name} ${recorded.headers[name]}, now ${got[name]}`),
    ...(isSameBody ? [] : [recorded.text === undefined ? 'body' : `body ${recorded.text}, now ${reply.text}`]),
  ];
  return `${recorded.key} ${recorded.path}: ${parts.join('; ')}`;
}

export function describeStoreOf010(name: string, kind: 'sqlite' | 'postgres', make: () => Promise<OldStore>): void {
  describe(`${name}: a store of 0.1.0`, () => {
    const recorded = JSON.parse(brotliDecompressSync(readFixture('replies.json.br')).toString()) as Recorded;
    const replies = recorded[kind];
    let installation: StoreUnderTest;
    let place: StorePlace;
    let server: TestServer | null;

    beforeEach(async () => {
      ({ installation, place } = await make());
      server = null;
    });
    afterEach(async () => {
      await server?.[Symbol.asyncDispose]();
      await installation[Symbol.asyncDispose]();
    });

    /** A server that folds nothing again by itself: the tests do it, to know what came before and what after. */
    const boot = async (): Promise<TestServer> => {
      server = await bootServer({
        place,
        wrapStore: (store) =>
          override(store, { maintenance: override(store.maintenance, { refold: () => Promise.resolve(false) }) }),
      });
      return server;
    };
    const get = (by: TestServer, { key: owner, path, requestHeaders: headers = {} }: RecordedReply) => {
      const key = recorded.keys[owner];
      if (key === undefined) throw new TypeError(`no key ${owner}`);
      return by.get(path, { key, headers });
    };
    const differences = async (by: TestServer): Promise<readonly string[]> => {
      const found: string[] = [];
      for (const reply of replies) {
        const got = await get(by, reply);
        const json = JSON_OF_TABLE.test(reply.path)
          ? await get(by, { ...reply, path: reply.path.replace(JSON_OF_TABLE, '') })
          : null;
        const differing = difference(reply, got, json === null ? null : await hasRowsOf(got, json));
        if (differing !== null) found.push(differing);
      }
      return found;
    };
    const heads = (by: TestServer) =>
      Promise.all(SCOPES.map(async (scope) => (await openProject(by.store, scope)).feed.readHead()));
    const refoldAll = async (by: TestServer): Promise<readonly RefoldNews[]> => {
      const news: RefoldNews[] = [];
      while (await by.store.maintenance.refold(LATER, 1_000, (one) => news.push(one)));
      return news;
    };
    /** Makes all chats outdated, whichever version of the fold is that of 0.1.0. */
    const makeOlder = async () => {
      await installation.query(sql`UPDATE chat SET fold_version = ${FOLD_VERSION - 1}`);
      await installation.query(sql`UPDATE project_read_stats SET refolded_version = ${FOLD_VERSION - 1}`);
    };
    const countOlder = async () => {
      const [row] = await installation.query(sql`SELECT count(*) AS n FROM chat WHERE fold_version < ${FOLD_VERSION}`);
      return Number(row?.n);
    };
    /** The first reply with the last cursor of the unfiltered feed: there was nothing after it. */
    const endOfFeed = (): RecordedReply => {
      const end = replies.findLast(
        ({ key, path }) => key === 'full' && path.includes('/822/chats/changes?limit=10&cursor='),
      );
      if (end === undefined) throw new TypeError('no end of the feed was recorded');
      return end;
    };

    test('gives the same bytes before its chats are folded again and after, and its feed stands still', async () => {
      const running = await boot();
      expect(await differences(running)).toEqual([]);
      await makeOlder();
      expect(await countOlder()).toBeGreaterThan(0);
      const before = await heads(running);
      const news = await refoldAll(running);
      expect(news.map(({ kind, projectId }) => `${projectId} ${kind}`).toSorted()).toEqual([
        '7 begun',
        '7 done',
        '822 begun',
        '822 done',
      ]);
      expect(await countOlder()).toBe(0);
      expect(await differences(running)).toEqual([]);
      expect(await heads(running)).toEqual(before);
    });

    test('goes on from a cursor of 0.1.0 with what is written now, and with nothing else', async () => {
      const running = await boot();
      await makeOlder();
      await refoldAll(running);
      const end = endOfFeed();
      expect(JSON.parse((await get(running, end)).text)).toMatchObject({ response: [] });
      const project = await openProject(running.store, scopeOf(822));
      await project.privacy.eraseChat(chatId(CHAT), LATER, 'operator');
      const reply = await get(running, { ...end, path: `${end.path}&wait=20` });
      expect(JSON.parse(reply.text).response).toEqual([
        expect.objectContaining({ chatId: CHAT, ext: expect.objectContaining({ deleted: true }) }),
      ]);
    });

    test('shows when one of its documents is another one, before it is folded again and after', async () => {
      const running = await boot();
      const [row] = await installation.query(
        sql`SELECT project_row AS n FROM project WHERE tenant = 'acme' AND project_id = 822`,
      );
      const project = await openProject(running.store, scopeOf(822));
      const stored = await project.chats.read(chatId(CHAT));
      const chat = { ...(JSON.parse(stored?.chatJson ?? '') as Chat), visitorName: 'someone else' };
      const ext = JSON.parse(stored?.extJson ?? '') as StoredExt;
      const { segment, mark, documentBytes, digest } = sealChat({ chat, ext, index: { isOpen: false } } as FoldedChat);
      await installation.query(
        sql`UPDATE chat SET segment = ${segment}, segment_meta = ${mark}, document_bytes = ${documentBytes},
            digest = ${digest}
          WHERE project_row = ${Number(row?.n)} AND chat_id = ${CHAT}`,
      );
      const found = await differences(running);
      expect(found.some((one) => one.startsWith(`full /v2/projects/822/chats/${CHAT}?include=ext: body`))).toBe(true);
      expect(found.filter((one) => one.startsWith('globex'))).toEqual([]);
      // The fold puts it right and says so: the chat comes in the feed, with another revision.
      await makeOlder();
      await refoldAll(running);
      const end = endOfFeed();
      const changes = await get(running, { ...end, path: `${end.path}&wait=20` });
      expect(JSON.parse(changes.text).response).toEqual([expect.objectContaining({ chatId: CHAT })]);
      expect((await differences(running)).length).toBeGreaterThan(0);
    });
  });
}
