/** Sample chats ready to be stored or appended. Used by the tests of the store. */
import { createHash } from 'node:crypto';
import { sealChat } from '../../src/chat-log/codec/seal-chat.ts';
import { foldChat } from '../../src/chat-log/fold/fold-chat.ts';
import { decodeEventLine } from '../../src/chat-log/input/event-format.ts';
import type { ImportChat } from '../../src/chat-log/input/import-chat.ts';
import type { ChatEvent } from '../../src/model/event.ts';
import { chatId, type ProjectId } from '../../src/model/ids.ts';
import type { Zone } from '../../src/model/zone.ts';
import { sampleChats } from '../../src/services/sample/generate-sample.ts';
import type { AppendRequest } from '../../src/store/chat-store.ts';

/** The events of `count` sample chats, in order of their ids. */
export function sampleEvents(count: number, seed: number): readonly (readonly ChatEvent[])[] {
  return Array.from(sampleChats({ chats: count, seed }), (line) => {
    const decoded = decodeEventLine(line);
    if ('problem' in decoded) throw new TypeError(`the sample is wrong: ${decoded.problem.reason}`);
    return decoded.events;
  });
}

export function importChat(id: number, events: readonly ChatEvent[], projectId: ProjectId, zone: Zone): ImportChat {
  const key = { projectId, chatId: chatId(id) };
  const contentHash = createHash('sha256').update(JSON.stringify(events)).digest();
  const folded = foldChat(key, events, zone);
  return { chatId: key.chatId, events, folded, sealed: sealChat(folded), contentHash };
}

/** Starts a chat with its first `count` events. */
export function startRequest(events: readonly ChatEvent[], count = events.length): AppendRequest {
  return { chatId: null, events: events.slice(0, count) };
}
