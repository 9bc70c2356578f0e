import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { projectId, type TenantId, tenantId } from '../../src/model/ids.ts';
import { instant } from '../../src/model/instant.ts';
import { type Randomness, SYSTEM_RANDOMNESS } from '../../src/platform/randomness.ts';
import { createKey, type KeyRequest, newKeyText } from '../../src/services/access/create-key.ts';
import { createProject } from '../../src/services/access/create-project.ts';
import type { ChatStore } from '../../src/store/chat-store.ts';
import { openSqliteStore } from '../helpers/sqlite-store.ts';
import { testDeed } from '../helpers/test-deed.ts';

const NOW = instant(Date.UTC(2026, 5, 1));
const ACME = tenantId('acme') as TenantId;
const REQUEST: KeyRequest = {
  tenantId: ACME,
  name: 'warehouse',
  queueIds: null,
  projectIds: [projectId(822)],
  scopes: ['chats:read'],
  startSemantics: 'id',
  allowedIps: ['192.0.2.0/24', '2001:db8::1'],
  expiresAt: null,
};

describe('making projects and keys', () => {
  let directory = '';
  let store: ChatStore;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'parley-key-'));
    store = await openSqliteStore(directory, { mode: 'tool', nowMs: () => NOW });
    const scope = { tenantId: ACME, projectId: projectId(822) };
    await createProject(store, { ...scope, name: 'Support', zoneName: 'europe/budapest' }, testDeed(NOW));
  });
  afterEach(async () => {
    await store[Symbol.asyncDispose]();
    rmSync(directory, { recursive: true });
  });

  test('stores a digest of the key and never the key', async () => {
    const created = await createKey(store, REQUEST, testDeed(NOW), SYSTEM_RANDOMNESS);
    if ('refused' in created) throw new TypeError(created.refused);
    expect(created.key).toMatch(/^pk[A-Za-z0-9]{42}$/);
    expect(created.prefix).toBe(created.key.slice(0, 12));
    const stored = await store.keys.findByPrefix(created.prefix);
    expect(stored).toMatchObject({ ...REQUEST, createdAt: NOW, revokedAt: null });
    expect(Buffer.from(stored?.sha256 ?? [])).toEqual(createHash('sha256').update(created.key).digest());
    expect(JSON.stringify(stored)).not.toContain(created.key);
  });

  test.each<[Partial<KeyRequest>, object]>([
    [{ projectIds: [projectId(822), projectId(823)] }, { refused: 'project-not-found', projectId: 823 }],
    [{ tenantId: tenantId('other') as TenantId }, { refused: 'tenant-has-no-project' }],
    [{ allowedIps: ['192.0.2.0/33'] }, { refused: 'bad-address', address: '192.0.2.0/33' }],
    [{ allowedIps: ['192.0.2.256'] }, { refused: 'bad-address', address: '192.0.2.256' }],
    [{ allowedIps: ['::1/129'] }, { refused: 'bad-address', address: '::1/129' }],
    [{ expiresAt: NOW }, { refused: 'expired-already' }],
  ])('refuses %j', async (change, refusal) => {
    expect(await createKey(store, { ...REQUEST, ...change }, testDeed(NOW), SYSTEM_RANDOMNESS)).toEqual(refusal);
    expect(await store.keys.list(ACME)).toEqual([]);
  });

  test.each([
    ['Europe/Budapes', 'Europe/Budapest'],
    ['+01:00', null],
    ['Nowhere/At/All', null],
  ])('knows no zone %s and suggests %s', async (zoneName, nearest) => {
    const project = { tenantId: ACME, projectId: projectId(1), name: 'Sales', zoneName };
    expect(await createProject(store, project, testDeed(NOW))).toEqual({ refused: 'unknown-time-zone', nearest });
  });

  test('does not make a project twice', async () => {
    const project = { tenantId: ACME, projectId: projectId(822), name: 'Again', zoneName: 'UTC' };
    expect(await createProject(store, project, testDeed(NOW))).toEqual({ refused: 'project-exists' });
    expect((await store.project(project))?.name).toBe('Support');
  });
});

describe('newKeyText', () => {
  /** Answers 0, 1, 2 … below the bound. */
  function countingRandomness(): Randomness {
    let next = 0;
    return { integerBelow: (bound) => next++ % bound, uuid: () => '', bytes: (count: number) => new Uint8Array(count) };
  }

  test('uses every letter and digit and nothing else', () => {
    const source = countingRandomness();
    const characters = new Set([newKeyText(source), newKeyText(source)].map((key) => key.slice(2)).join(''));
    expect(characters.size).toBe(62);
    expect([...characters].join('')).toMatch(/^[A-Za-z0-9]+$/);
  });

  test('is another one each time', () => {
    const keys = Array.from({ length: 200 }, () => newKeyText(SYSTEM_RANDOMNESS));
    expect(new Set(keys.map((key) => key.slice(0, 12))).size).toBe(200);
    for (const key of keys) expect(key).toMatch(/^pk[A-Za-z0-9]{42}$/);
  });
});
