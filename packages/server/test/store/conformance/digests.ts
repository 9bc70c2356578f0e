/** What every implementation of `Journal` must do about the digests of chats. Part of `journal-conformance.ts`. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { StoredChat } from '../../../src/chat-log/codec/stored-chat.ts';
import type { StoredExt } from '../../../src/chat-log/fold/folded-chat.ts';
import type { ChatSelection } from '../../../src/chat-log/query/chat-selection.ts';
import type { Instant } from '../../../src/model/instant.ts';
import type { Journal } from '../../../src/store/chat-store.ts';
import {
  AT,
  appendNext,
  drain,
  imported,
  readAll,
  SCOPE,
  startChats,
  tell,
  useFeedStore,
  ZONE,
} from '../../helpers/feed-fixture.ts';
import { importChat, sampleEvents } from '../../helpers/sample-import.ts';
import type { StoreUnderTest } from '../../helpers/store-under-test.ts';

function sumDigests(chats: readonly StoredChat[]): readonly string[] {
  return chats.map(({ chatId, chatJson, extJson }) => {
    const { times } = (JSON.parse(extJson) as StoredExt).chat;
    const digest = createHash('sha256').update(chatJson).digest().readBigUInt64BE();
    return `${chatId} ${Date.parse(times.sessionStart ?? '')} ${digest}`;
  });
}

async function readDigests(journal: Journal, selection: ChatSelection) {
  const { end, batches } = await journal.readDigests(SCOPE, selection);
  const digests = (await Array.fromAsync(batches)).flat();
  return { end, digests: digests.map(({ chatId, startedAt, digest }) => `${chatId} ${startedAt} ${digest}`) };
}

export function describeDigests(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`${name}: digests`, () => {
    const feed = useFeedStore(make);
    test('are those of the documents, for every selection and after every kind of change', async () => {
      const chats = sampleEvents(50, 8).map((events, at) => importChat(at + 1, events, SCOPE.projectId, ZONE));
      const middle: Instant = chats[25]?.folded.index.startedAt ?? AT;
      const check = async () => {
        for (const selection of [{}, { isOpen: true }, { startedFrom: middle, isSpam: false }, { entityId: 0 }]) {
          const expected = sumDigests(await readAll(feed.journal, selection));
          expect((await readDigests(feed.journal, selection)).digests).toEqual(expected);
        }
        return sumDigests(await readAll(feed.journal)).length;
      };
      expect(await check()).toBe(0);
      await feed.journal.importChats(SCOPE, chats, AT);
      expect(await check()).toBe(50);
      await startChats(feed.journal, 3);
      await appendNext(feed.journal, 52, 1, 2);
      await feed.journal.importChats(SCOPE, [imported(3, 2)], AT);
      await feed.erase(4);
      expect(await check()).toBe(52);
    });

    test('come with the watermark before them, and are let go of half way', async () => {
      await feed.journal.importChats(
        SCOPE,
        Array.from({ length: 2_500 }, (_, at) => imported(at + 1, at)),
        AT,
      );
      const { end } = await drain(feed.journal, null);
      const before = await readDigests(feed.journal, {});
      expect(before.digests).toHaveLength(2_500);
      expect((await drain(feed.journal, before.end)).changes).toEqual([]);
      expect((await drain(feed.journal, end)).changes).toEqual([]);
      for (let turn = 0; turn < 20; turn += 1) {
        const { batches } = await feed.journal.readDigests(SCOPE, {});
        for await (const batch of batches) {
          expect(batch.length).toBeLessThan(2_500);
          break;
        }
      }
      await startChats(feed.journal, 1);
      expect(tell((await drain(feed.journal, before.end)).changes)).toEqual(['2501 changed']);
    });
  });
}
