/** What every `ChatStore` must do. Each store runs this suite from a test file of its own. */

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StoredChat } from '../../../src/chat-log/codec/stored-chat.ts';
import { DEFAULT_CHAT_LIMITS } from '../../../src/chat-log/input/chat-limits.ts';
import type { ImportChat } from '../../../src/chat-log/input/import-chat.ts';
import type { NewEvent } from '../../../src/model/event.ts';
import { type AgentId, chatId, type QueueId } from '../../../src/model/ids.ts';
import { instant } from '../../../src/model/instant.ts';
import { markMissedTargets } from '../../../src/services/desk/mark-missed-targets.ts';
import type { ChatStore, ProjectStore } from '../../../src/store/chat-store.ts';
import {
  AT,
  countSegments,
  imports,
  openChunks,
  readIds,
  SCOPE,
  scope,
  textOfChunks,
  windowOf,
  ZONE,
} from '../../helpers/conformance-fixture.ts';
import { times } from '../../helpers/long-tests.ts';
import { makeProject, openProject } from '../../helpers/open-project.ts';
import { importChat, sampleEvents, startRequest } from '../../helpers/sample-import.ts';
import type { StoreUnderTest } from '../../helpers/store-under-test.ts';
import { testDeed } from '../../helpers/test-deed.ts';
import { describeAudit } from './audit.ts';
import { describeBriefs } from './briefs.ts';
import { describeDamage } from './damage.ts';
import { describeDesk } from './desk.ts';
import { describeDeskLooks } from './desk-looks.ts';
import { describeDigests } from './digests.ts';
import { describeFactBlocks } from './fact-blocks.ts';
import { describeFacts } from './facts.ts';
import { describeFeed } from './feed.ts';
import { describeFeedHorizon } from './feed-horizon.ts';
import { describeFullRows } from './full-rows.ts';
import { describeJoinedImports } from './joined-imports.ts';
import { describeNumberFilters } from './number-filters.ts';
import { describeReads } from './reads.ts';
import { describeRefold } from './refold.ts';
import { describeSearch } from './search.ts';

async function readAll({ chats }: ProjectStore): Promise<StoredChat[]> {
  using reader = await chats.openSnapshot();
  return (await Array.fromAsync(reader.readChats(windowOf()))).flat();
}

export function describeChatStore(name: string, make: () => Promise<StoreUnderTest>): void {
  describeFeed(name, make);
  describeFeedHorizon(name, make);
  describeDigests(name, make);
  describeSearch(name, make);
  describeDamage(name, make);
  describeFacts(name, make);
  describeFactBlocks(name, make);
  describeBriefs(name, make);
  describeFullRows(name, make);
  describeJoinedImports(name, make);
  describeNumberFilters(name, make);
  describeAudit(name, make);
  describeDesk(name, make);
  describeDeskLooks(name, make);
  describe(`${name}: changes`, () => {
    let installation: StoreUnderTest;
    let store: ChatStore;
    let project: ProjectStore;

    beforeEach(async () => {
      installation = await make();
      store = await installation.open();
      project = await makeProject(store, { ...SCOPE, name: 'Support', zone: ZONE, createdAt: AT });
    });
    afterEach(async () => {
      await store[Symbol.asyncDispose]();
      await installation[Symbol.asyncDispose]();
    });

    test('an appended chat is numbered, read back, and still there after closing the store', async () => {
      const samples = sampleEvents(3, 1);
      for (const [at, events] of samples.entries()) {
        const appended = await project.chats.append(startRequest(events));
        expect(appended).toEqual({ chatId: at + 1, revision: 1, lastSeq: events.length });
      }
      const before = await readAll(project);
      await store[Symbol.asyncDispose]();
      store = await installation.open();
      project = await openProject(store, SCOPE);
      expect(await readAll(project)).toEqual(before);
      expect(await project.chats.readEvents(chatId(2))).toEqual(samples[1]);
      expect((await store.project(SCOPE))?.chatCount).toBe(3);
    });

    test('a chat appended event by event ends as the one appended at once, with a revision for each change', async () => {
      const [events = []] = sampleEvents(1, 2);
      await project.chats.append(startRequest(events));
      await project.chats.append(startRequest(events, 1));
      const positions = [(await project.feed.readHead()).version];
      for (const event of events.slice(1)) {
        await project.chats.append({ chatId: chatId(2), events: [event] });
        positions.push((await project.feed.readHead()).version);
      }
      const [atOnce, stepwise] = await readAll(project);
      expect(stepwise?.revision).toBe(events.length);
      expect(stepwise?.chatJson.replace('"chatId":2', '"chatId":1')).toBe(atOnce?.chatJson);
      expect(stepwise?.extJson).toBe(atOnce?.extJson);
      expect(new Set(positions).size).toBe(events.length);
    });

    test('writes that wait together are all kept, each under an id of its own', async () => {
      const samples = sampleEvents(150, 3);
      const results = await Promise.all(samples.map((events) => project.chats.append(startRequest(events))));
      const ids = results.map((result) => ('chatId' in result ? result.chatId : 0));
      expect(ids).toEqual(samples.map((_, at) => at + 1));
      expect((await readAll(project)).map((chat) => chat.chatId)).toEqual(ids);
    });

    test('what cannot be appended to is refused and changes nothing', async () => {
      await project.chats.import(imports(1, 4), AT);
      const [events = []] = sampleEvents(1, 5);
      const version = (await project.feed.readHead()).version;
      expect(await project.chats.append({ chatId: chatId(9), events })).toEqual({ refused: 'chat-not-found' });
      expect(await project.chats.append({ chatId: chatId(1), events })).toEqual({ refused: 'chat-is-imported' });
      expect(await store.project(scope('acme', 1))).toBeNull();
      expect((await project.feed.readHead()).version).toBe(version);
    });

    test('a message that makes a chat larger than it may be is refused, and the chat can still be closed', async () => {
      const [events = []] = sampleEvents(1, 5);
      const message = events.find(({ body }) => body.type === 'message.sent');
      if (message?.body.type !== 'message.sent') throw new TypeError('a sample chat has a message');
      const { body } = message;
      const { maxMessages, maxDocumentBytes } = DEFAULT_CHAT_LIMITS;
      const tooMany = Array.from({ length: maxMessages + 1 }, () => message);
      expect(await project.chats.append(startRequest(tooMany))).toEqual({ refused: 'chat-is-full' });
      const open = events.filter(({ body: { type } }) => type !== 'chat.closed');
      await project.chats.append(startRequest(open));
      const version = (await project.feed.readHead()).version;
      const long = { ...message, body: { ...body, text: 'x'.repeat(maxDocumentBytes) } };
      expect(await project.chats.append({ chatId: chatId(1), events: [long] })).toEqual({ refused: 'chat-is-full' });
      expect((await project.feed.readHead()).version).toBe(version);
      const closed = events.filter(({ body: { type } }) => type === 'chat.closed');
      expect(await project.chats.append({ chatId: chatId(1), events: closed })).toMatchObject({ chatId: 1 });
    });

    test('an import keeps ids, and tells new, same, other, captured and erased apart', async () => {
      const [a, b, c] = sampleEvents(3, 6);
      if (a === undefined || b === undefined || c === undefined) throw new TypeError('three chats were asked for');
      const chat = (id: number, events: typeof a) => importChat(id, events, SCOPE.projectId, ZONE);
      const run = async (...chats: ImportChat[]) => project.chats.import(chats, AT);
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
      expect(await project.chats.append(startRequest(a))).toMatchObject({ chatId: 21 });
      await project.privacy.eraseChat(chatId(20), AT, 'operator');
      expect((await run(chat(21, a), chat(20, b))).outcomes).toEqual(['collision', 'erased']);
      const stored = await readAll(project);
      expect(stored.map(({ chatId, revision }) => [chatId, revision])).toEqual([
        [5, 1],
        [10, 3],
        [21, 1],
      ]);
      expect(await project.chats.readEvents(chatId(10))).toEqual(c);
      expect(await store.project(SCOPE)).toMatchObject({ chatCount: 3, highestChatId: 21 });
    });

    test('an erased chat is gone from every read, and its id is not given out again', async () => {
      const [events = []] = sampleEvents(1, 7);
      await project.chats.append(startRequest(events));
      await project.chats.append(startRequest(events));
      const version = (await project.feed.readHead()).version;
      expect(await project.privacy.eraseChat(chatId(2), AT, 'operator')).toEqual({ revision: 2, deletedAt: AT });
      expect(await project.privacy.eraseChat(chatId(2), AT, 'operator')).toBeNull();
      expect((await project.feed.readHead()).version).not.toBe(version);
      expect(await project.chats.read(chatId(2))).toBeNull();
      expect(await project.chats.readEvents(chatId(2))).toEqual([]);
      expect((await store.project(SCOPE))?.chatCount).toBe(1);
      expect(await project.chats.append(startRequest(events))).toMatchObject({ chatId: 3 });
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
      await project.chats.import([chatOf(7, 70, 1), chatOf(7, 70, 2), chatOf(7, 70, 3)], AT);
      await project.chats.import([chatOf(8, 80, 1)], AT);
      await project.privacy.eraseChat(chatId(2), AT, 'operator');
      using reader = await project.chats.openSnapshot();
      expect(await readIds(reader, windowOf({ selection: { agentId: 7 as AgentId } }))).toEqual([3]);
      expect(await readIds(reader, windowOf({ selection: { queueId: 70 as QueueId } }))).toEqual([3]);
      expect(await readIds(reader, windowOf({ selection: { agentId: 8 as AgentId } }))).toEqual([1]);
    });

    test('whatever changes, joined chats read as they are', async () => {
      const samples = sampleEvents(400, 20);
      const asImport = (id: number, seed: number) =>
        importChat(id, samples[seed % samples.length] ?? [], SCOPE.projectId, ZONE);
      await project.chats.import(
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
            if (kind === 'import') await project.chats.import([asImport(id, seed)], AT);
            if (kind === 'erase') await project.privacy.eraseChat(chatId(id), AT, 'operator');
            if (kind === 'append') await project.chats.append(startRequest(samples[seed] ?? []));
            if (kind === 'join') while (await store.maintenance.compact(1_000));
          }
          using reader = await project.chats.openSnapshot();
          const joined = await Array.fromAsync(reader.readChunks(windowOf(), true));
          const stored = (await Array.fromAsync(reader.readChats(windowOf()))).flat();
          expect(textOfChunks(joined)).toBe(stored.map((chat) => chat.chatJson).join(','));
        }),
        { seed: 21, numRuns: times(60, 15) },
      );
      while (await store.maintenance.compact(1_000));
      expect(await countSegments(project, windowOf())).toBeLessThan(120);
    });

    test('joining twice at once does what joining once does', async () => {
      await project.chats.import(imports(100, 30), AT);
      await Promise.all([store.maintenance.compact(1_000), store.maintenance.compact(1_000)]);
      while (await store.maintenance.compact(1_000));
      expect(await countSegments(project, windowOf())).toBeLessThan(60);
      using reader = await project.chats.openSnapshot();
      const joined = await Array.fromAsync(reader.readChunks(windowOf(), true));
      expect(openChunks(joined).map((chat) => chat.chatId)).toEqual(Array.from({ length: 100 }, (_, at) => at + 1));
    });

    test('joining ends after erasures, however little time each call is given', async () => {
      await project.chats.import(imports(400, 31), AT);
      while (await store.maintenance.compact(1_000));
      for (let id = 20; id < 300; id += 20) await project.privacy.eraseChat(chatId(id), AT, 'operator');
      let calls = 0;
      while (calls < 200 && (await store.maintenance.compact(0))) calls += 1;
      expect(calls).toBeLessThan(200);
    });

    test('projects of other tenants are invisible, whatever their number', async () => {
      const foreign = scope('globex', 822);
      const theirs = await makeProject(store, { ...foreign, name: 'Theirs', zone: ZONE, createdAt: AT });
      await theirs.chats.import(imports(5, 8), AT);
      expect(await readAll(project)).toEqual([]);
      expect(await project.chats.read(chatId(1))).toBeNull();
      expect(await project.privacy.eraseChat(chatId(1), AT, 'operator')).toBeNull();
      expect(await project.chats.count({})).toBe(0);
      expect((await store.listProjects(SCOPE.tenantId)).map((project) => project.tenantId)).toEqual(['acme']);
      expect(await theirs.chats.count({})).toBe(5);
    });

    test('a snapshot stays as it was; a live reader does not', async () => {
      await project.chats.import(imports(40, 9), AT);
      using snapshot = await project.chats.openSnapshot();
      using live = project.chats.openLiveReader();
      await project.privacy.eraseChat(chatId(3), AT, 'operator');
      await project.chats.import(imports(1, 10, 41), AT);
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
        queueIds: [70 as QueueId],
        scopes: ['chats:read'] as const,
        startSemantics: 'offset' as const,
        allowedIps: ['192.0.2.0/24'],
        createdAt: AT,
        expiresAt: null,
      };
      await store.keys.create(key, testDeed());
      const later = instant(AT + 1);
      const unused = { ...key, revokedAt: null, lastUsedAt: null };
      expect(await store.keys.findByPrefix(key.prefix)).toEqual(unused);
      await store.keys.touch(key.prefix, later);
      expect(await store.keys.revoke(scope('globex', 1).tenantId, key.prefix, testDeed(later))).toBe(false);
      expect(await store.keys.revoke(SCOPE.tenantId, key.prefix, testDeed(later))).toBe(true);
      expect(await store.keys.list(SCOPE.tenantId)).toEqual([{ ...unused, revokedAt: later, lastUsedAt: later }]);
      expect(await store.keys.findByPrefix('pk9999999999')).toBeNull();
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
      await project.chats.append({ chatId: null, events: [started, { at: AT, offsetMinutes: 60, body: message }] });
      const due = instant(AT + 60_000);
      expect(await store.maintenance.findOverdueChats(instant(due - 1), 10)).toEqual([]);
      const [dueChat] = await store.maintenance.findOverdueChats(instant(due + 5_000), 10);
      expect(dueChat).toMatchObject({ chatId: 1 });
      expect(await markMissedTargets(store, instant(due + 999))).toBe(0);
      expect(await markMissedTargets(store, instant(due + 1_000))).toBe(1);
      expect(await markMissedTargets(store, instant(due + 6_000))).toBe(0);
      const [stored] = await readAll(project);
      expect(JSON.parse(stored?.chatJson ?? '')).toMatchObject({ slaStatus: 'Out of SLA', disposition: 'In progress' });
      const events = await project.chats.readEvents(chatId(1));
      expect(events.at(-1)).toMatchObject({
        at: dueChat?.dueAt,
        body: { type: 'sla.missed', target: 'firstResponse' },
      });
    });

    test('a target that is marked is not marked again, however many servers see it fall due', async () => {
      await using tool = await installation.open('tool');
      const other = await openProject(tool, SCOPE);
      const policy = { policyId: 'p', firstResponseSeconds: 60, nextResponseSeconds: 30, waitingSeconds: 20 };
      const started = { type: 'chat.started', channel: 'webchat', sessionId: 's', slaPolicy: policy } as const;
      await project.chats.append({ chatId: null, events: [{ at: AT, offsetMinutes: 0, body: started }] });
      const missed = (second: number, body: { target: 'waiting' | 'nextResponse'; turn?: number }): NewEvent => ({
        at: instant(AT + second * 1_000),
        offsetMinutes: 0,
        body: { type: 'sla.missed', ...body },
      });
      const mark = (by: ProjectStore, ...events: readonly NewEvent[]) => by.chats.append({ chatId: chatId(1), events });
      const atOnce = Array.from({ length: 6 }, (_, at) =>
        mark(at % 2 === 0 ? project : other, missed(20, { target: 'waiting' })),
      );
      const outcomes = await Promise.all(atOnce);
      expect(outcomes).toEqual(outcomes.map(() => ({ chatId: 1, revision: 2, lastSeq: 2 })));

      const second = missed(80, { target: 'nextResponse', turn: 2 });
      const third = missed(90, { target: 'nextResponse', turn: 3 });
      expect(await mark(project, second)).toMatchObject({ revision: 3, lastSeq: 3 });
      expect(await mark(other, second, third)).toMatchObject({ revision: 4, lastSeq: 4 });
      expect((await project.chats.readEvents(chatId(1))).slice(1).map(({ seq, body }) => ({ seq, ...body }))).toEqual([
        { seq: 2, type: 'sla.missed', target: 'waiting' },
        { seq: 3, type: 'sla.missed', target: 'nextResponse', turn: 2 },
        { seq: 4, type: 'sla.missed', target: 'nextResponse', turn: 3 },
      ]);
    });
  });

  describeReads(name, make);
  describeRefold(name, make);
}
