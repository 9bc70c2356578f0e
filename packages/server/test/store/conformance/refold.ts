/** What every `ChatStore` must do when chats are folded again, in the background or for another time zone. Part of `changes.ts`. */
import type { Chat } from '@parley/contract';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sealChat } from '../../../src/chat-log/codec/seal-chat.ts';
import type { StoredChat } from '../../../src/chat-log/codec/stored-chat.ts';
import { FOLD_VERSION } from '../../../src/chat-log/fold/fold-version.ts';
import type { FoldedChat, StoredExt } from '../../../src/chat-log/fold/folded-chat.ts';
import type { ChatSelection } from '../../../src/chat-log/query/chat-selection.ts';
import { readSelection } from '../../../src/chat-log/query/selection-query.ts';
import { type AgentId, type ChatId, chatId, type QueueId } from '../../../src/model/ids.ts';
import { instant } from '../../../src/model/instant.ts';
import { Zone } from '../../../src/model/zone.ts';
import type { ChatStore, ProjectStore, Rebuilt, RefoldNews } from '../../../src/store/chat-store.ts';
import { isOneOf, type Sql, sql } from '../../../src/store/sql/sql.ts';
import { DamagedChat } from '../../../src/store/store-error.ts';
import { canaryEvents, canaryRow, importRow } from '../../helpers/canary-chats.ts';
import { AT, imports, openChunks, SCOPE, windowOf, ZONE } from '../../helpers/conformance-fixture.ts';
import { Copy, type Drained, drain, readAll, tell } from '../../helpers/feed-fixture.ts';
import { makeProject, openProject } from '../../helpers/open-project.ts';
import { importChat, sampleEvents, startRequest } from '../../helpers/sample-import.ts';
import type { StoreUnderTest } from '../../helpers/store-under-test.ts';
import { testDeed } from '../../helpers/test-deed.ts';

const LATER = instant(Date.UTC(2026, 5, 1));
const NEW_YORK = new Zone('America/New_York');
const CONTACT = 77;
/** Chats of every kind: imported from events, imported as rows, captured and closed, captured and open, redacted. */
const IMPORTED = 30;
const ROWS = [31, 32, 33];
const CAPTURED = 15;
const OPEN = [49, 50, 51];
const REDACTED = 52;
const CHATS = REDACTED;
const ALL = Array.from({ length: CHATS }, (_, at) => at + 1);
const SAMPLES = sampleEvents(IMPORTED + CAPTURED + OPEN.length + 20, 61);
/** Chats that are folded in one commit at most. */
const BATCH = 20;

/** A row without messages: its times are read in the project's zone. */
function bareRow(id: number): Readonly<Record<string, unknown>> {
  return { chatId: id, sessionStartTime: '2024-05-05 23:30:00', sessionCloseTime: '2024-05-05 23:40:00' };
}

async function fill(project: ProjectStore): Promise<void> {
  const { projectId } = SCOPE;
  await project.chats.import(
    SAMPLES.slice(0, IMPORTED).map((events, at) => importChat(at + 1, events, projectId, ZONE)),
    AT,
  );
  const rows = [canaryRow('row', 31, 6), bareRow(32), canaryRow('other', 33, 7)];
  await project.chats.import(
    rows.map((row) => importRow(row, projectId, ZONE)),
    AT,
  );
  const captured = SAMPLES.slice(IMPORTED, IMPORTED + CAPTURED + OPEN.length);
  for (const [at, events] of captured.entries()) {
    await project.chats.append(startRequest(events, at < CAPTURED ? events.length : 2));
  }
  await project.chats.append({ chatId: null, events: canaryEvents('gone', CONTACT, AT) });
  await project.privacy.redact({ kind: 'message', chatId: chatId(31), seq: 1 }, AT, 'operator');
  await project.privacy.redact({ kind: 'contact', contactId: CONTACT }, AT, 'operator');
}

/** All that a reader can see of a chat. */
function seen(stored: StoredChat): string {
  return `${stored.chatId} ${stored.revision} ${stored.updatedAt} ${stored.chatJson} ${stored.extJson}`;
}

/** All that a reader can see of a chat but its revision and when it changed. */
function bytesOf({ chatId: id, chatJson, extJson }: StoredChat): string {
  return `${id} ${chatJson} ${extJson}`;
}

function printedDay({ chatJson }: StoredChat): string {
  return (JSON.parse(chatJson) as { sessionStartTime: string }).sessionStartTime.slice(0, 10);
}

/** Chats that are not printed in `zone`: their start, and the dates of their messages. */
function inOtherZone(chats: readonly StoredChat[], zone: Zone): readonly ChatId[] {
  const isIn = ({ chatJson, extJson }: StoredChat) => {
    const chat = JSON.parse(chatJson) as Chat;
    const { times } = (JSON.parse(extJson) as StoredExt).chat;
    return (
      chat.sessionStartTime === zone.wallTimeAt(instant(Date.parse(times.sessionStart ?? ''))) &&
      chat.transcript.every(({ date }) => zone.isoTimeAt(instant(Date.parse(date))) === date)
    );
  };
  return chats.filter((chat) => !isIn(chat)).map((chat) => chat.chatId);
}

function dayOf(day: string, zone: Zone): ChatSelection {
  return readSelection(new Map([['startDate', day]]), zone).selection;
}

/** By id: chats of one commit stand in the feed in any order. */
function tellById({ changes }: Drained): readonly string[] {
  return tell(changes).toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
}

function without<T extends { readonly chatId: number }>(chats: readonly T[], ids: readonly number[]): readonly T[] {
  return chats.filter((chat) => !ids.includes(chat.chatId));
}

export function describeRefold(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`${name}: folding again`, () => {
    let installation: StoreUnderTest;
    let store: ChatStore;
    let project: ProjectStore;

    beforeEach(async () => {
      installation = await make();
      store = await installation.open('serve', () => AT);
      project = await makeProject(store, { ...SCOPE, name: 'Support', zone: ZONE, createdAt: AT });
      await fill(project);
      while (await store.maintenance.compact(1_000));
    });
    afterEach(async () => {
      await store[Symbol.asyncDispose]();
      await installation[Symbol.asyncDispose]();
    });

    const readNumber = async (statement: Sql): Promise<number> => {
      const [row] = await installation.query(statement);
      return Number(row?.n);
    };
    /** Chats whose version or zone is not that of now: what a refold must leave none of. */
    const countOutdated = () =>
      readNumber(
        sql`SELECT count(*) AS n FROM chat WHERE fold_version < ${FOLD_VERSION}
          OR zone_revision <> (SELECT max(zone_revision) FROM project)`,
      );
    const mark = async (version: number, to: number | null = null) => {
      await installation.query(
        sql`UPDATE project_read_stats SET refolded_version = ${version}, refolded_to = ${to}, refolded_zone_revision = 0`,
      );
    };
    const setVersion = (ids: readonly number[], version: number) =>
      installation.query(sql`UPDATE chat SET fold_version = ${version} WHERE ${isOneOf('chat_id', ids)}`);
    /** As an older version would have made them, byte for byte the same. */
    const makeOlder = async (ids: readonly number[] = ALL) => {
      await setVersion(ids, FOLD_VERSION - 1);
      await mark(FOLD_VERSION - 1);
    };
    /** Gives the chats another name of the visitor, as if another version had read their events so. */
    const makeDifferent = async (...ids: readonly number[]) => {
      for (const stored of (await readAll(project)).filter((chat) => ids.includes(chat.chatId))) {
        const chat = { ...(JSON.parse(stored.chatJson) as Chat), visitorName: 'as another version made it' };
        const ext = JSON.parse(stored.extJson) as StoredExt;
        const index = { isOpen: OPEN.includes(stored.chatId) };
        const { segment, mark: meta, documentBytes, digest } = sealChat({ chat, ext, index } as FoldedChat);
        await installation.query(
          sql`UPDATE chat SET segment = ${segment}, segment_meta = ${meta}, document_bytes = ${documentBytes},
            digest = ${digest} WHERE chat_id = ${stored.chatId}`,
        );
      }
    };
    const refoldAll = async (by: ChatStore = store, milliseconds = 1_000): Promise<readonly RefoldNews[]> => {
      const news: RefoldNews[] = [];
      while (await by.maintenance.refold(LATER, milliseconds, (one) => news.push(one)));
      return news;
    };
    /** The chats as a bulk read gives them, which takes joined chats where there are some. */
    const readJoined = async () => {
      using reader = await project.chats.openSnapshot();
      return openChunks(await Array.fromAsync(reader.readChunks(windowOf(), true)));
    };
    const rebuild = (isCheckOnly: boolean): Promise<Rebuilt> =>
      project.upkeep.rebuild({
        isCheckOnly,
        at: LATER,
        onProgress: () => undefined,
        signal: new AbortController().signal,
      });

    const check = () => rebuild(true);

    test('chats that come out the same keep revision, place and ETag, whatever made them', async () => {
      const before = await readAll(project);
      const head = await project.feed.readHead();
      expect(before.map(({ chatId: id }) => id)).toEqual(ALL);
      await makeOlder();
      expect(await countOutdated()).toBe(CHATS);
      expect((await refoldAll()).map(({ kind }) => kind)).toEqual(['begun', 'done']);
      expect(await countOutdated()).toBe(0);
      expect((await readAll(project)).map(seen)).toEqual(before.map(seen));
      expect(await project.feed.readHead()).toEqual(head);
      expect((await drain(project, head.end)).changes).toEqual([]);
      expect(await check()).toMatchObject({ chats: CHATS, different: 0, withoutEvents: [] });
      // What was joined for reading stays joined, and right.
      expect(await store.maintenance.compact(1_000)).toBe(false);
      expect(await readJoined()).toEqual(before.map(({ chatJson }) => JSON.parse(chatJson)));
    });

    test('a project that is said to be done is not looked through, and the check of these tests sees what is left', async () => {
      await makeOlder([3]);
      await makeDifferent(3);
      await mark(FOLD_VERSION);
      expect(await refoldAll()).toEqual([]);
      expect(await countOutdated()).toBe(1);
      expect(await check()).toMatchObject({ different: 1 });
    });

    test('chats that come out otherwise get a new revision and come in the feed, and nothing else does', async () => {
      const before = await readAll(project);
      const head = await project.feed.readHead();
      const different = [2, 25, 31, 32, 40, 50, REDACTED];
      await makeDifferent(...different);
      await makeOlder();
      // What finds a chat counts like its bytes.
      await installation.query(sql`UPDATE chat SET last_agent = 9999999 WHERE chat_id = 7`);
      await installation.query(sql`DELETE FROM chat_participant WHERE chat_id = 8`);
      await installation.query(
        sql`INSERT INTO chat_participant (project_row, kind, participant_id, chat_id)
          SELECT project_row, 'queue', 9999999, chat_id FROM chat WHERE chat_id = 9`,
      );
      const wrongly = [{ lastAgent: 9_999_999 as AgentId }, { queueId: 9_999_999 as QueueId }];
      const countWrong = () => Promise.all(wrongly.map((selection) => project.chats.count(selection)));
      expect(await countWrong()).toEqual([1, 1]);
      await refoldAll();
      const changed = [2, 7, 8, 9, 25, 31, 32, 40, 50, REDACTED];
      const after = await readAll(project);
      expect(after.map(bytesOf)).toEqual(before.map(bytesOf));
      expect(without(after, changed).map(seen)).toEqual(without(before, changed).map(seen));
      for (const id of changed) {
        const [old, now] = [before, after].map((chats) => chats.find((chat) => chat.chatId === id));
        expect(now).toMatchObject({ revision: (old?.revision ?? 0) + 1, updatedAt: LATER });
      }
      expect(tellById(await drain(project, head.end))).toEqual(changed.map((id) => `${id} changed`));
      expect((await project.feed.readHead()).version).not.toBe(head.version);
      expect(await countWrong()).toEqual([0, 0]);
      expect(await check()).toMatchObject({ different: 0 });
      expect(JSON.stringify(after.find((chat) => chat.chatId === REDACTED))).not.toContain('KANARI');
      while (await store.maintenance.compact(1_000));
      expect(await readJoined()).toEqual(after.map(({ chatJson }) => JSON.parse(chatJson)));
    });

    test('each turn is bounded, and whoever comes next goes on where it ended', async () => {
      await makeOlder();
      const turns = [CHATS];
      expect(await store.maintenance.refold(LATER, 0)).toBe(true);
      turns.push(await countOutdated());
      await store[Symbol.asyncDispose]();
      store = await installation.open('serve', () => AT);
      project = await openProject(store, SCOPE);
      // A chat that was done already and is outdated again shows whether the project is looked through from its start.
      await setVersion([1], FOLD_VERSION - 1);
      await using tool = await installation.open('tool', () => AT);
      for (let isMore = true; isMore; ) {
        isMore = await tool.maintenance.refold(LATER, 0);
        turns.push((await countOutdated()) - 1);
      }
      expect(turns).toEqual([CHATS, CHATS - BATCH, CHATS - 2 * BATCH, 0]);
      expect(
        await installation.query(sql`SELECT chat_id AS n FROM chat WHERE fold_version < ${FOLD_VERSION}`),
      ).toHaveLength(1);
    });

    test('a pass that an older version began is begun again by this one', async () => {
      await makeOlder();
      await mark(FOLD_VERSION - 1, 40);
      await refoldAll(store, 0);
      expect(await countOutdated()).toBe(0);
    });

    test('a later version is left to its work: its chats, its pass, and what is written beside it', async () => {
      await makeDifferent(4, 44);
      await setVersion([4, 44], FOLD_VERSION + 1);
      const before = await readAll(project);
      await mark(FOLD_VERSION - 1);
      await project.upkeep.setTimeZone(NEW_YORK, testDeed());
      await refoldAll();
      const after = await readAll(project);
      const left = (chats: readonly StoredChat[]) => chats.filter((chat) => [4, 44].includes(chat.chatId)).map(seen);
      expect(left(after)).toEqual(left(before));
      expect(inOtherZone(without(after, [4, 44, ...ROWS]), NEW_YORK)).toEqual([]);

      await setVersion([10], FOLD_VERSION + 1);
      expect(await rebuild(false)).toMatchObject({ chats: CHATS, different: 2 });
      const later = sql`SELECT chat_id AS n FROM chat WHERE fold_version > ${FOLD_VERSION}`;
      expect((await installation.query(later)).map(({ n }) => Number(n))).toEqual([10]);

      await installation.query(
        sql`UPDATE project_read_stats SET refolded_version = ${FOLD_VERSION + 1}, refolded_to = 30`,
      );
      expect(await refoldAll()).toEqual([]);
      const [events = []] = SAMPLES.slice(-1);
      const to = () => readNumber(sql`SELECT coalesce(refolded_to, -2) AS n FROM project_read_stats`);
      await project.chats.append({ chatId: chatId(OPEN[0] ?? 0), events: events.slice(1, 2) });
      expect(await to()).toBe(30);
      await project.chats.import(imports(1, 99, 12), AT);
      expect(await to()).toBe(11);
      await installation.query(sql`UPDATE project_read_stats SET refolded_to = NULL`);
      await project.chats.append({ chatId: chatId(OPEN[1] ?? 0), events: events.slice(1, 2) });
      expect(await to()).toBe((OPEN[1] ?? 0) - 1);
    });

    test('appending, starting, importing and erasing beside it lose nothing', async () => {
      await makeDifferent(...ALL.filter((id) => id % 3 === 0));
      await makeOlder();
      await using tool = await installation.open('tool', () => AT);
      const other = await openProject(tool, SCOPE);
      const copy = new Copy();
      copy.apply((await drain(project, null)).changes);
      const { end } = await project.feed.readHead();
      const tails = OPEN.map((_, at) => (SAMPLES[IMPORTED + CAPTURED + at] ?? []).slice(2));
      const news = SAMPLES.slice(-20);
      let isDone = false;
      const refold = async (by: ChatStore) => {
        while (await by.maintenance.refold(LATER, 0));
        isDone = true;
      };
      const append = async (by: ProjectStore, at: number) => {
        for (const event of tails[at] ?? []) {
          expect(await by.chats.append({ chatId: chatId(OPEN[at] ?? 0), events: [event] })).not.toHaveProperty(
            'refused',
          );
        }
      };
      const start = async (by: ProjectStore, samples: typeof news) => {
        for (const events of samples) await by.chats.append(startRequest(events));
      };
      await Promise.all([
        append(project, 0),
        append(other, 1),
        append(project, 2),
        start(project, news.slice(0, 10)),
        start(other, news.slice(10)),
        other.chats.import(imports(1, 98, 14), AT),
        project.privacy.eraseChat(chatId(15), LATER, 'operator'),
        refold(store),
        refold(tool),
      ]);
      expect(isDone).toBe(true);
      expect(await countOutdated()).toBe(0);
      const after = await readAll(project);
      expect(after).toHaveLength(CHATS + news.length - 1);
      expect(await check()).toMatchObject({ chats: after.length, different: 0, withoutEvents: [] });
      for (const [at, id] of OPEN.entries()) {
        const events = await project.chats.readEvents(chatId(id));
        expect(events.map(({ body }) => body)).toEqual(
          (SAMPLES[IMPORTED + CAPTURED + at] ?? []).map(({ body }) => body),
        );
      }
      copy.apply((await drain(project, end)).changes);
      expect(copy.rows().map(seen)).toEqual(after.map(seen));
    });

    test('two processes that fold at the same time give each chat one revision', async () => {
      const before = await readAll(project);
      await makeDifferent(...ALL);
      await makeOlder();
      await using tool = await installation.open('tool', () => AT);
      await Promise.all([refoldAll(store, 0), refoldAll(tool, 0)]);
      const after = await readAll(project);
      expect(after.map(bytesOf)).toEqual(before.map(bytesOf));
      expect(after.map(({ revision }) => revision)).toEqual(before.map(({ revision }) => revision + 1));
    });

    test('a chat whose events cannot be folded stays as it is, is named, and stops nobody', async () => {
      const before = await readAll(project);
      await makeDifferent(5, 6, 9);
      await makeOlder();
      await installation.query(sql`UPDATE chat_event SET body = '{"type":"chat' WHERE chat_id = 5 AND seq = 2`);
      await installation.query(sql`DELETE FROM chat_event WHERE chat_id = 6`);
      const news = await refoldAll(store, 0);
      expect(news.map(({ kind }) => kind)).toEqual(['begun', 'failed', 'done']);
      expect(news[1]).toMatchObject({ ...SCOPE, chatId: 5, error: expect.any(DamagedChat) });
      const after = await readAll(project);
      expect(without(after, [5, 6]).map(bytesOf)).toEqual(without(before, [5, 6]).map(bytesOf));
      for (const id of [5, 6]) expect(after[id - 1]?.chatJson).toContain('as another version made it');
      expect(await refoldAll()).toEqual([]);
      expect(await check()).toMatchObject({ failed: [5], withoutEvents: [6] });
    });

    describe('another time zone', () => {
      /** Captured chats, and imported ones that hold events: their times are printed, not copied. */
      const printed = (chats: readonly StoredChat[]) => without(chats, ROWS);
      /** Whether the days that are printed are those that are found. */
      const disagreeingDays = async (zone: Zone) => {
        const chats = printed(await readAll(project));
        const disagreeing: string[] = [];
        for (const day of new Set(chats.map(printedDay))) {
          const found = printed(await readAll(project, dayOf(day, zone))).map((chat) => chat.chatId);
          const shown = chats.filter((chat) => printedDay(chat) === day).map((chat) => chat.chatId);
          if (JSON.stringify(found) !== JSON.stringify(shown)) disagreeing.push(day);
        }
        return disagreeing;
      };

      test('prints every chat again: days that are found are those that are printed', async () => {
        const before = await readAll(project);
        const { end } = await project.feed.readHead();
        expect(inOtherZone(printed(before), ZONE)).toEqual([]);
        expect(await disagreeingDays(ZONE)).toEqual([]);
        await project.upkeep.setTimeZone(NEW_YORK, testDeed());
        // Nothing is folded yet: both checks see that.
        expect(inOtherZone(printed(await readAll(project)), NEW_YORK)).toHaveLength(CHATS - ROWS.length);
        expect((await disagreeingDays(NEW_YORK)).length).toBeGreaterThan(0);
        expect((await refoldAll()).map(({ kind }) => kind)).toEqual(['begun', 'done']);
        const after = await readAll(project);
        expect(inOtherZone(printed(after), NEW_YORK)).toEqual([]);
        expect(await disagreeingDays(NEW_YORK)).toEqual([]);
        expect(printed(after).map(({ revision }) => revision)).toEqual(
          printed(before).map(({ revision }) => revision + 1),
        );
        expect(await check()).toMatchObject({ different: 0 });
        // No number is another one, and no instant.
        const timeless = ({ chatJson, extJson }: StoredChat) =>
          chatJson.replaceAll(/"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d([+-]\d\d:\d\d)?"/g, '"time"') + extJson;
        expect(printed(after).map(timeless)).toEqual(printed(before).map(timeless));
        // An imported row keeps the times that it was given; without a message they are read in the new zone.
        const rows = (chats: readonly StoredChat[]) => chats.filter((chat) => ROWS.includes(chat.chatId));
        expect(rows(after).map(({ chatJson }) => chatJson)).toEqual(rows(before).map(({ chatJson }) => chatJson));
        const startOf = (stored?: StoredChat) =>
          (JSON.parse(stored?.extJson ?? '') as StoredExt).chat.times.sessionStart;
        expect([before, after].map((chats) => startOf(chats[31]))).toEqual([
          '2024-05-05T21:30:00.000Z',
          '2024-05-06T03:30:00.000Z',
        ]);
        // By the day in UTC too, of which the store keeps an index.
        const dawn = { startedFrom: instant(Date.UTC(2024, 4, 6)), startedBefore: instant(Date.UTC(2024, 4, 6, 6)) };
        expect((await readAll(project, dawn)).map(({ chatId: id }) => id)).toEqual([32]);
        expect(await readJoined()).toEqual(after.map(({ chatJson }) => JSON.parse(chatJson)));
        expect(tellById(await drain(project, end))).toEqual(
          without(after, [31, 33]).map(({ chatId: id }) => `${id} changed`),
        );
      });

      test('holds from the first moment for what is written, whoever prepared it before', async () => {
        const [begun, stale] = [project, imports(3, 97, 60)];
        await using tool = await installation.open('tool', () => AT);
        await (await openProject(tool, SCOPE)).upkeep.setTimeZone(NEW_YORK, testDeed());
        const [events = []] = SAMPLES.slice(-1);
        const id = OPEN[0] ?? 0;
        await begun.chats.append(startRequest(events));
        await begun.chats.append({ chatId: chatId(id), events: SAMPLES[IMPORTED + CAPTURED]?.slice(2) ?? [] });
        expect((await begun.chats.import(stale, AT)).outcomes).toEqual(['created', 'created', 'created']);
        const written = [id, CHATS + 1, 60, 61, 62];
        const chats = (await readAll(begun)).filter((chat) => written.includes(chat.chatId));
        expect(chats).toHaveLength(written.length);
        expect(inOtherZone(chats, NEW_YORK)).toEqual([]);
        await refoldAll();
        const after = (await readAll(begun)).filter((chat) => written.includes(chat.chatId));
        expect(after.map(seen)).toEqual(chats.map(seen));
      });

      test('changes ETags immediately, and back again gives the bytes of before', async () => {
        const before = await readAll(project);
        const head = await project.feed.readHead();
        expect(project.zoneRevision).toBe(0);
        await project.upkeep.setTimeZone(ZONE, testDeed());
        expect(await openProject(store, SCOPE)).toMatchObject({ zoneRevision: 0 });
        await project.upkeep.setTimeZone(NEW_YORK, testDeed());
        const moved = await openProject(store, SCOPE);
        expect(moved).toMatchObject({ zoneRevision: 1, zone: { name: NEW_YORK.name } });
        expect((await moved.feed.readHead()).version).not.toBe(head.version);
        expect((await moved.feed.readHead()).end).toBe(head.end);
        expect(await store.maintenance.refold(LATER, 0)).toBe(true);
        // In the middle, and then from the beginning for the zone that it is now.
        await moved.upkeep.setTimeZone(ZONE, testDeed());
        await refoldAll();
        expect((await readAll(project)).map(bytesOf)).toEqual(before.map(bytesOf));
        expect(await openProject(store, SCOPE)).toMatchObject({ zoneRevision: 2, zone: { name: ZONE.name } });
        expect(await countOutdated()).toBe(0);
      });
    });
  });
}
