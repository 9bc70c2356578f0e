/**
 * What every `ChatStore` must do about positions by time and about tombstones that are forgotten.
 * Part of `changes.ts`.
 */
import { describe, expect, test } from 'vitest';
import { instant } from '../../../src/model/instant.ts';
import {
  AT,
  DAY_MS,
  drain,
  HOUR_MS,
  imported,
  readPage,
  startChats,
  tell,
  useFeedFixture,
} from '../../helpers/feed-fixture.ts';
import type { StoreUnderTest } from '../../helpers/store-under-test.ts';

export function describeFeedHorizon(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`${name}: tombstones`, () => {
    const fixture = useFeedFixture(make);
    const purge = async (before: number) => {
      while (await fixture.store.maintenance.purgeTombstones(instant(before)));
    };

    test('a reader who missed one that is forgotten is told; others go on, and a new one begins', async () => {
      await startChats(fixture.project, 6);
      const early = (await readPage(fixture.project, null, { limit: 2 })).next;
      await fixture.erase(2);
      await fixture.erase(5);
      const { end } = await drain(fixture.project, early);
      fixture.nowMs += 90 * DAY_MS;
      await fixture.erase(3);
      await purge(fixture.nowMs);
      expect(await fixture.project.feed.readPage({ selection: {}, after: early, limit: 9 })).toBe('expired');
      expect(tell((await drain(fixture.project, end)).changes)).toEqual(['3 erased']);
      for (const limit of [1, 2, 1_000]) {
        expect(tell((await drain(fixture.project, null, { limit })).changes)).toEqual([
          '1 changed',
          '4 changed',
          '6 changed',
          '3 erased',
        ]);
      }
    });

    test('one that begins before they are forgotten and goes on afterwards has missed none that it needed', async () => {
      await startChats(fixture.project, 6);
      await fixture.erase(2);
      const begun = await readPage(fixture.project, null, { limit: 1 });
      await purge(fixture.nowMs + 1);
      expect(tell((await drain(fixture.project, begun.next, { limit: 2 })).changes)).toEqual(
        ['3', '4', '5', '6'].map((id) => `${id} changed`),
      );
      await fixture.erase(1);
      await purge(fixture.nowMs + 1);
      expect(await fixture.project.feed.readPage({ selection: {}, after: begun.next, limit: 1 })).toBe('expired');
    });

    test('forgetting changes no version back to what it was, and leaves young ones', async () => {
      await startChats(fixture.project, 2);
      const versions = [(await fixture.project.feed.readHead()).version];
      await fixture.erase(2);
      versions.push((await fixture.project.feed.readHead()).version);
      await purge(fixture.nowMs);
      expect(tell((await drain(fixture.project, null)).changes)).toEqual(['1 changed', '2 erased']);
      await purge(fixture.nowMs + 1);
      expect(tell((await drain(fixture.project, null)).changes)).toEqual(['1 changed']);
      expect(versions.slice(0, 1)).not.toContain((await fixture.project.feed.readHead()).version);
      await startChats(fixture.project, 1, 3);
      versions.push((await fixture.project.feed.readHead()).version);
      expect(new Set(versions).size).toBe(3);
    });

    test('more than are forgotten at once are forgotten one lot after another', async () => {
      const many = Array.from({ length: 1_050 }, (_, at) => imported(at + 1, at));
      await fixture.project.chats.import(many, AT);
      for (const { chatId } of many) void fixture.project.privacy.eraseChat(chatId, AT, 'operator');
      await fixture.erase(1);
      expect(await fixture.store.maintenance.purgeTombstones(instant(fixture.nowMs + 1))).toBe(true);
      await purge(fixture.nowMs + 1);
      expect((await drain(fixture.project, null)).changes).toEqual([]);
    });
  });

  describe(`${name}: since`, () => {
    const fixture = useFeedFixture(make);
    const since = async (at: number) => {
      const after = await fixture.project.feed.findPosition(instant(at));
      return tell((await drain(fixture.project, after)).changes);
    };

    test('nothing committed at or after it is left out, and little before it comes', async () => {
      for (let at = 0; at < 5; at += 1) {
        await startChats(fixture.project, 1, at);
        fixture.nowMs += HOUR_MS;
      }
      await fixture.erase(2);
      expect(await since(0)).toHaveLength(5);
      expect(await since(AT + 2 * HOUR_MS)).toEqual(['3 changed', '4 changed', '5 changed', '2 erased']);
      expect(await since(AT + 2 * HOUR_MS + 60_000)).toEqual(['4 changed', '5 changed', '2 erased']);
      expect(await since(AT + 5 * HOUR_MS)).toEqual(['2 erased']);
      expect(await since(AT + 9 * HOUR_MS)).toEqual([]);
    });

    test('a clock that goes back, or far ahead and back, hides nothing; reading by time stamp would', async () => {
      const clock = [0, 2, 1, 1.5, 50 * 24, 3];
      const stamps: number[] = [];
      for (const [at, hours] of clock.entries()) {
        fixture.nowMs = AT + hours * HOUR_MS;
        stamps.push(fixture.nowMs);
        await startChats(fixture.project, 1, at);
      }
      const all = ['1', '2', '3', '4', '5', '6'].map((id) => `${id} changed`);
      for (const [at, stamp] of stamps.entries()) {
        // What was committed at or after the time stamp by the clock as it was.
        const due = stamps.flatMap((other, id) => (other >= stamp ? [`${id + 1} changed`] : []));
        expect(await since(stamp), `chat ${at + 1}`).toEqual(expect.arrayContaining(due));
      }
      expect(await since(AT)).toEqual(all);
      const byTimeStamp = new Set<number>();
      let newest = 0;
      for (const [at, stamp] of stamps.entries()) {
        if (stamp > newest) byTimeStamp.add(at + 1);
        newest = Math.max(newest, stamp);
      }
      expect([...byTimeStamp]).toEqual([1, 2, 5]);
    });

    test('one that reaches behind forgotten tombstones has expired, a later one has not', async () => {
      await startChats(fixture.project, 2);
      fixture.nowMs += HOUR_MS;
      await fixture.erase(1);
      await fixture.store.maintenance.purgeTombstones(instant(fixture.nowMs + 1));
      fixture.nowMs += HOUR_MS;
      await startChats(fixture.project, 1, 4);
      const after = await fixture.project.feed.findPosition(AT);
      expect(await fixture.project.feed.readPage({ selection: {}, after, limit: 1 })).toBe('expired');
      expect(await since(AT + 2 * HOUR_MS)).toEqual(['3 changed']);
      expect(await since(AT + 1.5 * HOUR_MS)).toEqual(['3 changed']);
    });
  });
}
