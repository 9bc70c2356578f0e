/** What every `ChatStore` must give of rows with their additional facts, without opening them. Part of `changes.ts`. */
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { GzipJoin } from '../../../src/chat-log/codec/gzip-join.ts';
import type { StoredBatch, StoredChat } from '../../../src/chat-log/codec/stored-chat.ts';
import { printDocument } from '../../../src/chat-log/formats/log-format.ts';
import type { ChatWindow } from '../../../src/chat-log/query/chat-selection.ts';
import { viewChat } from '../../../src/chat-log/view/chat-view.ts';
import { chatId } from '../../../src/model/ids.ts';
import { instant } from '../../../src/model/instant.ts';
import { Zone } from '../../../src/model/zone.ts';
import type { ChatStore, ProjectStore } from '../../../src/store/chat-store.ts';
import { inspectStore } from '../../../src/store/open-store.ts';
import { sql } from '../../../src/store/sql/sql.ts';
import { canaryEvents, canaryRow, importRow } from '../../helpers/canary-chats.ts';
import { AT, SCOPE, windowOf, ZONE } from '../../helpers/conformance-fixture.ts';
import { drain } from '../../helpers/feed-fixture.ts';
import { openProject } from '../../helpers/open-project.ts';
import { sampleEvents, startRequest } from '../../helpers/sample-import.ts';
import { openStocked } from '../../helpers/stocked-store.ts';
import type { StoreUnderTest } from '../../helpers/store-under-test.ts';
import { testDeed } from '../../helpers/test-deed.ts';

const ACTOR = { keyPrefix: 'pk0123456789' };
const LATER = instant(Date.UTC(2026, 5, 1));
const IMPORTED = 130;
const TOO_LONG = IMPORTED + 4;
/** Rows of another log: with odd texts, with hardly anything, with members that are null, and one that is too long for a full row. */
const ROWS = [
  canaryRow('row', IMPORTED + 1, 6),
  { chatId: IMPORTED + 2, sessionStartTime: '2024-05-05 23:30:00', visitorTranscript: '  ' },
  { chatId: IMPORTED + 3, visitorName: 'é\u2028"\\\ud83d\ude00}', transcript: null, transfers: null, duration: 1e15 },
  { chatId: TOO_LONG, visitorTranscript: 'long '.repeat(60_000) },
];

/** The row as the log prints it. */
function printed(chat: StoredChat): string {
  const view = { fields: null, withExt: true, preview: null, printZone: null, timestamps: null } as const;
  return printDocument(viewChat(chat, { ...view, isMetadataOnly: false, projectZone: ZONE }));
}

/** The rows with a separator before each, as a gzip reply carries them. */
function textOf(batches: readonly StoredBatch[]): string {
  const gzip = new GzipJoin();
  const pieces = batches.map((batch) => {
    if (batch.kind === 'stored')
      return gzip.segments(batch.chunk.segments, batch.chunk.marks, Buffer.from('\n'), false);
    return gzip.text(Buffer.from(batch.chats.map((chat) => `\n${'brief' in chat ? '' : printed(chat)}`).join('')));
  });
  return gunzipSync(Buffer.concat([gzip.header(), ...pieces, gzip.trailer()])).toString();
}

function countStored(batches: readonly StoredBatch[]): number {
  return batches.reduce((sum, batch) => sum + (batch.kind === 'stored' ? batch.chunk.count : 0), 0);
}

export function describeFullRows(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`${name}: full rows`, () => {
    let under: StoreUnderTest;
    let store: ChatStore;
    let project: ProjectStore;

    beforeEach(async () => {
      under = await make();
      ({ store, project } = await openStocked(under, IMPORTED, ROWS));
    });
    afterEach(async () => {
      await store[Symbol.asyncDispose]();
      await under[Symbol.asyncDispose]();
    });

    /** What a window gives must be what its chats are printed as; returns how many were not opened. */
    const compared = async (part: Partial<ChatWindow> = {}): Promise<number> => {
      const own = await openProject(store, SCOPE);
      using reader = await own.chats.openSnapshot();
      const chats = (await Array.fromAsync(reader.readChats(windowOf(part)))).flat();
      const batches = await Array.fromAsync(reader.readFullRows(windowOf(part)));
      expect(textOf(batches)).toBe(chats.map((chat) => `\n${printed(chat)}`).join(''));
      return countStored(batches);
    };

    test('follow imports, appends, replaced rows, redactions, erasures and time zones', async () => {
      expect(await compared()).toBe(IMPORTED + ROWS.length - 1);
      const [events = []] = sampleEvents(1, 5);
      const started = await project.chats.append(startRequest(events, 2));
      if ('refused' in started) throw new TypeError(started.refused);
      expect(await compared({ from: { chatId: started.chatId, isInclusive: true } })).toBe(1);
      await project.chats.append({ chatId: started.chatId, events: events.slice(2) });
      await project.chats.append({ chatId: null, events: canaryEvents('gone', 77, AT) });
      await project.chats.import([importRow({ ...ROWS[1], duration: 17 }, SCOPE.projectId, ZONE)], AT);
      await project.privacy.eraseChat(chatId(3), AT, ACTOR);
      await compared();
      await project.privacy.redact({ kind: 'contact', contactId: 77 }, AT, ACTOR);
      await project.privacy.redact({ kind: 'chat', chatId: chatId(IMPORTED + 1) }, AT, ACTOR);
      await compared();
      await project.upkeep.setTimeZone(new Zone('America/New_York'), testDeed());
      while (await store.maintenance.refold(LATER, 1_000));
      expect(await compared()).toBeGreaterThanOrEqual(IMPORTED - 30);
      expect(await under.query(sql`SELECT chat_id FROM full_row WHERE chat_id IN (3, ${TOO_LONG})`)).toEqual([]);
    });

    test('windows of them are those of the chats', async () => {
      const selection = { isSpam: false, minMessageCount: 1 };
      for (const part of [{ limit: 7 }, { direction: 'DESC' as const, offset: 7, limit: 12 }, { selection }]) {
        expect(await compared(part)).toBeGreaterThan(0);
      }
    });

    test('chats that have none, or a damaged one, are opened', async () => {
      const all = await compared();
      const first = { to: chatId(20) };
      expect(await compared(first)).toBe(20);
      await under.query(sql`DELETE FROM full_row WHERE chat_id = 2`);
      // The chat before it, and none of those that are opened with it.
      expect(await compared(first)).toBe(1);
      await under.query(sql`UPDATE full_row SET segment = ${new Uint8Array(9)} WHERE chat_id = 30`);
      await under.query(sql`UPDATE full_row SET segment_meta = ${new Uint8Array(100)} WHERE chat_id = 31`);
      await under.query(sql`UPDATE full_row SET chat_id = 1002 WHERE chat_id = 50`);
      expect(await compared()).toBeLessThan(all);
      await under.query(sql`DELETE FROM full_row`);
      expect(await compared()).toBe(0);
      const signal = new AbortController().signal;
      await project.upkeep.rebuild({ isCheckOnly: false, at: LATER, onProgress: () => undefined, signal });
      expect(await compared()).toBe(all);
    });

    test('documents are not opened for them', async () => {
      await under.query(sql`UPDATE chat SET segment = ${new Uint8Array(9)} WHERE chat_id = 2`);
      await under.query(sql`UPDATE chat_event SET body = 'gone' WHERE chat_id = 2`);
      using reader = await project.chats.openSnapshot();
      const window = windowOf({ to: chatId(9) });
      expect(countStored(await Array.fromAsync(reader.readFullRows(window)))).toBe(9);
      await under.query(sql`DELETE FROM full_row WHERE chat_id = 2`);
      using later = await project.chats.openSnapshot();
      await expect(Array.fromAsync(later.readFullRows(window))).rejects.toThrow();
    });

    test('the feed gives them in its order, whatever that is, with what is erased between them', async () => {
      for (const id of [40, 12, 11, 90, 13]) {
        await project.chats.import([importRow({ chatId: id, duration: id }, SCOPE.projectId, ZONE)], AT);
        await project.chats.append({ chatId: null, events: canaryEvents(`new-${id}`, id, AT) });
        await project.privacy.eraseChat(chatId(id + 1), AT, ACTOR);
      }
      const { changes, keys } = await drain(project, null);
      const told = changes.map((change) => (change.kind === 'changed' ? printed(change.chat) : JSON.stringify(change)));
      const given: string[] = [];
      let stored = 0;
      for await (const rows of project.feed.readRows(keys)) {
        if (rows.kind === 'stored') {
          given.push(...textOf([rows]).slice(1).split('\n'));
          stored += rows.chunk.count;
        } else {
          const each = rows.changes;
          given.push(...each.map((one) => (one.kind === 'changed' ? printed(one.chat) : JSON.stringify(one))));
        }
      }
      expect(given).toEqual(told);
      expect(stored).toBeGreaterThan(told.length / 2);
    });

    test('a chat that is erased after its key was chosen comes as erased', async () => {
      const { keys } = await drain(project, null);
      await project.privacy.eraseChat(chatId(8), AT, ACTOR);
      const some = keys.filter((key) => key.chatId < 20);
      const kinds: string[] = [];
      for await (const rows of project.feed.readRows(some)) {
        if (rows.kind === 'opened') kinds.push(...rows.changes.map(({ kind }) => kind));
      }
      expect(kinds.filter((kind) => kind === 'erased')).toEqual(['erased']);
    });

    test('doctor finds what is not as the documents give it, and rebuild makes it again', async () => {
      const astray = async () => {
        const facts = await Array.fromAsync(inspectStore(under.place, () => 0, new AbortController().signal));
        return facts.flatMap((fact) => (fact.kind === 'full-rows' ? [fact.astray] : []));
      };
      await store[Symbol.asyncDispose]();
      expect(await astray()).toEqual([0]);
      await under.query(sql`UPDATE full_row SET segment = ${new Uint8Array(9)} WHERE chat_id = 5`);
      await under.query(sql`DELETE FROM full_row WHERE chat_id = 8`);
      await under.query(sql`DELETE FROM full_row WHERE chat_id = 10`);
      // Sound, and of another chat.
      await under.query(sql`UPDATE full_row SET chat_id = 10 WHERE chat_id = 9`);
      expect(await astray()).toEqual([4]);
      store = await under.open('serve', () => AT);
      const own = await openProject(store, SCOPE);
      const signal = new AbortController().signal;
      await own.upkeep.rebuild({ isCheckOnly: false, at: LATER, onProgress: () => undefined, signal });
      await store[Symbol.asyncDispose]();
      expect(await astray()).toEqual([0]);
      store = await under.open('serve', () => AT);
    });
  });
}
