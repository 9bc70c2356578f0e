/** What every implementation of `Journal` must do. Each store runs this suite from a test file of its own. */
import { gunzipSync } from 'node:zlib';
import type { Chat } from '@parley/contract';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { markMissedTargets } from '../../src/desk/mark-missed-targets.ts';
import type { ImportChat, Journal, LogReader, NewEvent, ProjectScope } from '../../src/journal/journal.ts';
import type { ChatSelection, ChatWindow } from '../../src/log/chat-selection.ts';
import { GzipJoin } from '../../src/log/gzip-join.ts';
import { sealChat } from '../../src/log/seal-chat.ts';
import { MARK_BYTES } from '../../src/log/segment.ts';
import type { ChatChunk, StoredChat } from '../../src/log/stored-chat.ts';
import { type AgentId, chatId, projectId, type QueueId, tenantId } from '../../src/model/ids.ts';
import { instant } from '../../src/model/instant.ts';
import { Zone } from '../../src/model/zone.ts';
import { describeFeed } from './feed-conformance.ts';
import { importChat, sampleEvents, startRequest } from './sample-import.ts';

/** A store that can be closed and opened again. */
export interface StoreUnderTest extends AsyncDisposable {
  /** `tool` stands beside a server on the same store; `nowMs` is the store's clock. */
  open(mode?: 'serve' | 'tool', nowMs?: () => number): Promise<Journal>;
}

const ZONE = new Zone('Europe/Budapest');
const AT = instant(Date.UTC(2026, 0, 1));
const COMMA = new TextEncoder().encode(',');

function scope(tenant: string, project: number): ProjectScope {
  const id = tenantId(tenant);
  if (id === null) throw new TypeError(`${tenant} is no tenant name`);
  return { tenantId: id, projectId: projectId(project) };
}
const SCOPE = scope('acme', 822);

function windowOf(part: Partial<ChatWindow> = {}): ChatWindow {
  return { selection: {}, direction: 'ASC', from: null, to: null, offset: 0, limit: 1_000_000, ...part };
}

async function readIds(reader: LogReader, window: ChatWindow, of = SCOPE): Promise<number[]> {
  const ids: number[] = [];
  for await (const chats of reader.readChats(of, window)) ids.push(...chats.map((chat) => chat.chatId));
  return ids;
}

async function readAll(journal: Journal, of = SCOPE): Promise<StoredChat[]> {
  using reader = await journal.openSnapshot();
  return (await Array.fromAsync(reader.readChats(of, windowOf()))).flat();
}

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

async function countSegments(journal: Journal, window: ChatWindow): Promise<number> {
  using reader = await journal.openSnapshot();
  let segments = 0;
  for await (const chunk of reader.readChunks(SCOPE, window, true)) segments += chunk.marks.length / MARK_BYTES;
  return segments;
}

/** A chunk as a client would see it: the documents of the gzip page, parsed. */
function openChunks(chunks: readonly ChatChunk[]): readonly Chat[] {
  const gzip = new GzipJoin();
  const bytes = chunks.map((chunk, at) => gzip.segments(chunk.segments, chunk.marks, COMMA, at === 0));
  const text = gunzipSync(Buffer.concat([gzip.header(), ...bytes, gzip.trailer()])).toString();
  return JSON.parse(`[${text}]`) as Chat[];
}

function imports(count: number, seed: number, firstId = 1): ImportChat[] {
  return sampleEvents(count, seed).map((events, at) => importChat(firstId + at, events, SCOPE.projectId, ZONE));
}

export function describeJournal(name: string, make: () => Promise<StoreUnderTest>): void {
  describeFeed(name, make);
  describe(`${name}: changes`, () => {
    let store: StoreUnderTest;
    let journal: Journal;

    beforeEach(async () => {
      store = await make();
      journal = await store.open();
      await journal.createProject({ ...SCOPE, name: 'Support', zone: ZONE, createdAt: AT });
    });
    afterEach(async () => {
      await journal[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    });

    test('an appended chat is numbered, read back, and still there after closing the store', async () => {
      const samples = sampleEvents(3, 1);
      for (const [at, events] of samples.entries()) {
        const appended = await journal.append(SCOPE, startRequest(events));
        expect(appended).toEqual({ chatId: at + 1, revision: 1, lastSeq: events.length });
      }
      const before = await readAll(journal);
      await journal[Symbol.asyncDispose]();
      journal = await store.open();
      expect(await readAll(journal)).toEqual(before);
      expect(await journal.readEvents(SCOPE, chatId(2))).toEqual(samples[1]);
      expect((await journal.findProject(SCOPE))?.chatCount).toBe(3);
    });

    test('a chat appended event by event ends as the one appended at once, with a revision for each change', async () => {
      const [events = []] = sampleEvents(1, 2);
      await journal.append(SCOPE, startRequest(events));
      await journal.append(SCOPE, startRequest(events, 1));
      const positions = [(await journal.readMoment(SCOPE)).version];
      for (const event of events.slice(1)) {
        await journal.append(SCOPE, { chatId: chatId(2), events: [event] });
        positions.push((await journal.readMoment(SCOPE)).version);
      }
      const [atOnce, stepwise] = await readAll(journal);
      expect(stepwise?.revision).toBe(events.length);
      expect(stepwise?.chatJson.replace('"chatId":2', '"chatId":1')).toBe(atOnce?.chatJson);
      expect(stepwise?.extJson).toBe(atOnce?.extJson);
      expect(new Set(positions).size).toBe(events.length);
    });

    test('writes that wait together are all kept, each under an id of its own', async () => {
      const samples = sampleEvents(150, 3);
      const results = await Promise.all(samples.map((events) => journal.append(SCOPE, startRequest(events))));
      const ids = results.map((result) => ('chatId' in result ? result.chatId : 0));
      expect(ids).toEqual(samples.map((_, at) => at + 1));
      expect((await readAll(journal)).map((chat) => chat.chatId)).toEqual(ids);
    });

    test('what cannot be appended to is refused and changes nothing', async () => {
      await journal.importChats(SCOPE, imports(1, 4), AT);
      const [events = []] = sampleEvents(1, 5);
      const version = (await journal.readMoment(SCOPE)).version;
      expect(await journal.append(SCOPE, { chatId: chatId(9), events })).toEqual({ refused: 'chat-not-found' });
      expect(await journal.append(SCOPE, { chatId: chatId(1), events })).toEqual({ refused: 'chat-is-imported' });
      const elsewhere = scope('acme', 1);
      expect(await journal.append(elsewhere, startRequest(events))).toEqual({ refused: 'project-not-found' });
      expect((await journal.readMoment(SCOPE)).version).toBe(version);
    });

    test('an import keeps ids, and tells new, same, other, captured and erased apart', async () => {
      const [a, b, c] = sampleEvents(3, 6);
      if (a === undefined || b === undefined || c === undefined) throw new TypeError('three chats were asked for');
      const chat = (id: number, events: typeof a) => importChat(id, events, SCOPE.projectId, ZONE);
      const run = async (...chats: ImportChat[]) => journal.importChats(SCOPE, chats, AT);
      expect(await run(chat(10, a), chat(20, b))).toEqual({
        outcomes: ['created', 'created'],
        createdBelowHighest: 0,
        redactedOnArrival: 0,
      });
      expect(await run(chat(10, a), chat(5, c))).toEqual({
        outcomes: ['unchanged', 'created'],
        createdBelowHighest: 1,
        redactedOnArrival: 0,
      });
      expect((await run(chat(10, b), chat(10, b), chat(10, c))).outcomes).toEqual([
        'replaced',
        'unchanged',
        'replaced',
      ]);
      expect(await journal.append(SCOPE, startRequest(a))).toMatchObject({ chatId: 21 });
      await journal.eraseChat(SCOPE, chatId(20), AT, 'operator');
      expect((await run(chat(21, a), chat(20, b))).outcomes).toEqual(['collision', 'erased']);
      const stored = await readAll(journal);
      expect(stored.map(({ chatId, revision }) => [chatId, revision])).toEqual([
        [5, 1],
        [10, 3],
        [21, 1],
      ]);
      expect(await journal.readEvents(SCOPE, chatId(10))).toEqual(c);
      expect(await journal.findProject(SCOPE)).toMatchObject({ chatCount: 3, highestChatId: 21 });
    });

    test('an erased chat is gone from every read, and its id is not given out again', async () => {
      const [events = []] = sampleEvents(1, 7);
      await journal.append(SCOPE, startRequest(events));
      await journal.append(SCOPE, startRequest(events));
      const version = (await journal.readMoment(SCOPE)).version;
      expect(await journal.eraseChat(SCOPE, chatId(2), AT, 'operator')).toEqual({ revision: 2, deletedAt: AT });
      expect(await journal.eraseChat(SCOPE, chatId(2), AT, 'operator')).toBeNull();
      expect((await journal.readMoment(SCOPE)).version).not.toBe(version);
      expect(await journal.readChat(SCOPE, chatId(2))).toBeNull();
      expect(await journal.readEvents(SCOPE, chatId(2))).toEqual([]);
      expect((await journal.findProject(SCOPE))?.chatCount).toBe(1);
      expect(await journal.append(SCOPE, startRequest(events))).toMatchObject({ chatId: 3 });
    });

    test('a replaced or erased chat is not found by those who took part in it', async () => {
      const started = { type: 'chat.started', channel: 'webchat', sessionId: 's' } as const;
      const chatOf = (agentId: number, queueId: number, id: number) => {
        const bodies = [
          { ...started, queue: { queueId, name: 'Q' } },
          { type: 'agent.accepted', agent: { agentId, name: 'A' } },
        ] as const;
        const events = bodies.map((body, at) => ({ seq: at + 1, at: AT, offsetMinutes: 0, body }));
        return importChat(id, events, SCOPE.projectId, ZONE);
      };
      await journal.importChats(SCOPE, [chatOf(7, 70, 1), chatOf(7, 70, 2), chatOf(7, 70, 3)], AT);
      await journal.importChats(SCOPE, [chatOf(8, 80, 1)], AT);
      await journal.eraseChat(SCOPE, chatId(2), AT, 'operator');
      using reader = await journal.openSnapshot();
      expect(await readIds(reader, windowOf({ selection: { agentId: 7 as AgentId } }))).toEqual([3]);
      expect(await readIds(reader, windowOf({ selection: { queueId: 70 as QueueId } }))).toEqual([3]);
      expect(await readIds(reader, windowOf({ selection: { agentId: 8 as AgentId } }))).toEqual([1]);
    });

    test('whatever changes, joined chats read as they are', async () => {
      const samples = sampleEvents(400, 20);
      const asImport = (id: number, seed: number) =>
        importChat(id, samples[seed % samples.length] ?? [], SCOPE.projectId, ZONE);
      await journal.importChats(
        SCOPE,
        samples.slice(0, 200).map((_, at) => asImport(at * 2 + 1, at)),
        AT,
      );
      const change = fc.oneof(
        fc.record({ kind: fc.constant('import' as const), id: fc.integer({ min: 1, max: 420 }), seed: fc.nat(399) }),
        fc.record({ kind: fc.constant('erase' as const), id: fc.integer({ min: 1, max: 420 }), seed: fc.nat(1) }),
        fc.record({ kind: fc.constant('append' as const), id: fc.constant(0), seed: fc.nat(399) }),
        fc.record({ kind: fc.constant('join' as const), id: fc.constant(0), seed: fc.constant(0) }),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 12 }), async (changes) => {
          for (const { kind, id, seed } of changes) {
            if (kind === 'import') await journal.importChats(SCOPE, [asImport(id, seed)], AT);
            if (kind === 'erase') await journal.eraseChat(SCOPE, chatId(id), AT, 'operator');
            if (kind === 'append') await journal.append(SCOPE, startRequest(samples[seed] ?? []));
            if (kind === 'join') while (await journal.joinBlocks(1_000));
          }
          using reader = await journal.openSnapshot();
          const joined = await Array.fromAsync(reader.readChunks(SCOPE, windowOf(), true));
          const stored = (await Array.fromAsync(reader.readChats(SCOPE, windowOf()))).flat();
          expect(openChunks(joined)).toEqual(stored.map((chat) => JSON.parse(chat.chatJson)));
        }),
        { seed: 21, numRuns: 60 },
      );
      while (await journal.joinBlocks(1_000));
      expect(await countSegments(journal, windowOf())).toBeLessThan(120);
    });

    test('joining twice at once does what joining once does', async () => {
      await journal.importChats(SCOPE, imports(100, 30), AT);
      await Promise.all([journal.joinBlocks(1_000), journal.joinBlocks(1_000)]);
      while (await journal.joinBlocks(1_000));
      expect(await countSegments(journal, windowOf())).toBeLessThan(60);
      using reader = await journal.openSnapshot();
      const joined = await Array.fromAsync(reader.readChunks(SCOPE, windowOf(), true));
      expect(openChunks(joined).map((chat) => chat.chatId)).toEqual(Array.from({ length: 100 }, (_, at) => at + 1));
    });

    test('projects of other tenants are invisible, whatever their number', async () => {
      const foreign = scope('globex', 822);
      await journal.createProject({ ...foreign, name: 'Theirs', zone: ZONE, createdAt: AT });
      await journal.importChats(foreign, imports(5, 8), AT);
      expect(await readAll(journal)).toEqual([]);
      expect(await journal.readChat(SCOPE, chatId(1))).toBeNull();
      expect(await journal.eraseChat(SCOPE, chatId(1), AT, 'operator')).toBeNull();
      expect(await journal.countChats(SCOPE, {})).toBe(0);
      expect((await journal.listProjects(SCOPE.tenantId)).map((project) => project.tenantId)).toEqual(['acme']);
      expect(await journal.countChats(foreign, {})).toBe(5);
    });

    test('a snapshot stays as it was; a live reader does not', async () => {
      await journal.importChats(SCOPE, imports(40, 9), AT);
      using snapshot = await journal.openSnapshot();
      using live = journal.openLiveReader();
      await journal.eraseChat(SCOPE, chatId(3), AT, 'operator');
      await journal.importChats(SCOPE, imports(1, 10, 41), AT);
      expect(await readIds(snapshot, windowOf())).toEqual(Array.from({ length: 40 }, (_, at) => at + 1));
      expect(await readIds(live, windowOf())).toEqual([1, 2, ...Array.from({ length: 38 }, (_, at) => at + 4)]);
    });

    test('keys are found by prefix, listed by tenant, touched and revoked', async () => {
      const key = {
        tenantId: SCOPE.tenantId,
        name: 'warehouse',
        prefix: 'pk0123456789',
        sha256: new Uint8Array(32).fill(7),
        projectIds: [SCOPE.projectId],
        scopes: ['chats:read'] as const,
        startMeaning: 'offset' as const,
        allowedIps: ['192.0.2.0/24'],
        createdAt: AT,
        expiresAt: null,
      };
      await journal.createKey(key);
      const later = instant(AT + 1);
      const unused = { ...key, revokedAt: null, lastUsedAt: null };
      expect(await journal.findKeyByPrefix(key.prefix)).toEqual(unused);
      await journal.touchKey(key.prefix, later);
      expect(await journal.revokeKey(scope('globex', 1).tenantId, key.prefix, later)).toBe(false);
      expect(await journal.revokeKey(SCOPE.tenantId, key.prefix, later)).toBe(true);
      expect(await journal.listKeys(SCOPE.tenantId)).toEqual([{ ...unused, revokedAt: later, lastUsedAt: later }]);
      expect(await journal.findKeyByPrefix('pk9999999999')).toBeNull();
    });

    test('a target that falls due is marked once, at its due instant', async () => {
      const started: NewEvent = {
        at: AT,
        offsetMinutes: 60,
        body: {
          type: 'chat.started',
          channel: 'webchat',
          sessionId: 's',
          slaPolicy: { policyId: 'p', firstResponseSeconds: 60 },
        },
      };
      const message = { type: 'message.sent', sender: 'visitor', name: 'V', messageId: 'm', text: 'hello' } as const;
      await journal.append(SCOPE, { chatId: null, events: [started, { at: AT, offsetMinutes: 60, body: message }] });
      const due = instant(AT + 60_000);
      expect(await journal.findDueChats(instant(due - 1), 10)).toEqual([]);
      const [dueChat] = await journal.findDueChats(instant(due + 5_000), 10);
      expect(dueChat).toMatchObject({ chatId: 1 });
      expect(await markMissedTargets(journal, instant(due + 999))).toBe(0);
      expect(await markMissedTargets(journal, instant(due + 1_000))).toBe(1);
      expect(await markMissedTargets(journal, instant(due + 6_000))).toBe(0);
      const [stored] = await readAll(journal);
      expect(JSON.parse(stored?.chatJson ?? '')).toMatchObject({ slaStatus: 'Out of SLA', disposition: 'In progress' });
      const events = await journal.readEvents(SCOPE, chatId(1));
      expect(events.at(-1)).toMatchObject({
        at: dueChat?.dueAt,
        body: { type: 'sla.missed', target: 'firstResponse' },
      });
    });
  });

  describeReads(name, make);
}

/** The rows as the naive reading of a window gives them, by looking at every document. */
function naiveIds(rows: readonly IndexedRow[], window: ChatWindow): readonly number[] {
  const isUp = window.direction === 'ASC';
  const isFrom = (id: number) => {
    if (window.from === null) return true;
    if (id === window.from.chatId) return window.from.isInclusive;
    return isUp === id > window.from.chatId;
  };
  const isTo = (id: number) => window.to === null || id === window.to || isUp === id < window.to;
  const ids = rows
    .filter((row) => row.matches(window.selection) && isFrom(row.id) && isTo(row.id))
    .map((row) => row.id);
  const ordered = ids.sort((a, b) => (isUp ? a - b : b - a));
  return ordered.slice(window.offset, window.offset + window.limit);
}

interface IndexedRow {
  readonly id: number;
  matches(selection: ChatSelection): boolean;
}

function indexedRow({ chatId: id, folded }: ImportChat): IndexedRow {
  const { index } = folded;
  return {
    id,
    matches: ({ agentId, queueId, startedFrom, startedBefore, ...equal }) =>
      Object.entries(equal).every(
        ([name, value]) => value === undefined || index[name as keyof typeof index] === value,
      ) &&
      (agentId === undefined || index.agents.includes(agentId)) &&
      (queueId === undefined || index.queues.includes(queueId)) &&
      (startedFrom === undefined || index.startedAt >= startedFrom) &&
      (startedBefore === undefined || index.startedAt < startedBefore),
  };
}

/** Enough chats that one statement may not look at all of them: most are copies under other ids, out of order of time. */
const CHATS = 11_000;
const TEN_MINUTES_MS = 600_000;
const RUNS = 150;

function manyChats(): readonly ImportChat[] {
  const originals = imports(220, 11);
  return Array.from({ length: CHATS }, (_, at) => {
    const original = originals[(at * 7) % originals.length];
    if (original === undefined) throw new TypeError('there are no samples');
    // Mostly in order of time, with a straggler of another day here and there, as after an import.
    const startedAt = instant(AT + (at % 397 === 5 && at < CHATS / 2 ? CHATS - at : at) * TEN_MINUTES_MS);
    const id = chatId(at * 3 + 1);
    const chat = { ...original.folded.chat, chatId: id };
    const folded = { ...original.folded, chat, index: { ...original.folded.index, startedAt } };
    return { ...original, chatId: id, events: original.events.slice(0, 1), folded, sealed: sealChat(folded) };
  });
}

/** At most two conditions at once: with more hardly any chat would match, and everything would agree on nothing. */
function arbitrarySelection(chats: readonly ImportChat[]): fc.Arbitrary<ChatSelection> {
  const indexes = chats.map((chat) => chat.folded.index);
  const oneOf = <T>(values: readonly T[]) => fc.constantFrom(...new Set(values));
  const conditions: readonly fc.Arbitrary<ChatSelection>[] = [
    oneOf(indexes.map((index) => index.lastAgent)).map((lastAgent) => ({ lastAgent })),
    oneOf([0, ...indexes.map((index) => index.entityId)]).map((entityId) => ({ entityId })),
    oneOf([0, ...indexes.map((index) => index.contactId)]).map((contactId) => ({ contactId })),
    oneOf([0, ...indexes.map((index) => index.ticketId)]).map((ticketId) => ({ ticketId })),
    oneOf(indexes.map((index) => index.type)).map((type) => ({ type })),
    oneOf(indexes.map((index) => index.disposition)).map((disposition) => ({ disposition })),
    oneOf(indexes.map((index) => index.slaStatus)).map((slaStatus) => ({ slaStatus })),
    fc.boolean().map((isSpam) => ({ isSpam })),
    fc.boolean().map((isOpen) => ({ isOpen })),
    oneOf(indexes.flatMap((index) => index.agents)).map((agentId) => ({ agentId })),
    oneOf(indexes.flatMap((index) => index.queues)).map((queueId) => ({ queueId })),
    oneOf(indexes.map((index) => index.startedAt)).map((startedFrom) => ({ startedFrom })),
    oneOf(indexes.map((index) => index.startedAt)).map((startedBefore) => ({ startedBefore })),
  ];
  return fc.array(fc.oneof(...conditions), { maxLength: 2 }).map((parts) => Object.assign({}, ...parts));
}

function arbitraryWindow(chats: readonly ImportChat[]): fc.Arbitrary<ChatWindow> {
  const id = fc.constantFrom(...chats.map((chat) => chat.chatId), chatId(0), chatId(CHATS * 3));
  return fc.record({
    selection: arbitrarySelection(chats),
    direction: fc.constantFrom('ASC', 'DESC'),
    from: fc.option(fc.record({ chatId: id, isInclusive: fc.boolean() })),
    to: fc.option(id, { freq: 1 }),
    offset: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 9_000 })),
    limit: fc.oneof(fc.constant(1_000_000), fc.integer({ min: 1, max: 450 })),
  });
}

function describeReads(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`${name}: reads`, () => {
    let store: StoreUnderTest;
    let journal: Journal;
    const chats = manyChats();
    const rows = chats.map(indexedRow);

    beforeAll(async () => {
      store = await make();
      journal = await store.open();
      await journal.createProject({ ...SCOPE, name: 'Support', zone: ZONE, createdAt: AT });
      for (let at = 0; at < chats.length; at += 1_000)
        await journal.importChats(SCOPE, chats.slice(at, at + 1_000), AT);
    });
    afterAll(async () => {
      await journal[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    });

    test('every window has the rows of a naive look at every chat, as chats, as chunks, by place and by count', async () => {
      using reader = await journal.openSnapshot();
      let filled = 0;
      await fc.assert(
        fc.asyncProperty(arbitraryWindow(chats), fc.integer({ min: 0, max: 12_000 }), async (window, skip) => {
          const expected = naiveIds(rows, window);
          expect(await readIds(reader, { ...window, limit: Math.min(window.limit, 300) })).toEqual(
            expected.slice(0, 300),
          );
          let count = 0;
          for await (const chunk of reader.readChunks(SCOPE, window, false)) {
            count += chunk.count;
            expect(chunk.lastChatId).toBe(expected[count - 1]);
          }
          expect(count).toBe(expected.length);
          const whole = naiveIds(rows, { ...window, offset: 0, limit: CHATS });
          expect(await reader.findIdAt(SCOPE, window, skip)).toBe(whole[skip] ?? null);
          const selected = naiveIds(rows, windowOf({ selection: window.selection }));
          expect(await reader.countChats(SCOPE, window.selection)).toBe(selected.length);
          if (expected.length > 0) filled += 1;
        }),
        { seed: 12, numRuns: RUNS },
      );
      expect(filled).toBeGreaterThan(RUNS / 3);
    });

    test('joined or not, chunks hold the same documents and aggregates', async () => {
      expect(await countSegments(journal, windowOf())).toBe(CHATS);
      while (await journal.joinBlocks(1_000));
      expect(await countSegments(journal, windowOf())).toBeLessThan(CHATS / 4);
      using reader = await journal.openSnapshot();
      await fc.assert(
        fc.asyncProperty(arbitraryWindow(chats), async (any) => {
          const window = { ...any, selection: {}, limit: Math.min(any.limit, 700) };
          const joined = await Array.fromAsync(reader.readChunks(SCOPE, window, true));
          const single = await Array.fromAsync(reader.readChunks(SCOPE, window, false));
          expect(openChunks(joined)).toEqual(openChunks(single));
          expect(openChunks(joined).map((chat) => chat.chatId)).toEqual(naiveIds(rows, window));
          expect(aggregatesOf(joined)).toEqual(aggregatesOf(single));
        }),
        { seed: 13, numRuns: 60 },
      );
    });

    test('chunks hold the documents and their aggregates', async () => {
      using reader = await journal.openSnapshot();
      const window = windowOf({ limit: 1_000, offset: 17 });
      const chunks = await Array.fromAsync(reader.readChunks(SCOPE, window, false));
      const stored = (await Array.fromAsync(reader.readChats(SCOPE, window))).flat();
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
