/**
 * What every `ChatStore` must do about windows of the log, read in any way.
 * Part of `changes.ts`.
 */
import { type Chat, type ChatInReply, FILTER_PARAMETERS, SELECTION_NAMES } from '@parley/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sealChat } from '../../../src/chat-log/codec/seal-chat.ts';
import type { ChatChunk } from '../../../src/chat-log/codec/stored-chat.ts';
import type { ImportChat } from '../../../src/chat-log/input/import-chat.ts';
import type { ChatSelection, ChatWindow } from '../../../src/chat-log/query/chat-selection.ts';
import { readSelection } from '../../../src/chat-log/query/selection-query.ts';
import { chatId } from '../../../src/model/ids.ts';
import { instant } from '../../../src/model/instant.ts';
import { Zone } from '../../../src/model/zone.ts';
import type { ChatStore, ProjectStore } from '../../../src/store/chat-store.ts';
import {
  AT,
  countSegments,
  imports,
  openChunks,
  readIds,
  SCOPE,
  textOfChunks,
  windowOf,
  ZONE,
} from '../../helpers/conformance-fixture.ts';
import { filterOf, type GivenFilters, matchesAll, reconciled, valuesFor } from '../../helpers/filter-oracle.ts';
import { times } from '../../helpers/long-tests.ts';
import { makeProject } from '../../helpers/open-project.ts';
import type { StoreUnderTest } from '../../helpers/store-under-test.ts';

/** What chunks say of their chats, whatever they are cut into. */
function aggregatesOf(chunks: readonly ChatChunk[]) {
  const sum = (of: (chunk: ChatChunk) => number) => chunks.reduce((total, chunk) => total + of(chunk), 0);
  const transfers = chunks.map((chunk) => chunk.transfersJson).filter((json) => json !== '');
  return {
    count: sum((chunk) => chunk.count),
    last: chunks.at(-1)?.lastChatId,
    responseTime: sum((chunk) => chunk.sumResponseTimeSeconds),
    transferCount: sum((chunk) => chunk.transferCount),
    transfers: transfers.join(','),
  };
}

/** The ids as the naive reading of a window gives them, by looking at every row. */
function naiveIds(rows: readonly ChatInReply[], window: ChatWindow, filters: GivenFilters): readonly number[] {
  const isUp = window.direction === 'ASC';
  const isFrom = (id: number) => {
    if (window.from === null) return true;
    if (id === window.from.chatId) return window.from.isInclusive;
    return isUp === id > window.from.chatId;
  };
  const isTo = (id: number) => window.to === null || id === window.to || isUp === id < window.to;
  const ids = rows
    .filter((row) => isFrom(row.chatId) && isTo(row.chatId) && matchesAll(row, filters))
    .map((row) => row.chatId);
  const ordered = ids.sort((a, b) => (isUp ? a - b : b - a));
  return ordered.slice(window.offset, window.offset + window.limit);
}

/** What one reader asked for: filters as in a request, and the zone of their days. */
interface Asked {
  readonly filters: GivenFilters;
  readonly zone: Zone;
}

interface AskedWindow extends Asked {
  readonly window: ChatWindow;
}

function selectionOf({ filters, zone }: Asked): ChatSelection {
  return readSelection(new Map(filters), zone).selection;
}

/** The chat as the log prints it in that zone. */
function printedRow({ folded: { chat, ext, index } }: ImportChat, zone: Zone): ChatInReply {
  const sessionStartTime = zone.wallTimeAt(index.startedAt);
  const times = { ...ext.chat.times, sessionStart: new Date(index.startedAt).toISOString() };
  return { ...chat, sessionStartTime, ext: { ...ext.chat, times, revision: 1, updatedAt: null } } as ChatInReply;
}

/** Enough chats that one statement may not look at all of them: most are copies under other ids, out of order of time. */
const CHATS = 11_000;
const TEN_MINUTES_MS = 600_000;
const RUNS = times(150, 40);

function manyChats(): readonly ImportChat[] {
  const originals = imports(220, 11);
  return Array.from({ length: CHATS }, (_, at) => {
    const original = originals[(at * 7) % originals.length];
    if (original === undefined) throw new TypeError('there are no samples');
    // Mostly in order of time, with a straggler of another day here and there, as after an import.
    const startedAt = instant(AT + (at % 397 === 5 && at < CHATS / 2 ? CHATS - at : at) * TEN_MINUTES_MS);
    // The lowest id that there is comes too.
    const id = chatId(at * 3);
    const chat = { ...original.folded.chat, chatId: id };
    const folded = { ...original.folded, chat, index: { ...original.folded.index, startedAt } };
    return { ...original, chatId: id, events: original.events.slice(0, 1), folded, sealed: sealChat(folded) };
  });
}

/** The days of the second begin at other instants, which no chat starts at. */
const ZONES = [ZONE, new Zone('Asia/Kathmandu')];

/** At most two filters at once: with more hardly any chat would match, and everything would agree on nothing. */
function arbitraryFilters(rows: readonly ChatInReply[]): fc.Arbitrary<GivenFilters> {
  const filters = SELECTION_NAMES.map((name) => {
    const filter = filterOf(name);
    const none = filter !== null && FILTER_PARAMETERS[filter].value.kind === 'id' ? ['0'] : [];
    const values = new Set([...none, ...valuesFor(name, rows)]);
    return fc.constantFrom(...values).map((value): GivenFilters[number] => [name, value]);
  });
  return fc.uniqueArray(fc.oneof(...filters), { maxLength: 2, selector: ([name]) => name }).map(reconciled);
}

function arbitraryWindow(rowsOf: ReadonlyMap<Zone, readonly ChatInReply[]>): fc.Arbitrary<AskedWindow> {
  const ids = [...rowsOf.values()].flatMap((rows) => rows.map((row) => chatId(row.chatId)));
  const id = fc.constantFrom(...ids, chatId(0), chatId(CHATS * 3));
  const asked = fc.oneof(
    ...[...rowsOf].map(([zone, rows]) => arbitraryFilters(rows).map((filters): Asked => ({ filters, zone }))),
  );
  const bounds = fc.record({
    direction: fc.constantFrom('ASC' as const, 'DESC' as const),
    from: fc.option(fc.record({ chatId: id, isInclusive: fc.boolean() })),
    to: fc.option(id, { freq: 1 }),
    offset: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 9_000 })),
    limit: fc.oneof(fc.constant(1_000_000), fc.integer({ min: 1, max: 450 })),
  });
  return fc.tuple(asked, bounds).map(([of, part]) => ({ ...of, window: { ...part, selection: selectionOf(of) } }));
}

export function describeReads(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`${name}: reads`, () => {
    let installation: StoreUnderTest;
    let store: ChatStore;
    let project: ProjectStore;
    const chats = manyChats();
    const rowsOf = new Map(ZONES.map((zone) => [zone, chats.map((chat) => printedRow(chat, zone))]));

    beforeAll(async () => {
      installation = await make();
      store = await installation.open();
      project = await makeProject(store, { ...SCOPE, name: 'Support', zone: ZONE, createdAt: AT });
      for (let at = 0; at < chats.length; at += 1_000) await project.chats.import(chats.slice(at, at + 1_000), AT);
      while (await store.maintenance.indexWords(1_000));
      await store.maintenance.markFactBlocks({ chats: 500, newest: 1_500 });
      while (await store.maintenance.fillFactBlocks(1_000));
      // Some are searched one by one, and lose their blocks of facts.
      const changed = chats.slice(0, 200).map((chat) => ({ ...chat, contentHash: Buffer.alloc(32) }));
      await project.chats.import(changed, AT);
    });
    afterAll(async () => {
      await store[Symbol.asyncDispose]();
      await installation[Symbol.asyncDispose]();
    });

    test('every window has the rows of a naive look at every chat, as chats, as chunks, by place and by count', async () => {
      let filled = 0;
      await fc.assert(
        fc.asyncProperty(arbitraryWindow(rowsOf), fc.integer({ min: 0, max: 12_000 }), async (asked, skip) => {
          using reader = await project.chats.openSnapshot();
          const { window, filters, zone } = asked;
          const rows = rowsOf.get(zone) ?? [];
          const expected = naiveIds(rows, window, filters);
          expect(await readIds(reader, { ...window, limit: Math.min(window.limit, 300) })).toEqual(
            expected.slice(0, 300),
          );
          let count = 0;
          for await (const chunk of reader.readChunks(window, false)) {
            count += chunk.count;
            expect(chunk.lastChatId).toBe(expected[count - 1]);
          }
          expect(count).toBe(expected.length);
          const whole = naiveIds(rows, { ...window, offset: 0, limit: CHATS }, filters);
          expect(await reader.findIdAt(window, skip)).toBe(whole[skip] ?? null);
          const selected = naiveIds(rows, windowOf(), filters);
          expect(await reader.countChats(window.selection)).toBe(selected.length);
          if (expected.length > 0) filled += 1;
        }),
        { seed: 12, numRuns: RUNS },
      );
      expect(filled).toBeGreaterThan(RUNS / 3);
    });

    test('joined or not, chunks hold the same documents and aggregates', async () => {
      expect(await countSegments(project, windowOf())).toBe(CHATS);
      while (await store.maintenance.compact(1_000));
      expect(await countSegments(project, windowOf())).toBeLessThan(CHATS / 4);
      using reader = await project.chats.openSnapshot();
      await fc.assert(
        fc.asyncProperty(arbitraryWindow(rowsOf), async ({ window: any }) => {
          const window = { ...any, selection: {}, limit: Math.min(any.limit, 700) };
          const joined = await Array.fromAsync(reader.readChunks(window, true));
          const single = await Array.fromAsync(reader.readChunks(window, false));
          expect(textOfChunks(joined)).toBe(textOfChunks(single));
          expect(openChunks(joined).map((chat) => chat.chatId)).toEqual(naiveIds(rowsOf.get(ZONE) ?? [], window, []));
          expect(aggregatesOf(joined)).toEqual(aggregatesOf(single));
        }),
        { seed: 13, numRuns: times(60, 15) },
      );
    });

    test('chunks hold the documents and their aggregates', async () => {
      using reader = await project.chats.openSnapshot();
      const window = windowOf({ limit: 1_000, offset: 17 });
      const chunks = await Array.fromAsync(reader.readChunks(window, false));
      const stored = (await Array.fromAsync(reader.readChats(window))).flat();
      const documents = stored.map((chat) => JSON.parse(chat.chatJson) as Chat);
      expect(openChunks(chunks)).toEqual(documents);
      const sum = chunks.reduce((total, chunk) => total + chunk.sumResponseTimeSeconds, 0);
      expect(sum).toBe(documents.reduce((total, chat) => total + (chat.sumResponseTime ?? 0), 0));
      const transfers = chunks.map((chunk) => chunk.transfersJson).filter((json) => json !== '');
      expect(JSON.parse(`[${transfers.join(',')}]`)).toEqual(documents.flatMap((chat) => chat.transfers));
      expect(chunks.reduce((total, chunk) => total + chunk.transferCount, 0)).toBeGreaterThan(0);
    });
  });
}
