import { CHAT_KEYS, type Chat, type LoggedChat } from '@parley/contract';
import { expect, test } from 'vitest';
import example from '../../services/sample/page-example.json' with { type: 'json' };
import type { StoredExt } from '../fold/folded-chat.ts';
import { packBrief, previewOf, unpackBrief } from './chat-brief.ts';

const [page] = example.response;
const CHAT = page as unknown as Chat;
const senders = (...names: readonly ('visitor' | 'agent' | null)[]) =>
  ({ messages: names.map((sender) => ({ sender })) }) as unknown as StoredExt;

function saying(...texts: readonly string[]): LoggedChat {
  const transcript = texts.map((message) => ({ ...CHAT.transcript[0], message }));
  return { ...CHAT, transcript, visitorTranscript: texts.join(' ') } as LoggedChat;
}

test.each([true, false])('a brief has all keys but the transcripts (compressed: %s)', (isCompressed) => {
  const packed = packBrief(CHAT, senders('visitor', 'agent', 'agent'), isCompressed);
  const { chat, preview } = unpackBrief(packed ?? new Uint8Array());
  expect(Object.keys(chat)).toEqual([...CHAT_KEYS]);
  expect(chat).toEqual({ ...CHAT, transcript: [], visitorTranscript: '', agentTranscript: '' });
  expect(preview).toEqual({ text: 'Hi there', messageCount: 3 });
});

test('a chat with very much beside its transcripts has none', () => {
  expect(packBrief({ ...CHAT, pageName: 'x'.repeat(70_000) }, senders(), true)).toBeNull();
  expect(packBrief(saying('x'.repeat(70_000)), senders('visitor'), true)?.length).toBeLessThan(1_000);
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
