/** What every `ChatStore` must do when the chats of a contact, an age or a project go. Each store runs this from a test file of its own. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Kept, RemovalSelection } from '../../../src/chat-log/privacy/removal.ts';
import { type ChatId, chatId, type ProjectScope, projectId, tenantId } from '../../../src/model/ids.ts';
import { instant } from '../../../src/model/instant.ts';
import { Zone } from '../../../src/model/zone.ts';
import type { ChatStore, ProjectStore } from '../../../src/store/chat-store.ts';
import { canaryEvents, canaryOf, canaryRow, importRow } from '../../helpers/canary-chats.ts';
import { makeProject, openProject } from '../../helpers/open-project.ts';
import type { StoreUnderTest } from '../../helpers/store-under-test.ts';

const ZONE = new Zone('Europe/Budapest');
const OLD = instant(Date.UTC(2024, 0, 1));
const NEW = instant(Date.UTC(2026, 0, 1));
const NOW = instant(Date.UTC(2026, 5, 1));
const CONTACT = 4_711;
/** More than one commit. */
const OF_CONTACT = 23;
const NEVER = new AbortController().signal;

function scopeOf(tenant: string): ProjectScope {
  const id = tenantId(tenant);
  if (id === null) throw new TypeError(`${tenant} is no tenant name`);
  return { tenantId: id, projectId: projectId(822) };
}
const SCOPE = scopeOf('acme');

export function describeRemovalOfMany(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`${name}: removal of many chats`, () => {
    let installation: StoreUnderTest;
    let store: ChatStore;
    let project: ProjectStore;
    let other: ProjectStore;
    let ofContact: ChatId[];
    let old: ChatId;
    let openOld: ChatId;
    let recent: ChatId;

    beforeEach(async () => {
      installation = await make();
      store = await installation.open();
      project = await makeProject(store, { ...SCOPE, name: 'Support', zone: ZONE, createdAt: OLD });
      other = await makeProject(store, { ...scopeOf('other'), name: 'Other', zone: ZONE, createdAt: OLD });
      ofContact = [];
      for (let at = 0; at < OF_CONTACT; at += 1) ofContact.push(await append(project, `c${at}`, CONTACT, NEW));
      old = await append(project, 'old', 1, OLD);
      openOld = await append(project, 'open', 2, OLD, false);
      recent = await append(project, 'recent', 3, NEW);
      await append(other, 'others', CONTACT, OLD);
    });
    afterEach(async () => {
      await store[Symbol.asyncDispose]();
      await installation[Symbol.asyncDispose]();
    });

    async function append(to: ProjectStore, mark: string, contactId: number, at = NEW, isClosed = true) {
      const appended = await to.chats.append({ chatId: null, events: canaryEvents(mark, contactId, at, isClosed) });
      if ('refused' in appended) throw new TypeError(appended.refused);
      return appended.chatId;
    }
    const remove = (selection: RemovalSelection, keep: Kept = 'tombstone', signal: AbortSignal = NEVER) =>
      project.privacy.removeMany({ selection, keep, at: NOW, actor: 'operator', reason: null, signal });
    const isThere = async (id: ChatId) => (await project.chats.read(id)) !== null;
    const countNow = async (scope: ProjectScope = SCOPE) => (await openProject(store, scope)).chatCount;
    const actions = async () => (await store.audit.list(SCOPE.tenantId, 100)).map(({ action }) => action);

    test('by contact takes every chat of the contact, and nobody else', async () => {
      const selection = { kind: 'contact', contactId: CONTACT } as const;
      expect(await project.privacy.countRemovable(selection)).toBe(OF_CONTACT);
      expect(await remove(selection)).toEqual({ chats: OF_CONTACT, isComplete: true });
      for (const id of ofContact) expect(await isThere(id)).toBe(false);
      expect([await isThere(old), await isThere(recent), await countNow(scopeOf('other'))]).toEqual([true, true, 1]);
      expect(await actions()).toEqual(ofContact.map(() => 'chat.erased'));
      expect(await project.privacy.countRemovable(selection)).toBe(0);
    });

    test('by age takes closed chats that started before, and none in progress', async () => {
      const selection = { kind: 'started-before', before: NEW } as const;
      expect(await project.privacy.countRemovable(selection)).toBe(1);
      expect(await remove(selection)).toEqual({ chats: 1, isComplete: true });
      expect([await isThere(old), await isThere(openOld), await isThere(recent)]).toEqual([false, true, true]);
    });

    test('that keeps the numbers empties the chats and leaves them in the log', async () => {
      const before = await countNow();
      const selection = { kind: 'started-before', before: NEW } as const;
      expect(await remove(selection, 'numbers')).toEqual({ chats: 1, isComplete: true });
      const stored = await project.chats.read(old);
      const events = JSON.stringify(await project.chats.readEvents(old));
      expect(`${stored?.chatJson}${stored?.extJson}${events}`).not.toContain(canaryOf('old'));
      expect(stored?.chatJson).toContain('"duration":');
      expect([await countNow(), await actions()]).toEqual([before, ['chat.redacted']]);
      // Nothing is left to empty.
      expect(await remove(selection, 'numbers')).toEqual({ chats: 0, isComplete: true });
    });

    test('of a whole project leaves tombstones, and imports do not bring anything back', async () => {
      const all = await countNow();
      expect(await remove({ kind: 'all' })).toEqual({ chats: all, isComplete: true });
      expect([await countNow(), await countNow(scopeOf('other'))]).toEqual([0, 1]);
      const { end } = await project.feed.readHead();
      const page = await project.feed.readPage({ selection: {}, after: null, limit: 1_000 });
      expect(page).toMatchObject({ keys: { length: all }, next: end });
      if (page !== 'expired') expect(new Set(page.keys.map(({ kind }) => kind))).toEqual(new Set(['erased']));
      const again = importRow(canaryRow('again', Number(recent), 3), SCOPE.projectId, ZONE);
      const { outcomes } = await project.chats.import([again], NOW);
      expect(outcomes).toEqual(['erased']);
      expect(await isThere(chatId(Number(recent)))).toBe(false);
    });

    test('is repeated in a store that is put back under another epoch', async () => {
      await store.maintenance.beginHistory('another');
      await store[Symbol.asyncDispose]();
      store = await installation.open();
      project = await openProject(store, SCOPE);
      expect(store.epoch).toBe('another');
      await project.privacy.redact({ kind: 'chat', chatId: recent }, NOW, 'operator');
      expect((await project.chats.read(recent))?.chatJson).not.toContain(canaryOf('recent'));
      expect(await actions()).toEqual(['chat.redacted']);
    });

    test('that is stopped says so, and the next one continues', async () => {
      const stopped = await remove({ kind: 'all' }, 'tombstone', AbortSignal.abort('SIGTERM'));
      expect(stopped).toEqual({ chats: 0, isComplete: false });
      const all = await countNow();
      expect(await remove({ kind: 'all' })).toEqual({ chats: all, isComplete: true });
    });
  });
}
