/** The cursor of the change feed: a cursor that the server gave is accepted, and nothing else is. */
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AgentId, projectId, queueId, type TenantId } from '../../model/ids.ts';
import { instant } from '../../model/instant.ts';
import { type CursorBinding, decodeCursor, encodeCursor } from './sync-cursor.ts';

const SECRET = new Uint8Array(32).fill(7);
const BINDING: CursorBinding = {
  epoch: '8a0f4f5e-6f0e-4b53-b9d8-9a5a0f3f0c11',
  zoneRevision: 0,
  tenantId: 'acme' as TenantId,
  projectId: projectId(822),
  queueIds: null,
  selection: { lastAgent: 660 as AgentId, startedFrom: instant(1_000), isOpen: false },
  scope: 'read',
};
const POSITION = '123456.789';

test('a position comes back, whatever it is, in at most 512 characters', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9.]{1,64}$/), (position) => {
      const cursor = encodeCursor(SECRET, BINDING, position);
      expect(cursor).toMatch(/^p1\.[A-Za-z0-9_-]+$/);
      expect(cursor.length).toBeLessThanOrEqual(512);
      expect(decodeCursor(SECRET, BINDING, cursor)).toEqual({ position });
    }),
    { numRuns: 200, seed: 1 },
  );
});

test('the same selection in another order, or with absent members, is the same', () => {
  const cursor = encodeCursor(SECRET, BINDING, POSITION);
  const { lastAgent, startedFrom, isOpen } = BINDING.selection;
  const selection = { isOpen, startedFrom, lastAgent, entityId: undefined } as unknown as CursorBinding['selection'];
  expect(decodeCursor(SECRET, { ...BINDING, selection }, cursor)).toEqual({ position: POSITION });
});

test('every single character changed, added or taken away is refused', () => {
  const cursor = encodeCursor(SECRET, BINDING, POSITION);
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=. %\n\u00e9\0';
  let tried = 0;
  for (let at = 0; at <= cursor.length; at += 1) {
    for (const character of alphabet) {
      const inserted = cursor.slice(0, at) + character + cursor.slice(at);
      const replaced = cursor.slice(0, at) + character + cursor.slice(at + 1);
      for (const text of [inserted, replaced]) {
        if (text === cursor) continue;
        tried += 1;
        expect(decodeCursor(SECRET, BINDING, text), JSON.stringify(text)).toEqual({ problem: 'malformed' });
      }
    }
    if (at === cursor.length) continue;
    const shortened = cursor.slice(0, at) + cursor.slice(at + 1);
    expect(decodeCursor(SECRET, BINDING, shortened)).toEqual({ problem: 'malformed' });
    expect(decodeCursor(SECRET, BINDING, cursor.slice(0, at))).toEqual({ problem: 'malformed' });
  }
  expect(tried).toBeGreaterThan(10_000);
});

test('every single bit changed below the text is refused', () => {
  const bytes = Buffer.from(encodeCursor(SECRET, BINDING, POSITION).slice(3), 'base64url');
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    expect(decodeCursor(SECRET, BINDING, `p1.${changed.toString('base64url')}`)).toEqual({ problem: 'malformed' });
  }
  expect(decodeCursor(SECRET, BINDING, `p1.${bytes.toString('base64url')}`)).toEqual({ position: POSITION });
});

test('any other text is refused, and so is a cursor of another secret or version', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ maxLength: 200 }), fc.base64String({ maxLength: 200 })), (text) => {
      for (const cursor of [text, `p1.${text}`]) {
        expect(decodeCursor(SECRET, BINDING, cursor)).toEqual({ problem: 'malformed' });
      }
    }),
    { numRuns: 500, seed: 2 },
  );
  const cursor = encodeCursor(SECRET, BINDING, POSITION);
  expect(decodeCursor(randomBytes(32), BINDING, cursor)).toEqual({ problem: 'malformed' });
  expect(decodeCursor(SECRET, BINDING, cursor.replace('p1.', 'p2.'))).toEqual({ problem: 'malformed' });
});

test.each<[string, Partial<CursorBinding>]>([
  ['project', { tenantId: 'other' as TenantId }],
  ['project', { projectId: projectId(823) }],
  ['epoch', { epoch: 'another' }],
  ['scope', { scope: 'metadata' }],
  ['scope', { queueIds: [queueId(3803)] }],
  ['selection', { selection: {} }],
  ['selection', { selection: { ...BINDING.selection, lastAgent: 661 as AgentId } }],
  ['selection', { selection: { ...BINDING.selection, isOpen: true } }],
  ['selection', { selection: { ...BINDING.selection, entityId: 0 } }],
])('made for another %s it is refused', (problem, other) => {
  const cursor = encodeCursor(SECRET, { ...BINDING, ...other }, POSITION);
  expect(decodeCursor(SECRET, BINDING, cursor)).toEqual({ problem });
});

test('the limit to queues counts whatever its order, and each one is a limit of its own', () => {
  const of = (...ids: readonly number[]) => ({ ...BINDING, queueIds: ids.map(queueId) });
  const cursor = encodeCursor(SECRET, of(3, 4), POSITION);
  expect(decodeCursor(SECRET, of(4, 3, 3), cursor)).toEqual({ position: POSITION });
  for (const other of [of(3), of(4), of(3, 4, 5), of(), BINDING]) {
    expect(decodeCursor(SECRET, other, cursor)).toEqual({ problem: 'scope' });
  }
});

test('made before the time zone was changed it is refused as such, and again after the next change', () => {
  const at = (zoneRevision: number, epoch = BINDING.epoch) => ({ ...BINDING, epoch, zoneRevision });
  const [first, second] = [0, 1].map((revision) => encodeCursor(SECRET, at(revision), POSITION));
  expect(decodeCursor(SECRET, at(1), second ?? '')).toEqual({ position: POSITION });
  expect(decodeCursor(SECRET, at(1), first ?? '')).toEqual({ problem: 'zone' });
  for (const cursor of [first, second]) expect(decodeCursor(SECRET, at(2), cursor ?? '')).toEqual({ problem: 'zone' });
  // One of a later change is of a history that this store does not have, as is one of another store.
  expect(decodeCursor(SECRET, at(0), second ?? '')).toEqual({ problem: 'epoch' });
  expect(decodeCursor(SECRET, at(2), encodeCursor(SECRET, at(1, 'another'), POSITION))).toEqual({ problem: 'epoch' });
});

test('of several things the project is told first, so that nothing is learned of another one', () => {
  const other = {
    epoch: 'x',
    zoneRevision: 1,
    tenantId: 'other' as TenantId,
    projectId: projectId(1),
    queueIds: null,
    selection: {},
    scope: 'metadata',
  } as const;
  expect(decodeCursor(SECRET, BINDING, encodeCursor(SECRET, other, POSITION))).toEqual({ problem: 'project' });
});
