import { describe, expect, test } from 'vitest';
import type { ChatEvent } from '../../../model/event.ts';
import { chatId } from '../../../model/ids.ts';
import { instant } from '../../../model/instant.ts';
import { lifecycleAfter } from '../../../model/lifecycle/lifecycle.ts';
import { type KeptChat, KeptChats } from './kept-chats.ts';

const PROJECT = { projectRow: 1, zoneRevision: 0 };

function kept(id: number, revision: number, text = 'Hello'): KeptChat {
  const header = { at: instant(0), offsetMinutes: 0 };
  const events: readonly ChatEvent[] = [
    { ...header, seq: 1, body: { type: 'chat.started', channel: 'webchat', sessionId: 's' } },
    { ...header, seq: 2, body: { type: 'message.sent', sender: 'visitor', name: '', messageId: 'm', text } },
  ];
  const indexed = { found: [], facts: [] };
  return { chatId: chatId(id), revision, events, indexed, lifecycle: lifecycleAfter(events) };
}

describe('kept chats', () => {
  test('one is found at its revision, and at no other', () => {
    const chats = new KeptChats();
    chats.keep(PROJECT, kept(7, 3));
    expect(chats.find(PROJECT, chatId(7), 3)?.chatId).toBe(7);
    expect(chats.find(PROJECT, chatId(7), 4)).toBeNull();
    expect(chats.find(PROJECT, chatId(8), 3)).toBeNull();
    expect(chats.find({ ...PROJECT, projectRow: 2 }, chatId(7), 3)).toBeNull();
    expect(chats.find({ ...PROJECT, zoneRevision: 1 }, chatId(7), 3)).toBeNull();
  });

  test('an older one never takes the place of a newer one', () => {
    const chats = new KeptChats();
    chats.keep(PROJECT, kept(7, 4));
    chats.keep(PROJECT, kept(7, 3));
    expect(chats.find(PROJECT, chatId(7), 4)).not.toBeNull();
    expect(chats.find(PROJECT, chatId(7), 3)).toBeNull();
  });

  test('beyond the limit the one goes that was used least recently', () => {
    const chats = new KeptChats(1_500);
    for (const id of [1, 2, 3]) chats.keep(PROJECT, kept(id, 1));
    expect(chats.find(PROJECT, chatId(1), 1)).not.toBeNull();
    chats.keep(PROJECT, kept(4, 1));
    expect([1, 2, 3, 4].map((id) => chats.find(PROJECT, chatId(id), 1) !== null)).toEqual([true, false, true, true]);
    chats.keep(PROJECT, kept(5, 1, 'x'.repeat(2_000)));
    expect(chats.find(PROJECT, chatId(5), 1)).toBeNull();
  });

  test('nothing is left after it was cleared', () => {
    const chats = new KeptChats();
    chats.keep(PROJECT, kept(7, 3));
    chats.clear();
    expect(chats.find(PROJECT, chatId(7), 3)).toBeNull();
    chats.keep(PROJECT, kept(7, 3));
    expect(chats.find(PROJECT, chatId(7), 3)).not.toBeNull();
  });
});
