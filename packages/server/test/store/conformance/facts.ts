/** What every `ChatStore` must keep of each chat in its table of facts. Part of `changes.ts`. */
import type { Chat } from '@parley/contract';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StoredChat } from '../../../src/chat-log/codec/stored-chat.ts';
import type { StoredExt } from '../../../src/chat-log/fold/folded-chat.ts';
import { chatId } from '../../../src/model/ids.ts';
import { instant } from '../../../src/model/instant.ts';
import { Zone } from '../../../src/model/zone.ts';
import type { ChatStore, ProjectStore, RefoldNews } from '../../../src/store/chat-store.ts';
import { sql } from '../../../src/store/sql/sql.ts';
import { canaryEvents, canaryRow, importRow } from '../../helpers/canary-chats.ts';
import { AT, SCOPE, ZONE } from '../../helpers/conformance-fixture.ts';
import { readAll } from '../../helpers/feed-fixture.ts';
import { openProject } from '../../helpers/open-project.ts';
import { sampleEvents, startRequest } from '../../helpers/sample-import.ts';
import { openStocked } from '../../helpers/stocked-store.ts';
import type { StoreUnderTest } from '../../helpers/store-under-test.ts';
import { testDeed } from '../../helpers/test-deed.ts';

const ACTOR = { keyPrefix: 'pk0123456789' };
const LATER = instant(Date.UTC(2026, 5, 1));
const IMPORTED = 30;
/** Rows as a source exports them, the second without messages, so that its times are read in the project's zone. */
const ROWS = [
  canaryRow('row', IMPORTED + 1, 6),
  { chatId: IMPORTED + 2, sessionStartTime: '2024-05-05 23:30:00', sessionCloseTime: '2024-05-05 23:40:00' },
  { chatId: IMPORTED + 3, sessionStartTime: '2024-05-05 23:30:00', duration: 1e15, firstResponseTime: -4 },
];

/** Seconds between two printed instants, as docs/spec/statistics.md counts them. */
function secondsFrom(from: string, to: string): number {
  return Math.floor(Date.parse(to) / 1000) - Math.floor(Date.parse(from) / 1000);
}

function waitOf({ sessionStart, firstAccepted, handedOff }: StoredExt['chat']['times']): number | null {
  if (sessionStart === null || firstAccepted === null) return null;
  const isLater = handedOff !== null && handedOff > sessionStart && handedOff <= firstAccepted;
  return secondsFrom(isLater ? handedOff : sessionStart, firstAccepted);
}

/** What the chat says of itself, in numbers. */
function told({ chatId: id, chatJson, extJson }: StoredChat) {
  const chat = JSON.parse(chatJson) as Partial<Chat>;
  const ext = JSON.parse(extJson) as StoredExt;
  const count = (sender: string) => ext.messages.filter((message) => message.sender === sender).length;
  const isAnonymous = ext.messages.some(({ sender }) => sender === null);
  const { sessionClose } = ext.chat.times;
  return {
    chat_id: id,
    closed_at: sessionClose === null ? null : Date.parse(sessionClose),
    is_spam: chat.isSPAM === 1 ? 1 : 0,
    last_agent: chat.lastAgent ?? 0,
    first_queue: chat.firstQueueId ?? 0,
    last_queue: chat.lastQueueId ?? 0,
    type: chat.type ?? '',
    disposition: chat.disposition ?? '',
    sla_status: chat.slaStatus ?? '',
    first_response_time: chat.firstResponseTime ?? null,
    average_response_time: chat.averageResponseTime ?? null,
    max_response_time: ext.chat.maxResponseTime,
    response_count: chat.responseCount ?? null,
    sum_response_time: chat.sumResponseTime ?? null,
    wait: waitOf(ext.chat.times),
    duration: chat.duration ?? null,
    message_count: chat.transcript?.length ?? null,
    visitor_message_count: isAnonymous ? null : count('visitor'),
    agent_message_count: isAnonymous ? null : count('agent'),
    transfer_count: chat.transferCount ?? null,
  };
}

export function describeFacts(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`${name}: facts`, () => {
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

    const texts = ['type', 'disposition', 'sla_status'];
    const read = async () => {
      const rows = await under.query(sql`SELECT * FROM chat_fact ORDER BY chat_id`);
      return rows.map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([key, value]) => {
            return [key, value === null || texts.includes(key) || key === 'page_name' ? value : Number(value)];
          }),
        ),
      );
    };
    const countPending = async () => (await under.query(sql`SELECT chat_id FROM fact_pending`)).length;
    /** Each chat has the facts that it tells, and nothing else has any. */
    const expectAsTold = async () => {
      const chats = (await readAll(await openProject(store, SCOPE))).map(told);
      const facts = await read();
      expect(facts.map((fact) => fact.chat_id)).toEqual(chats.map((chat) => chat.chat_id));
      for (const [at, fact] of facts.entries()) expect(fact).toMatchObject(chats[at] ?? {});
      const starts = await under.query(sql`SELECT started_at, last_agent FROM chat ORDER BY chat_id`);
      expect(facts.map((fact) => fact.started_at)).toEqual(starts.map((row) => Number(row.started_at)));
    };
    /** As if all had been stored before there were facts. */
    const forget = async () => {
      await under.query(sql`INSERT INTO fact_pending (project_row, chat_id, is_due)
        SELECT project_row, chat_id, 1 FROM chat_fact`);
      await under.query(sql`DELETE FROM chat_fact`);
    };
    const fill = async () => {
      const news: RefoldNews[] = [];
      while (await store.maintenance.refold(LATER, 1_000, (one) => news.push(one)));
      return news;
    };

    test('follow imports, appends, replaced rows, redactions and erasures', async () => {
      await expectAsTold();
      const [events = []] = sampleEvents(1, 5);
      await project.chats.append(startRequest(events, 2));
      await expectAsTold();
      await project.chats.append({ chatId: chatId(IMPORTED + 4), events: events.slice(2) });
      await project.chats.append({ chatId: null, events: canaryEvents('gone', 77, AT) });
      await expectAsTold();
      await project.chats.import([importRow({ ...ROWS[1], duration: 17 }, SCOPE.projectId, ZONE)], AT);
      await expectAsTold();
      await project.privacy.eraseChat(chatId(3), AT, ACTOR);
      await expectAsTold();
      expect(JSON.stringify(await read())).toContain('KANARI-gone-pageName');
      await project.privacy.redact({ kind: 'contact', contactId: 77 }, AT, ACTOR);
      await project.privacy.redact({ kind: 'chat', chatId: chatId(IMPORTED + 1) }, AT, ACTOR);
      expect(JSON.stringify(await read())).not.toContain('KANARI');
      await expectAsTold();
      expect(await countPending()).toBe(0);
    });

    test('the comparison of these tests sees a fact that is wrong', async () => {
      await under.query(sql`UPDATE chat_fact SET duration = duration + 1 WHERE chat_id = 4`);
      await expect(expectAsTold()).rejects.toThrow();
    });

    test('follow the time zone of the project', async () => {
      const before = await read();
      await project.upkeep.setTimeZone(new Zone('America/New_York'), testDeed());
      await fill();
      await expectAsTold();
      expect((await read())[IMPORTED + 1]?.closed_at).not.toBe(before[IMPORTED + 1]?.closed_at);
    });

    test('chats that were stored before get theirs in the background, without becoming other chats', async () => {
      const [before, chats] = [await read(), await readAll(project)];
      await forget();
      await project.chats.import([importRow({ ...ROWS[1], duration: 17 }, SCOPE.projectId, ZONE)], AT);
      await project.privacy.eraseChat(chatId(3), AT, ACTOR);
      expect(await read()).toHaveLength(1);
      expect(await fill()).toEqual([]);
      await expectAsTold();
      expect(await countPending()).toBe(0);
      const others = (some: readonly StoredChat[]) => some.filter(({ chatId: id }) => ![3, IMPORTED + 2].includes(id));
      expect(others(await readAll(project)).map(({ revision }) => revision)).toEqual(
        others(chats).map(({ revision }) => revision),
      );
      const same = (rows: readonly Record<string, unknown>[]) => rows.filter((row) => Number(row.chat_id) <= 2);
      expect(same(await read())).toEqual(same(before));
    });

    test('a chat that changes while its facts are made keeps the new ones', async () => {
      await forget();
      const filling = store.maintenance.refold(LATER, 0);
      await project.chats.import([importRow({ ...ROWS[1], duration: 18 }, SCOPE.projectId, ZONE)], AT);
      await project.privacy.eraseChat(chatId(4), AT, ACTOR);
      await filling;
      await fill();
      await expectAsTold();
    });

    test('a chat that cannot be read is named, keeps no other from its facts, and waits', async () => {
      await forget();
      await under.query(sql`UPDATE chat SET segment = ${new Uint8Array(9)} WHERE chat_id = 2`);
      await under.query(sql`UPDATE chat_event SET body = 'gone' WHERE chat_id = 2`);
      expect(await fill()).toMatchObject([{ kind: 'without-facts', chatId: 2 }]);
      expect((await read()).map((fact) => fact.chat_id)).not.toContain(2);
      expect(await read()).toHaveLength(IMPORTED + ROWS.length - 1);
      expect(await countPending()).toBe(1);
    });

    test('rebuild makes them again', async () => {
      await under.query(sql`UPDATE chat_fact SET duration = 5, page_name = '"other"' WHERE chat_id < 9`);
      await under.query(sql`DELETE FROM chat_fact WHERE chat_id = 12`);
      await project.upkeep.rebuild({
        isCheckOnly: false,
        at: LATER,
        onProgress: () => undefined,
        signal: new AbortController().signal,
      });
      await expectAsTold();
      expect(await countPending()).toBe(0);
    });
  });
}
