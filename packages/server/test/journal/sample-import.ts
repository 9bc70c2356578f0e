/** Sample chats ready to be stored or appended. Used by the tests of the store. */
import { createHash } from 'node:crypto';
import { sampleChats } from '../../src/desk/sample/generate-sample.ts';
import type { AppendRequest, ImportChat } from '../../src/journal/journal.ts';
import { decodeEventLine } from '../../src/log/event-format.ts';
import { foldChat } from '../../src/log/fold-chat.ts';
import { sealChat } from '../../src/log/seal-chat.ts';
import type { ChatEvent } from '../../src/model/event.ts';
import { chatId, type ProjectId } from '../../src/model/ids.ts';
import type { Zone } from '../../src/model/zone.ts';

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
