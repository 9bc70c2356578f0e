/** What every `ChatStore` must do with blocks that come with an import. Part of `changes.ts`. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ImportChat } from '../../../src/chat-log/input/import-chat.ts';
import { joinImports } from '../../../src/chat-log/input/join-imports.ts';
import { chatId } from '../../../src/model/ids.ts';
import { instant } from '../../../src/model/instant.ts';
import type { ChatStore, ImportedBatch, ProjectStore } from '../../../src/store/chat-store.ts';
import {
  AT,
  countSegments,
  imports,
  openChunks,
  SCOPE,
  textOfChunks,
  windowOf,
  ZONE,
} from '../../helpers/conformance-fixture.ts';
import { readAll } from '../../helpers/feed-fixture.ts';
import { makeProject } from '../../helpers/open-project.ts';
import { importChat, sampleEvents, startRequest } from '../../helpers/sample-import.ts';
import type { StoreUnderTest } from '../../helpers/store-under-test.ts';

/** The newest of a sample are open. */
const EVENTS = sampleEvents(120, 71);
const CLOSED = imports(120, 71).filter(({ folded }) => !folded.index.isOpen);

export function describeJoinedImports(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`${name}: blocks of an import`, () => {
    let under: StoreUnderTest;
    let store: ChatStore;
    let project: ProjectStore;

    beforeEach(async () => {
      under = await make();
      store = await under.open();
      project = await makeProject(store, { ...SCOPE, name: 'Support', zone: ZONE, createdAt: AT });
    });
    afterEach(async () => {
      await store[Symbol.asyncDispose]();
      await under[Symbol.asyncDispose]();
    });

    const importJoined = (chats: readonly ImportChat[]): Promise<ImportedBatch> =>
      project.chats.import(chats, AT, joinImports(chats));

    /** Segments that all chats are read from, which must read as each chat does. */
    const checkedSegments = async (): Promise<number> => {
      using reader = await project.chats.openSnapshot();
      const joined = await Array.fromAsync(reader.readChunks(windowOf(), true));
      expect(openChunks(joined).map((chat) => chat.chatId)).toEqual(
        (await readAll(project)).map((chat) => chat.chatId),
      );
      const stored = (await Array.fromAsync(reader.readChats(windowOf()))).flat();
      expect(textOfChunks(joined)).toBe(stored.map((chat) => chat.chatJson).join(','));
      return countSegments(project, windowOf());
    };

    const blocksFor = (count: number) => Math.ceil(count / 16);

    test.each([
      ['rising', CLOSED],
      ['falling', CLOSED.toReversed()],
    ])('chats that come by %s id stand in blocks at once, and nothing is left to join', async (_, chats) => {
      await importJoined(chats);
      const segments = await checkedSegments();
      expect(segments).toBe(blocksFor(CLOSED.length));
      while (await store.maintenance.compact(1_000));
      expect(await checkedSegments()).toBe(segments);
    });

    test('chats in no order are left to be joined later', async () => {
      const [first, ...others] = CLOSED;
      await importJoined([...others, ...(first === undefined ? [] : [first])]);
      expect(await checkedSegments()).toBe(CLOSED.length);
      while (await store.maintenance.compact(1_000));
      expect(await checkedSegments()).toBeLessThan(CLOSED.length / 2);
    });

    test('a block that others stand in is not stored; its neighbours are', async () => {
      const between = CLOSED[20];
      if (between === undefined) throw new RangeError('no chat to leave out');
      await project.chats.import([between], AT);
      await importJoined(CLOSED.filter((chat) => chat !== between));
      const whole = blocksFor(CLOSED.length - 1);
      // The block around it is missing: its chats are read one by one, with the one between them.
      expect(await checkedSegments()).toBeGreaterThan(whole + 8);
      expect(await checkedSegments()).toBeLessThan(whole + 8 + 17);
    });

    test('a chat that is refused, unchanged or of other content is in no block of its batch', async () => {
      await project.chats.append(startRequest(sampleEvents(3, 72)[0] ?? []));
      const [, second, third] = CLOSED;
      if (second === undefined || third === undefined) throw new RangeError('no chats to import');
      await project.chats.import([second], AT);
      await project.privacy.eraseChat(third.chatId, AT, 'operator');
      const { outcomes } = await importJoined(CLOSED);
      expect(outcomes.slice(0, 3)).toEqual(['collision', 'unchanged', 'created']);
      expect(await checkedSegments()).toBeGreaterThan(blocksFor(CLOSED.length) + 8);
    });

    test('a redacted contact is not in a block as it came', async () => {
      const at = CLOSED.findIndex(({ folded }) => folded.index.contactId !== 0);
      const { contactId } = CLOSED[at]?.folded.index ?? { contactId: 0 };
      await project.chats.import([importChat(500, EVENTS[at] ?? [], SCOPE.projectId, ZONE)], AT);
      await project.privacy.redact({ kind: 'contact', contactId }, instant(Date.UTC(2030, 0, 1)), 'operator');
      const { redactedOnArrival } = await importJoined(CLOSED);
      expect(redactedOnArrival).toBeGreaterThan(0);
      await checkedSegments();
    });

    test('chats that are replaced, erased or put between others later take their block with them', async () => {
      await importJoined(CLOSED.filter(({ chatId: id }) => id !== 40));
      const whole = await checkedSegments();
      await project.chats.import([importChat(50, sampleEvents(9, 73)[2] ?? [], SCOPE.projectId, ZONE)], AT);
      await project.privacy.eraseChat(chatId(70), AT, 'operator');
      await project.chats.import([importChat(40, sampleEvents(9, 73)[3] ?? [], SCOPE.projectId, ZONE)], AT);
      expect(await checkedSegments()).toBeGreaterThan(whole + 3 * 8);
      while (await store.maintenance.compact(1_000));
      expect(await checkedSegments()).toBeLessThan(whole + 3 * 8);
    });

    test('a chat twice in a batch is in no block, whichever stands', async () => {
      const [first] = CLOSED;
      if (first === undefined) throw new RangeError('no chat to import');
      await importJoined([first, ...CLOSED]);
      expect(await checkedSegments()).toBe(CLOSED.length);
    });
  });
}
