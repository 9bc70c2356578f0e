import { deflateRawSync } from 'node:zlib';
import { CHAT_KEYS, type Chat, type LoggedChat } from '@parley/contract';
import { expect, test } from 'vitest';
import example from '../../services/sample/page-example.json' with { type: 'json' };
import type { StoredExt } from '../fold/folded-chat.ts';
import { TIME_NAMES } from '../view/printed-times.ts';
import { briefKeys, ChatBrief, packBrief, previewOf } from './chat-brief.ts';
import { openStoredBlock } from './stored-blocks.ts';

const [page] = example.response;
const CHAT = page as unknown as Chat;
const senders = (...names: readonly ('visitor' | 'agent' | null)[]) =>
  ({
    chat: {
      imported: null,
      times: { ...NO_TIMES, sessionStart: '2025-01-01T10:00:00Z', lastAgentMessage: '2025-01-01T10:00:09.5Z' },
    },
    messages: names.map((sender) => ({ sender })),
  }) as unknown as StoredExt;
const NO_TIMES = Object.fromEntries(TIME_NAMES.map((name) => [name, null]));

function saying(...texts: readonly string[]): LoggedChat {
  const transcript = texts.map((message) => ({ ...CHAT.transcript[0], message }));
  return { ...CHAT, transcript, visitorTranscript: texts.join(' ') } as LoggedChat;
}

const asStored = (packed: Uint8Array) => packed;
const compressed = (packed: Uint8Array) => deflateRawSync(openStoredBlock(packed) ?? packed);

test.each([
  ['as it is stored', asStored],
  ['compressed, as earlier versions stored it', compressed],
])('a brief has all keys but the transcripts: %s', (_, form) => {
  const packed = packBrief(CHAT, senders('visitor', 'agent', 'agent'));
  const { chat, preview, times, isImported } = ChatBrief.unpack(form(packed ?? new Uint8Array()));
  expect(Object.keys(chat)).toEqual([...CHAT_KEYS]);
  expect(chat).toEqual({ ...CHAT, transcript: [], visitorTranscript: '', agentTranscript: '' });
  expect(preview).toEqual({ text: 'Hi there', messageCount: 3 });
  const start = Date.UTC(2025, 0, 1, 10);
  expect(times).toEqual({ ...NO_TIMES, sessionStart: start, lastAgentMessage: start + 9_500 });
  expect(isImported).toBe(false);
});

test.each([
  ['as it is', {}],
  ['brackets, commas and quotes in texts', { pageName: '],[{"a\\":1},\\', visitorName: '"' }],
  ['what UTF-8 makes long, and half of a surrogate', { visitorName: '\ud83d\ude00é', pageName: '\ud83d' }],
  ['null', { ticketType: null, transfers: null, duration: null }],
])('keys are printed from the bytes of a brief as from its chat: %s', (_, odd) => {
  const chat = { ...CHAT, ...odd } as LoggedChat;
  const brief = ChatBrief.unpack(packBrief(chat, senders('visitor')) ?? new Uint8Array());
  const keys = CHAT_KEYS.filter((key) => !key.toLowerCase().endsWith('transcript'));
  for (const some of [keys, keys.toReversed(), keys.slice(0, 1), ['transfers', 'ticketType'] as const]) {
    const expected = JSON.stringify(Object.fromEntries(some.map((key) => [key, chat[key]])));
    expect(brief.print(briefKeys(some) ?? []).toString()).toBe(expected);
  }
  expect(brief.text('pageName')).toBe(JSON.stringify(chat.pageName));
  expect(briefKeys(['chatId', 'transcript'])).toBeNull();
});

test('times without a start are what they are', () => {
  const stored = { chat: { imported: {}, times: { ...NO_TIMES, sessionClose: '2025-01-01T10:00:00Z' } }, messages: [] };
  const { times, isImported } = ChatBrief.unpack(packBrief(CHAT, stored as unknown as StoredExt) ?? new Uint8Array());
  expect([times, isImported]).toEqual([{ ...NO_TIMES, sessionClose: Date.UTC(2025, 0, 1, 10) }, true]);
});

test('a brief of another version is refused', () => {
  const values = JSON.stringify([1, 2, 3]);
  expect(() => ChatBrief.unpack(deflateRawSync(values))).toThrow(TypeError);
});

test('a chat with very much beside its transcripts has none', () => {
  expect(packBrief({ ...CHAT, pageName: 'x'.repeat(70_000) }, senders())).toBeNull();
  expect(packBrief(saying('x'.repeat(70_000)), senders('visitor'))?.length).toBeLessThan(1_000);
});

test('the preview is the first text of the visitor, and of all texts where nobody knows who wrote them', () => {
  expect(
    previewOf(saying('hello', ' ', 'I need help', 'more'), senders('agent', 'visitor', 'visitor', 'visitor')).text,
  ).toBe('I need help');
  expect(previewOf(saying('one', 'two'), senders(null, null)).text).toBe('one two');
  expect(previewOf({ ...CHAT, transcript: null, visitorTranscript: null } as unknown as LoggedChat, senders())).toEqual(
    {
      text: '',
      messageCount: null,
    },
  );
});

test('a preview has at most 200 units, and never a part of what is read as one character', () => {
  const family = '👨‍👩‍👧‍👦';
  for (const [text, length] of [
    ['a'.repeat(200), 200],
    ['a'.repeat(201), 200],
    [`${'a'.repeat(199)}é`, 200],
    [`${'a'.repeat(199)}e\u0301b`, 199],
    [`${'a'.repeat(199)}😀`, 199],
    [`${'a'.repeat(195)}${family}x`, 195],
    [family.repeat(30), 198],
  ] as const) {
    const { text: shown } = previewOf(saying(text), senders('visitor'));
    expect(shown).toHaveLength(length);
    expect(text.startsWith(shown)).toBe(true);
  }
});
