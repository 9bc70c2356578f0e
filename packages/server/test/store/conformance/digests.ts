/** What every `ChatStore` must do about the digests of chats. Part of `changes.ts`. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { StoredChat } from '../../../src/chat-log/codec/stored-chat.ts';
import type { StoredExt } from '../../../src/chat-log/fold/folded-chat.ts';
import type { ChatSelection } from '../../../src/chat-log/query/chat-selection.ts';
import type { Instant } from '../../../src/model/instant.ts';
import type { ProjectStore } from '../../../src/store/chat-store.ts';
import {
  AT,
  appendNext,
  drain,
  imported,
  readAll,
  SCOPE,
  startChats,
  tell,
  useFeedFixture,
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

async function readDigests({ chats }: ProjectStore, selection: ChatSelection) {
  const { end, batches } = await chats.readDigests(selection);
  const digests = (await Array.fromAsync(batches)).flat();
  return { end, digests: digests.map(({ chatId, startedAt, digest }) => `${chatId} ${startedAt} ${digest}`) };
}

export function describeDigests(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`${name}: digests`, () => {
    const fixture = useFeedFixture(make);
    test('are those of the documents, for every selection and after every kind of change', async () => {
      const chats = sampleEvents(50, 8).map((events, at) => importChat(at + 1, events, SCOPE.projectId, ZONE));
      const middle: Instant = chats[25]?.folded.index.startedAt ?? AT;
      const check = async () => {
        for (const selection of [{}, { isOpen: true }, { startedFrom: middle, isSpam: false }, { entityId: 0 }]) {
          const expected = sumDigests(await readAll(fixture.project, selection));
          expect((await readDigests(fixture.project, selection)).digests).toEqual(expected);
        }
        return sumDigests(await readAll(fixture.project)).length;
      };
      expect(await check()).toBe(0);
      await fixture.project.chats.import(chats, AT);
      expect(await check()).toBe(50);
      await startChats(fixture.project, 3);
      await appendNext(fixture.project, 52, 1, 2);
      await fixture.project.chats.import([imported(3, 2)], AT);
      await fixture.erase(4);
      expect(await check()).toBe(52);
    });

    test('come with the watermark before them, and are let go of half way', async () => {
      await fixture.project.chats.import(
        Array.from({ length: 2_500 }, (_, at) => imported(at + 1, at)),
        AT,
      );
      const { end } = await drain(fixture.project, null);
      const before = await readDigests(fixture.project, {});
      expect(before.digests).toHaveLength(2_500);
      expect((await drain(fixture.project, before.end)).changes).toEqual([]);
      expect((await drain(fixture.project, end)).changes).toEqual([]);
      for (let turn = 0; turn < 20; turn += 1) {
        const { batches } = await fixture.project.chats.readDigests({});
        for await (const batch of batches) {
          expect(batch.length).toBeLessThan(2_500);
          break;
        }
      }
      await startChats(fixture.project, 1);
      expect(tell((await drain(fixture.project, before.end)).changes)).toEqual(['2501 changed']);
    });
  });
}
