import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChatEvent } from '../../../src/model/event.ts';
import type { ProjectScope } from '../../../src/model/ids.ts';
import { chatId, projectId, tenantId } from '../../../src/model/ids.ts';
import { instant } from '../../../src/model/instant.ts';
import { Zone } from '../../../src/model/zone.ts';
import type { ChatStore, ProjectStore } from '../../../src/store/chat-store.ts';
import { STORE_FILE } from '../../../src/store/sqlite/store-files.ts';
import { canaryEvents, canaryOf, canaryRow, importRow } from '../../helpers/canary-chats.ts';
import { makeProject } from '../../helpers/open-project.ts';
import { importChat } from '../../helpers/sample-import.ts';
import { SqliteStore } from '../../helpers/sqlite-store.ts';
import { readStoreBytes, type StoreBytes } from '../../helpers/store-bytes.ts';

const ZONE = new Zone('Europe/Budapest');
const AT = instant(Date.UTC(2026, 0, 1));
const LATER = instant(Date.UTC(2026, 5, 1));
const TENANT = tenantId('acme');
const CHATS = 240;
const APPENDED = 20;
const FINGERPRINT_BYTES = 20;

/** Contacts of the chats: those whose number is not 2 more than a multiple of 3 are removed. */
const contactOf = (id: number) => 1_000 + id;
const isErased = (id: number) => id % 3 === 0;
const isRedacted = (id: number) => id % 3 === 1;

/** The numbers from 1 to CHATS in an order that splits pages in many places. */
function shuffledIds(): readonly number[] {
  return Array.from({ length: CHATS }, (_, index) => ((index * 89) % CHATS) + 1);
}

/** Bytes in the middle of each document as it was stored, and of no other: a compressed text cannot be found by its words. */
function fingerprintsOf({ segments, raw }: StoreBytes, isWanted: (id: number) => boolean): readonly string[] {
  const all = [...segments].map(([id, segment]) => ({ id, text: segment.toString('latin1') }));
  return all.flatMap(({ id, text }) => {
    const fingerprint = text.slice(text.length / 2, text.length / 2 + FINGERPRINT_BYTES);
    const isOwn = !all.some((other) => other.id !== id && other.text.includes(fingerprint));
    return isWanted(id) && isOwn && raw.includes(fingerprint) ? [fingerprint] : [];
  });
}

function countCanaries({ raw, unpacked }: StoreBytes, isWanted: (id: number) => boolean) {
  const found = { raw: 0, unpacked: 0 };
  for (const id of shuffledIds().filter(isWanted)) {
    if (raw.includes(canaryOf(String(id)))) found.raw += 1;
    if (unpacked.includes(canaryOf(String(id)))) found.unpacked += 1;
  }
  return found;
}

describe('the files of a SQLite store', () => {
  let installation: SqliteStore;
  let store: ChatStore;
  let project: ProjectStore;
  const scope: ProjectScope = { tenantId: TENANT ?? ('' as never), projectId: projectId(822) };
  const isGone = (id: number) => isErased(id) || isRedacted(id);

  beforeEach(async () => {
    installation = new SqliteStore();
    store = await installation.open();
    project = await makeProject(store, { ...scope, name: 'Support', zone: ZONE, createdAt: AT });
  });
  afterEach(async () => {
    await store[Symbol.asyncDispose]();
    await installation[Symbol.asyncDispose]();
  });

  /** Rows and chats of small events, in an order by which pages are split and rows moved from one to another. */
  async function fill(): Promise<void> {
    const ofEvents = (id: number) => {
      const events = canaryEvents(String(id), contactOf(id), AT).map((event, at) => ({ ...event, seq: at + 1 }));
      return importChat(id, events as ChatEvent[], scope.projectId, ZONE);
    };
    const ofRow = (id: number) => importRow(canaryRow(String(id), id, contactOf(id)), scope.projectId, ZONE);
    for (const id of shuffledIds()) await project.chats.import([id % 8 === 0 ? ofRow(id) : ofEvents(id)], AT);
    for (let id = CHATS + 1; id <= CHATS + APPENDED; id += 1) await append(id);
    while (await store.maintenance.compact(1_000));
    while (await store.maintenance.indexWords(1_000));
  }

  /** Event by event, so that older states of the document stand in the log and in freed places. */
  async function append(id: number): Promise<void> {
    const [start, ...rest] = canaryEvents(String(id), contactOf(id), AT);
    if (start === undefined) throw new TypeError('there is no first event');
    await project.chats.append({ chatId: null, events: [start] });
    for (const event of rest) await project.chats.append({ chatId: chatId(id), events: [event] });
  }

  async function remove(): Promise<void> {
    for (const id of [...shuffledIds(), ...Array.from({ length: APPENDED }, (_, index) => CHATS + 1 + index)]) {
      if (isErased(id)) expect(await project.privacy.eraseChat(chatId(id), LATER, 'operator')).not.toBeNull();
      if (isRedacted(id)) {
        const target = { kind: 'contact', contactId: contactOf(id) } as const;
        expect(await project.privacy.redact(target, LATER, 'operator')).toMatchObject({ chats: 1 });
      }
    }
  }

  test('hold nothing of what was erased or redacted after a scrub, and everything else', {
    timeout: 60_000,
  }, async () => {
    await fill();
    const before = readStoreBytes(installation.directory);
    expect(before.names).toEqual(
      [
        'parley.db',
        'parley.db-shm',
        'parley.db-wal',
        'serve.json',
        'serve.lock',
        'serve.lock-shm',
        'serve.lock-wal',
      ].filter((name) => before.names.includes(name)),
    );
    expect(countCanaries(before, isGone)).toEqual({ raw: 160, unpacked: 160 });
    const fingerprints = fingerprintsOf(before, isGone);
    expect(fingerprints.length).toBeGreaterThan(100);

    await remove();
    const unscrubbed = readStoreBytes(installation.directory);
    expect(countCanaries(unscrubbed, isGone).raw).toBeGreaterThan(0);
    expect(fingerprints.filter((fingerprint) => unscrubbed.raw.includes(fingerprint)).length).toBeGreaterThan(0);

    expect(await store.maintenance.scrub()).toBe(true);
    const after = readStoreBytes(installation.directory);
    expect(countCanaries(after, isGone)).toEqual({ raw: 0, unpacked: 0 });
    expect(fingerprints.filter((fingerprint) => after.raw.includes(fingerprint))).toEqual([]);
    expect(countCanaries(after, (id) => !isGone(id))).toEqual({ raw: 80, unpacked: 80 });
    for (const id of [CHATS + 1, CHATS + 3]) expect(after.raw + after.unpacked).not.toContain(canaryOf(String(id)));

    // Whoever had pages in memory must not bring the old bytes back with its next writes.
    for (let id = CHATS + APPENDED + 1; id <= CHATS + APPENDED + 20; id += 1) await append(id);
    while (await store.maintenance.compact(1_000));
    while (await store.maintenance.indexWords(1_000));
    expect(countCanaries(readStoreBytes(installation.directory), isGone)).toEqual({ raw: 0, unpacked: 0 });
    await store[Symbol.asyncDispose]();
    const database = new DatabaseSync(join(installation.directory, STORE_FILE));
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    database.close();
    expect(countCanaries(readStoreBytes(installation.directory), isGone)).toEqual({ raw: 0, unpacked: 0 });
    store = await installation.open();
  });

  test('are scrubbed while chats are written all the time', { timeout: 60_000 }, async () => {
    await fill();
    await remove();
    let isOver = false;
    const writing = (async () => {
      for (let id = CHATS + APPENDED + 1; !isOver; id += 1) await append(id);
    })();
    expect(await store.maintenance.scrub()).toBe(true);
    isOver = true;
    await writing;
    expect(countCanaries(readStoreBytes(installation.directory), isGone)).toEqual({ raw: 0, unpacked: 0 });
  });

  test('keep what was removed while a reader holds an older state, and lose it when it is gone', {
    timeout: 60_000,
  }, async () => {
    await append(1);
    const reader = new DatabaseSync(join(installation.directory, STORE_FILE), { readOnly: true });
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM chat').get();
    await project.privacy.eraseChat(chatId(1), LATER, 'operator');
    expect(await store.maintenance.scrub()).toBe(false);
    expect(await store.maintenance.findScrubDue()).not.toBeNull();
    expect(readStoreBytes(installation.directory).raw).toContain(canaryOf('1'));
    reader.exec('ROLLBACK');
    expect(await store.maintenance.scrub()).toBe(true);
    expect(await store.maintenance.findScrubDue()).toBeNull();
    reader.close();
    expect(readStoreBytes(installation.directory).raw).not.toContain(canaryOf('1'));
  });
});
