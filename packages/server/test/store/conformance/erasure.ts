/** What every `ChatStore` must do when chats are erased and redacted. Each store runs this from a test file of its own. */
import type { Chat, ChatExt, MessageExt } from '@parley/contract';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StoredChat } from '../../../src/chat-log/codec/stored-chat.ts';
import type { StoredExt } from '../../../src/chat-log/fold/folded-chat.ts';
import type { RedactionTarget } from '../../../src/chat-log/privacy/redaction.ts';
import type { ProjectScope } from '../../../src/model/ids.ts';
import { type ChatId, chatId, projectId, tenantId } from '../../../src/model/ids.ts';
import { instant } from '../../../src/model/instant.ts';
import { Zone } from '../../../src/model/zone.ts';
import type { ChatStore, ProjectStore } from '../../../src/store/chat-store.ts';
import { canaryEvents, canaryOf, canaryRow, importRow } from '../../helpers/canary-chats.ts';
import { makeProject, openProject } from '../../helpers/open-project.ts';
import { importChat, sampleEvents, startRequest } from '../../helpers/sample-import.ts';
import type { StoreUnderTest } from '../../helpers/store-under-test.ts';

const ZONE = new Zone('Europe/Budapest');
const STARTED = instant(Date.UTC(2026, 0, 1));
const LATER = instant(Date.UTC(2026, 5, 1));
const LATEST = instant(Date.UTC(2026, 6, 1));
const ACTOR = { keyPrefix: 'pk0123456789' };
const CONTACT = 4_711;
const REASON = 'запрос посетителя, тикет 17';

function scope(tenant: string, project: number): ProjectScope {
  const id = tenantId(tenant);
  if (id === null) throw new TypeError(`${tenant} is no tenant name`);
  return { tenantId: id, projectId: projectId(project) };
}
const SCOPE = scope('acme', 822);

/** Keys of the log whose values a redaction may change: the others must come out byte for byte as before. */
const TEXTS: ReadonlySet<keyof Chat> = new Set<keyof Chat>([
  'pageName',
  'visitorName',
  'ipAddress',
  'firstURL',
  'lastURL',
  'transcript',
  'visitorTranscript',
  'agentTranscript',
  'transfers',
]);

/** Everything of a chat that is no text: each number, time, id and count of it. */
function numbersOf(stored: StoredChat): string {
  const chat = JSON.parse(stored.chatJson) as Chat;
  const ext = JSON.parse(stored.extJson) as StoredExt;
  const plain = Object.entries(chat).filter(([key]) => !TEXTS.has(key as keyof Chat));
  const transcript = chat.transcript.map(({ id, date }) => ({ id, date }));
  // `comment` is the row's own.
  const transfers = chat.transfers.map((transfer) => ({ ...transfer, reason: '', comment: '' }));
  const { imported, ...facts } = ext.chat;
  const messages = ext.messages.map(({ redacted: _, ...rest }) => rest);
  return JSON.stringify([plain, transcript, transfers, facts, imported?.missing ?? null, messages]);
}

async function read({ chats }: ProjectStore, id: number): Promise<StoredChat> {
  const stored = await chats.read(chatId(id));
  if (stored === null) throw new TypeError(`chat ${id} is not there`);
  return stored;
}

/** Everything that is stored of a chat, as one text. */
async function everythingOf(project: ProjectStore, id: number): Promise<string> {
  const { chatJson, extJson } = await read(project, id);
  return chatJson + extJson + JSON.stringify(await project.chats.readEvents(chatId(id)));
}

function messagesOf({ chatJson, extJson }: StoredChat) {
  const { transcript } = JSON.parse(chatJson) as Chat;
  const { messages } = JSON.parse(extJson) as { chat: ChatExt; messages: MessageExt[] };
  return transcript.map((message, index) => ({
    text: message.message,
    attachments: message.attachments,
    seq: messages[index]?.seq,
    isRedacted: messages[index]?.redacted,
  }));
}

function message(id: ChatId, seq: number): RedactionTarget {
  return { kind: 'message', chatId: id, seq };
}
const ofContact = (contactId: number): RedactionTarget => ({ kind: 'contact', contactId });

export function describeErasure(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`${name}: erasure and redaction`, () => {
    let installation: StoreUnderTest;
    let store: ChatStore;
    let project: ProjectStore;

    beforeEach(async () => {
      installation = await make();
      store = await installation.open();
      project = await makeProject(store, { ...SCOPE, name: 'Support', zone: ZONE, createdAt: STARTED });
    });
    afterEach(async () => {
      await store[Symbol.asyncDispose]();
      await installation[Symbol.asyncDispose]();
    });

    const append = async (chat: string, contactId = CONTACT, isClosed = true): Promise<ChatId> => {
      const request = { chatId: null, events: canaryEvents(chat, contactId, STARTED, isClosed) };
      const appended = await project.chats.append(request);
      if ('refused' in appended) throw new TypeError(appended.refused);
      return appended.chatId;
    };
    const importRows = (...rows: readonly Readonly<Record<string, unknown>>[]) =>
      project.chats.import(
        rows.map((row) => importRow(row, SCOPE.projectId, ZONE)),
        LATEST,
      );

    test('an erased chat leaves its revision and time, once', async () => {
      const id = await append('a');
      const { revision } = await read(project, id);
      expect(await project.privacy.eraseChat(id, LATER, ACTOR)).toEqual({ revision: revision + 1, deletedAt: LATER });
      expect(await project.privacy.eraseChat(id, LATEST, ACTOR)).toBeNull();
      expect(await project.chats.read(id)).toBeNull();
      expect(await project.chats.readEvents(id)).toEqual([]);
    });

    test('a redacted message is empty with its edits, and nothing else of its chat', async () => {
      const id = await append('a');
      const before = await read(project, id);
      const version = (await project.feed.readHead()).version;
      expect(await project.privacy.redact(message(id, 2), LATER, ACTOR)).toEqual({ chats: 1, messages: 1 });
      const after = await read(project, id);
      expect(numbersOf(after)).toBe(numbersOf(before));
      expect(after.revision).toBe(before.revision + 1);
      expect(after.updatedAt).toBe(LATER);
      expect((await project.feed.readHead()).version).not.toBe(version);
      expect(messagesOf(after)).toEqual([
        { text: '', attachments: null, seq: 2, isRedacted: true },
        ...messagesOf(before).slice(1),
      ]);
      const everything = await everythingOf(project, id);
      for (const place of ['first', 'edit']) expect(everything).not.toContain(`${canaryOf('a')}${place}-`);
      for (const place of ['answer', 'bot', 'visitorName', 'pageUrl', 'note', 'reason']) {
        expect(everything).toContain(`${canaryOf('a')}${place}-`);
      }
      expect((await project.chats.readEvents(id)).at(-1)?.body).toEqual({ type: 'message.redacted', messageId: 'm1' });
    });

    test('a redacted contact leaves no text in any of its chats, and every number as it was', async () => {
      const ids = [await append('a'), await append('b', CONTACT, false)];
      const other = await append('c', CONTACT + 1);
      const row = canaryRow('d', 70, CONTACT);
      await importRows(row, canaryRow('e', 71, CONTACT + 1));
      const all = [...ids, chatId(70)];
      const before = await Promise.all(all.map((id) => read(project, id)));
      const untouched = await Promise.all([other, 71].map((id) => everythingOf(project, id)));
      expect(await project.privacy.redact(ofContact(CONTACT), LATER, ACTOR)).toEqual({ chats: 3, messages: 8 });
      for (const [index, id] of all.entries()) {
        const after = await read(project, id);
        const was = before[index];
        expect(await everythingOf(project, id)).not.toContain('KANARI');
        expect(after.revision).toBe((was?.revision ?? 0) + 1);
        expect(was && numbersOf(after)).toBe(was && numbersOf(was));
        expect(messagesOf(after).every(({ isRedacted, text }) => isRedacted === true && text === '')).toBe(true);
      }
      expect(await Promise.all([other, 71].map((id) => everythingOf(project, id)))).toEqual(untouched);
      expect((await read(project, 70)).extJson).toContain('"stars":4');
    });

    test('redacting again changes nothing', async () => {
      const id = await append('a');
      await importRows(canaryRow('d', 70, CONTACT));
      for (const target of [message(id, 2), message(chatId(70), 2), ofContact(CONTACT)]) {
        expect((await project.privacy.redact(target, LATER, ACTOR))?.chats).toBeGreaterThan(0);
        const version = (await project.feed.readHead()).version;
        const before = [await everythingOf(project, id), await everythingOf(project, 70)];
        expect(await project.privacy.redact(target, LATEST, ACTOR)).toEqual({ chats: 0, messages: 0 });
        expect([await everythingOf(project, id), await everythingOf(project, 70)]).toEqual(before);
        expect((await project.feed.readHead()).version).toBe(version);
      }
    });

    test('one message of an imported row is found by its place', async () => {
      await importRows(canaryRow('d', 70, CONTACT));
      const before = await read(project, 70);
      expect(messagesOf(before).map(({ seq }) => seq)).toEqual([1, 2]);
      expect(await project.privacy.redact(message(chatId(70), 2), LATER, ACTOR)).toEqual({ chats: 1, messages: 1 });
      const after = await read(project, 70);
      expect(numbersOf(after)).toBe(numbersOf(before));
      expect(messagesOf(after).map(({ isRedacted }) => isRedacted)).toEqual([false, true]);
      const everything = await everythingOf(project, 70);
      expect(everything).not.toContain(`${canaryOf('d')}two-`);
      expect(everything).not.toContain(`${canaryOf('d')}twoAttachment-`);
      expect(everything).toContain(`${canaryOf('d')}one-`);
      expect(everything).toContain(`${canaryOf('d')}survey-`);
    });

    test('what is not there is told, and nothing is noted', async () => {
      const id = await append('a', 0);
      for (const target of [
        message(chatId(99), 2),
        message(id, 1),
        message(id, 99),
        ofContact(CONTACT),
        ofContact(0),
      ]) {
        expect(await project.privacy.redact(target, LATER, ACTOR)).toBeNull();
      }
      const foreign = scope('globex', 822);
      const theirs = await makeProject(store, { ...foreign, name: 'Theirs', zone: ZONE, createdAt: STARTED });
      expect(await theirs.privacy.redact(message(id, 2), LATER, ACTOR)).toBeNull();
      expect(await store.project(scope('acme', 1))).toBeNull();
      expect(await theirs.privacy.eraseChat(id, LATER, ACTOR)).toBeNull();
      expect(await store.audit.list(null, 10)).toEqual([]);
      expect(await store.maintenance.findScrubDue()).toBeNull();
    });

    test('a contact with many chats is redacted in all of them', async () => {
      const samples = Array.from({ length: 130 }, (_, index) => index);
      await Promise.all(samples.map((index) => append(String(index))));
      expect(await project.privacy.redact(ofContact(CONTACT), LATER, ACTOR)).toEqual({ chats: 130, messages: 390 });
      while (await store.maintenance.compact(1_000));
      for (const index of samples) expect(await everythingOf(project, index + 1)).not.toContain('KANARI');
    });

    test('redacting keeps every number of the sample chats', async () => {
      const samples = sampleEvents(120, 40);
      const half = samples.slice(0, 60).map((events, at) => importChat(at + 1, events, SCOPE.projectId, ZONE));
      await project.chats.import(half, LATER);
      for (const events of samples.slice(60)) await project.chats.append(startRequest(events));
      const ids = samples.map((_, at) => at + 1);
      const before = await Promise.all(ids.map((id) => read(project, id)));
      const contacts = new Set(before.map(({ chatJson }) => (JSON.parse(chatJson) as Chat).contactId));
      for (const contactId of contacts) await project.privacy.redact(ofContact(contactId), LATEST, ACTOR);
      const after = await Promise.all(ids.map((id) => read(project, id)));
      expect(after.map(numbersOf)).toEqual(before.map(numbersOf));
      const changed = after.filter(({ revision }, at) => revision !== before[at]?.revision);
      expect(changed.length).toBeGreaterThan(30);
      for (const { chatJson } of changed) {
        const { transcript, visitorTranscript, agentTranscript, visitorName } = JSON.parse(chatJson) as Chat;
        expect(
          [...transcript.map((one) => one.message), visitorTranscript, agentTranscript, visitorName].join(''),
        ).toBe('');
      }
    });

    test('an erased chat is not imported again, also when its tombstone is forgotten', async () => {
      const row = canaryRow('d', 70, CONTACT);
      await importRows(row);
      await project.privacy.eraseChat(chatId(70), LATER, ACTOR);
      expect((await importRows(row)).outcomes).toEqual(['erased']);
      while (await store.maintenance.purgeTombstones(instant(Date.UTC(2100, 0, 1))));
      await store[Symbol.asyncDispose]();
      store = await installation.open();
      project = await openProject(store, SCOPE);
      expect((await importRows(row, canaryRow('f', 71, CONTACT))).outcomes).toEqual(['erased', 'created']);
    });

    test('a redacted chat is not imported again', async () => {
      const row = canaryRow('d', 70, CONTACT);
      await importRows(row);
      await project.privacy.redact(message(chatId(70), 1), LATER, ACTOR);
      const before = await everythingOf(project, 70);
      const version = (await project.feed.readHead()).version;
      expect((await importRows(row, { ...row, pageName: 'other' })).outcomes).toEqual(['redacted', 'redacted']);
      expect(await everythingOf(project, 70)).toBe(before);
      expect((await project.feed.readHead()).version).toBe(version);
    });

    test('a redacted contact does not come back by import; what came later is its own', async () => {
      await append('a');
      await project.privacy.redact(ofContact(CONTACT), LATER, ACTOR);
      const old = canaryRow('d', 70, CONTACT);
      const later = importChat(
        72,
        canaryEvents('g', CONTACT, LATEST).map((event, at) => ({ ...event, seq: at + 1 })) as never,
        SCOPE.projectId,
        ZONE,
      );
      expect(await importRows(old, canaryRow('e', 71, CONTACT + 1))).toEqual({
        outcomes: ['created', 'created'],
        createdBelowHighest: 0,
        redactedOnArrival: 1,
      });
      expect(await project.chats.import([later], LATEST)).toMatchObject({ redactedOnArrival: 0 });
      expect(await everythingOf(project, 70)).not.toContain('KANARI');
      expect(await everythingOf(project, 71)).toContain('KANARI');
      expect(await everythingOf(project, 72)).toContain('KANARI');
      expect((await importRows(old)).outcomes).toEqual(['redacted']);
    });

    test('is noted in the audit log, newest first, without content', async () => {
      const ids = [await append('a'), await append('b')];
      const foreign = scope('globex', 1);
      const theirs = await makeProject(store, { ...foreign, name: 'Theirs', zone: ZONE, createdAt: STARTED });
      await theirs.chats.append({ chatId: null, events: canaryEvents('c', CONTACT, STARTED) });
      await project.privacy.eraseChat(chatId(ids[0] ?? 0), STARTED, 'operator');
      await project.privacy.redact(message(chatId(ids[1] ?? 0), 2), LATER, ACTOR, REASON);
      await project.privacy.redact({ kind: 'chat', chatId: chatId(ids[1] ?? 0) }, LATER, ACTOR, REASON);
      await project.privacy.redact(ofContact(CONTACT), LATEST, ACTOR, REASON);
      await theirs.privacy.eraseChat(chatId(1), LATEST, ACTOR);
      const given = { ...SCOPE, actor: ACTOR, reason: REASON };
      const own = [
        { ...given, at: LATEST, action: 'contact.redacted', target: `contact ${CONTACT}` },
        { ...given, at: LATER, action: 'chat.redacted', target: 'chat 2' },
        { ...given, at: LATER, action: 'message.redacted', target: 'chat 2 message 2' },
        { ...SCOPE, at: STARTED, actor: 'operator', action: 'chat.erased', target: 'chat 1', reason: null },
      ];
      expect(await store.audit.list(SCOPE.tenantId, 10)).toEqual(own);
      expect(await store.audit.list(SCOPE.tenantId, 1)).toEqual(own.slice(0, 1));
      expect((await store.audit.list(null, 10)).map(({ tenantId }) => tenantId)).toEqual([
        'globex',
        'acme',
        'acme',
        'acme',
        'acme',
      ]);
    });

    test('bytes that wait to be removed are known after closing the store, and no more after a scrub', async () => {
      const id = await append('a');
      expect(await store.maintenance.findScrubDue()).toBeNull();
      expect(await store.maintenance.scrub()).toBe(true);
      await project.privacy.eraseChat(id, LATER, ACTOR);
      const due = await store.maintenance.findScrubDue();
      expect(due).not.toBeNull();
      await append('b');
      await project.privacy.redact(ofContact(CONTACT), LATER, ACTOR);
      expect(await store.maintenance.findScrubDue()).toBe(due);
      await store[Symbol.asyncDispose]();
      store = await installation.open();
      project = await openProject(store, SCOPE);
      expect(await store.maintenance.findScrubDue()).toBe(due);
      expect(await store.maintenance.scrub()).toBe(true);
      expect(await store.maintenance.findScrubDue()).toBeNull();
      expect(await project.chats.append(startRequest(sampleEvents(1, 1)[0] ?? []))).toMatchObject({ chatId: 3 });
    });
  });
}
