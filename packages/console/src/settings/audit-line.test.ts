import { expect, test } from 'vitest';
import type { AuditLine } from '../api/audit.ts';
import { chatOf, listOf, usedFilters } from './audit-line.ts';

const LINE: AuditLine = {
  at: '2026-01-05T10:00:00Z',
  projectid: 822,
  actor: 'user anna',
  action: 'chats.searched',
  target: null,
  reason: null,
  format: null,
  filters: [
    { name: 'disposition', value: 'Missed' },
    { name: 'q', value: null },
  ],
  requests: 3,
  rows: 150,
};

test('a line about a chat leads to it, unless it is gone', () => {
  const read: AuditLine = { ...LINE, action: 'chat.read', target: 'chat 7' };
  expect(chatOf(read)).toEqual({ projectId: '822', chatId: '7' });
  expect(chatOf({ ...read, action: 'message.redacted', target: 'chat 7 message 3' })?.chatId).toBe('7');
  expect(chatOf({ ...read, action: 'chat.erased' })).toBeNull();
  expect(chatOf({ ...read, target: 'contact 6' })).toBeNull();
  expect(chatOf({ ...read, action: 'person.changed', projectid: null, target: 'person chat 7' })).toBeNull();
});

test('a line about chosen chats leads to them where every filter is known', () => {
  const open: AuditLine = { ...LINE, filters: [{ name: 'disposition', value: 'Missed' }] };
  expect(listOf(open)).toEqual({ projectId: '822', search: { disposition: 'Missed' } });
  expect(listOf({ ...open, filters: [] })).toEqual({ projectId: '822', search: {} });
  expect(listOf(LINE)).toBeNull();
  expect(listOf({ ...open, filters: null })).toBeNull();
  expect(listOf({ ...open, rows: null })).toBeNull();
});

test('filters whose values are not kept are named', () => {
  const used = usedFilters({ filters: [...(LINE.filters ?? []), { name: 'tomorrow', value: null }] });
  expect(used?.kept).toEqual({ disposition: 'Missed' });
  expect(used?.hidden).toMatchObject([{ name: 'q' }, 'tomorrow']);
});
