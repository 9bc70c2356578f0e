/** The schemas of the feed, the digest and of redaction accept what the server sends and refuse what would mislead a client. */
import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import {
  ChatChangesReply,
  ChatDigestReply,
  ErasedChatReply,
  RedactionReply,
  RedactionRequest,
} from './sync-envelope.ts';

const erased = {
  chatId: 7,
  projectId: 822,
  ext: { deleted: true, deletedAt: '2026-01-01T00:00:00.000Z', revision: 9 },
};
const left = { chatId: 7, projectId: 822, ext: { left: true, revision: 9 } };
const day = { date: '2026-01-01', count: 1, checksum: '00000000000000ff' };
const digest = { cursor: 'p1.x', count: 1, checksum: '00000000000000ff', days: [day] };

test.each([
  ['an empty page', ChatChangesReply, { response: [], responseCount: 0, errors: [] }],
  ['a page of what is gone', ChatChangesReply, { response: [erased, left], responseCount: 2, errors: [] }],
  ['a digest', ChatDigestReply, { response: digest, errors: [] }],
  ['an erasure', ErasedChatReply, { response: erased, errors: [] }],
  ['a redaction', RedactionReply, { response: { chats: 1, messages: 0 }, errors: [] }],
  ['a message to redact', RedactionRequest, { chatId: 0, seq: 1 }],
  ['a chat to redact', RedactionRequest, { chatId: 0, whole: true, reason: 'asked for' }],
  ['a contact to redact', RedactionRequest, { contactId: 1 }],
] as const)('%s is accepted', (_, schema, value) => {
  expect(Value.Check(schema, value)).toBe(true);
});

test.each([
  ['half a chat', ChatChangesReply, { response: [{ chatId: 7, projectId: 822 }], responseCount: 1, errors: [] }],
  ['a tombstone without its time', ErasedChatReply, { response: left, errors: [] }],
  ['a checksum in upper case', ChatDigestReply, { response: { ...digest, checksum: '00000000000000FF' }, errors: [] }],
  ['a checksum that is too short', ChatDigestReply, { response: { ...digest, checksum: 'ff' }, errors: [] }],
  ['a message and a contact', RedactionRequest, { chatId: 7, seq: 3, contactId: 6 }],
  ['a chat without a message', RedactionRequest, { chatId: 7 }],
  ['a chat that is not whole', RedactionRequest, { chatId: 7, whole: false }],
  ['an empty reason', RedactionRequest, { contactId: 6, reason: '' }],
  ['the contact 0, which is none', RedactionRequest, { contactId: 0 }],
  ['a member too many', RedactionRequest, { contactId: 6, dryRun: true }],
  ['text for a number', RedactionRequest, { contactId: '6' }],
] as const)('%s is refused', (_, schema, value) => {
  expect(Value.Check(schema, value)).toBe(false);
});
