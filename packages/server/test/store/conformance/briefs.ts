/** What every `ChatStore` must show of chats in lists, without opening their documents. Part of `changes.ts`. */
import type { LoggedChat } from '@parley/contract';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ChatBrief, checksumOf, packBrief, previewOf } from '../../../src/chat-log/codec/chat-brief.ts';
import type { BriefChat, ListedChat, StoredChat } from '../../../src/chat-log/codec/stored-chat.ts';
import type { StoredExt } from '../../../src/chat-log/fold/folded-chat.ts';
import { printedTimesOf } from '../../../src/chat-log/view/printed-times.ts';
import { chatId } from '../../../src/model/ids.ts';
import { instant } from '../../../src/model/instant.ts';
import { Zone } from '../../../src/model/zone.ts';
import type { ChatStore, ProjectStore } from '../../../src/store/chat-store.ts';
import { inspectStore } from '../../../src/store/open-store.ts';
import { sql } from '../../../src/store/sql/sql.ts';
import { canaryEvents, canaryRow, importRow } from '../../helpers/canary-chats.ts';
import { AT, SCOPE, windowOf, ZONE } from '../../helpers/conformance-fixture.ts';
import { readAll } from '../../helpers/feed-fixture.ts';
import { openProject } from '../../helpers/open-project.ts';
import { sampleEvents, startRequest } from '../../helpers/sample-import.ts';
import { openStocked } from '../../helpers/stocked-store.ts';
import type { StoreUnderTest } from '../../helpers/store-under-test.ts';
import { testDeed } from '../../helpers/test-deed.ts';

const ACTOR = { keyPrefix: 'pk0123456789' };
const LATER = instant(Date.UTC(2026, 5, 1));
const IMPORTED = 230;
/** Rows of another log: with odd texts, with hardly anything, with members that are null. */
const ROWS = [
  canaryRow('row', IMPORTED + 1, 6),
  { chatId: IMPORTED + 2, sessionStartTime: '2024-05-05 23:30:00', visitorTranscript: '  ' },
  { chatId: IMPORTED + 3, visitorName: 'é\u2028"\\\ud83d\ude00', transcript: null, transfers: null, duration: 1e15 },
];

type Told = Pick<ChatBrief, 'chat' | 'preview' | 'times' | 'isImported'>;

/** What a brief must say of the chat. */
function told({ chatJson, extJson }: StoredChat): Told {
  const chat = JSON.parse(chatJson) as LoggedChat;
  const emptied = { ...chat, transcript: [], visitorTranscript: '', agentTranscript: '' } as LoggedChat;
  const ext = JSON.parse(extJson) as StoredExt;
  return {
    chat: emptied,
    preview: previewOf(chat, ext),
    times: printedTimesOf(ext),
    isImported: ext.chat.imported !== null,
  };
}

function isBrief(chat: ListedChat): chat is BriefChat {
  return 'brief' in chat;
}

export function describeBriefs(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`${name}: briefs`, () => {
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

    const list = async (window = windowOf()): Promise<readonly ListedChat[]> => {
      const own = await openProject(store, SCOPE);
      using reader = await own.chats.openSnapshot();
      return (await Array.fromAsync(reader.readBriefs(window))).flat();
    };
    /** Each chat is told as its document tells it, in the bytes of JSON, `briefs` of them from briefs. */
    const expectAsTold = async (briefs: (all: number) => number = (all) => all) => {
      const chats = await readAll(await openProject(store, SCOPE));
      const listed = await list();
      expect(listed.filter(isBrief)).toHaveLength(briefs(chats.length));
      const shown: readonly Told[] = listed.map((chat) => (isBrief(chat) ? chat.brief : told(chat)));
      expect(JSON.stringify(shown.map(({ chat }) => chat))).toBe(JSON.stringify(chats.map((chat) => told(chat).chat)));
      const beside = ({ preview, times, isImported }: Told) => ({ preview, times, isImported });
      expect(shown.map(beside)).toEqual(chats.map((chat) => beside(told(chat))));
    };

    test('follow imports, appends, replaced rows, redactions, erasures and time zones', async () => {
      await expectAsTold();
      const [events = []] = sampleEvents(1, 5);
      const started = await project.chats.append(startRequest(events, 2));
      await expectAsTold();
      if ('refused' in started) throw new TypeError(started.refused);
      await project.chats.append({ chatId: started.chatId, events: events.slice(2) });
      await project.chats.append({ chatId: null, events: canaryEvents('gone', 77, AT) });
      await project.chats.import([importRow({ ...ROWS[1], duration: 17 }, SCOPE.projectId, ZONE)], AT);
      await project.privacy.eraseChat(chatId(3), AT, ACTOR);
      await expectAsTold();
      expect(JSON.stringify(await list())).toContain('KANARI-gone');
      await project.privacy.redact({ kind: 'contact', contactId: 77 }, AT, ACTOR);
      await project.privacy.redact({ kind: 'chat', chatId: chatId(IMPORTED + 1) }, AT, ACTOR);
      expect(JSON.stringify(await list())).not.toContain('KANARI');
      await project.upkeep.setTimeZone(new Zone('America/New_York'), testDeed());
      while (await store.maintenance.refold(LATER, 1_000));
      await expectAsTold();
      expect(await under.query(sql`SELECT chat_id FROM chat_brief WHERE chat_id = 3`)).toEqual([]);
    });

    test('windows of them are those of the chats', async () => {
      const selection = { isSpam: false, minMessageCount: 1 };
      const windows = [{ limit: 7 }, { direction: 'DESC' as const, offset: 3, limit: 12 }, { selection }];
      for (const part of windows) {
        using reader = await project.chats.openSnapshot();
        const chats = (await Array.fromAsync(reader.readChats(windowOf(part)))).flat();
        expect((await list(windowOf(part))).map((chat) => chat.chatId)).toEqual(chats.map((chat) => chat.chatId));
      }
    });

    test('chats that have none, or a damaged one, are read from their documents', async () => {
      await under.query(sql`DELETE FROM chat_brief WHERE chat_id < 100`);
      await under.query(sql`UPDATE chat_brief SET checksum = checksum + 1 WHERE chat_id = 120`);
      await under.query(sql`UPDATE chat_brief SET brief = ${new Uint8Array(9)} WHERE chat_id = 122`);
      await expectAsTold((all) => all - 101);
      await under.query(sql`INSERT INTO fact_pending (project_row, chat_id, is_due)
        SELECT project_row, chat_id, 1 FROM chat WHERE chat_id < 50`);
      while (await store.maintenance.refold(LATER, 1_000));
      await expectAsTold((all) => all - 101 + 49);
      await project.upkeep.rebuild({
        isCheckOnly: false,
        at: LATER,
        onProgress: () => undefined,
        signal: new AbortController().signal,
      });
      await expectAsTold();
    });

    test('doctor finds what is not as the documents give it, and rebuild makes it again', async () => {
      const astray = async () => {
        const facts = await Array.fromAsync(inspectStore(under.place, () => 0, new AbortController().signal));
        return facts.flatMap((fact) => (fact.kind === 'briefs' ? [fact.astray] : []));
      };
      const chats = await readAll(project);
      await store[Symbol.asyncDispose]();
      expect(await astray()).toEqual([0]);
      const other = chats.find((chat) => chat.chatId === 9);
      if (other === undefined) throw new TypeError('chat 9 is not there');
      const wrong = { ...JSON.parse(other.chatJson), duration: 86_399 } as LoggedChat;
      const packed = packBrief(wrong, JSON.parse(other.extJson)) ?? new Uint8Array();
      await under.query(sql`UPDATE chat_brief SET checksum = checksum + 1 WHERE chat_id = 5`);
      await under.query(sql`UPDATE chat_brief SET brief = ${new Uint8Array(9)} WHERE chat_id = 6`);
      await under.query(sql`DELETE FROM chat_brief WHERE chat_id = 8`);
      await under.query(sql`UPDATE chat_brief SET brief = ${packed}, checksum = ${checksumOf(packed, 9, other.revision)}
        WHERE chat_id = 9`);
      expect(await astray()).toEqual([4]);
      store = await under.open('serve', () => AT);
      const own = await openProject(store, SCOPE);
      const signal = new AbortController().signal;
      await own.upkeep.rebuild({ isCheckOnly: false, at: LATER, onProgress: () => undefined, signal });
      await store[Symbol.asyncDispose]();
      expect(await astray()).toEqual([0]);
      store = await under.open('serve', () => AT);
    });

    test('documents are not opened for them', async () => {
      await under.query(sql`UPDATE chat SET segment = ${new Uint8Array(9)} WHERE chat_id = 2`);
      await under.query(sql`UPDATE chat_event SET body = 'gone' WHERE chat_id = 2`);
      expect((await list()).map((chat) => chat.chatId)).toContain(2);
      await under.query(sql`DELETE FROM chat_brief WHERE chat_id = 2`);
      await expect(list()).rejects.toThrow();
    });
  });
}
