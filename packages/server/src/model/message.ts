/** The current messages of a chat, in order of sending. Computed from the message events of the state. */
import type { Attachment } from '@parley/contract';
import { type Chain, toArray } from './chain.ts';
import type { MessageEntry } from './chat-state.ts';
import type { BodyOf } from './event-of.ts';
import type { Instant } from './instant.ts';

export interface Message {
  readonly seq: number;
  readonly id: string;
  readonly sender: 'visitor' | 'agent' | 'bot';
  /** 0 when unknown or not an agent. */
  readonly senderId: number;
  readonly name: string;
  /** The channel's time of sending or the arrival, whichever is earlier. */
  readonly sentAt: Instant;
  readonly text: string;
  readonly pageUrl: string;
  readonly pageTitle: string;
  readonly attachments: readonly Attachment[];
  readonly editedAt: Instant | null;
  readonly isRedacted: boolean;
}

/**
 * The messages after edits and redactions, ordered by (sentAt, seq). Neither changes the time of a message; no edit restores
 * text after a redaction. Both mean every message of that id, and a redaction also those that come later. An edit or
 * redaction of an unknown message changes nothing.
 */
export function messagesOf(log: Chain<MessageEntry> | null): readonly Message[] {
  const messages: Message[] = [];
  const indexesById = new Map<string, number[]>();
  const redactedIds = new Set<string>();
  let isOrdered = true;
  for (const { header, body } of toArray(log)) {
    if (body.type === 'message.sent') {
      const message = newMessage(header.seq, header.at, body);
      isOrdered &&= (messages.at(-1)?.sentAt ?? message.sentAt) <= message.sentAt;
      const indexes = indexesById.get(message.id);
      if (indexes === undefined) indexesById.set(message.id, [messages.length]);
      else indexes.push(messages.length);
      messages.push(redactedIds.has(message.id) ? emptied(message) : message);
      continue;
    }
    const indexes = indexesById.get(body.messageId) ?? [];
    if (body.type === 'message.redacted' && indexes.length > 0) redactedIds.add(body.messageId);
    for (const index of indexes) {
      const message = messages[index];
      if (message !== undefined) messages[index] = changed(message, header.at, body);
    }
  }
  return isOrdered ? messages : messages.sort((a, b) => a.sentAt - b.sentAt || a.seq - b.seq);
}

function newMessage(seq: number, at: Instant, body: BodyOf<'message.sent'>): Message {
  return {
    seq,
    id: body.messageId,
    sender: body.sender,
    senderId: body.sender === 'agent' ? (body.senderId ?? 0) : 0,
    name: body.name,
    sentAt: body.sentAt !== undefined && body.sentAt < at ? body.sentAt : at,
    text: body.text,
    pageUrl: body.pageUrl ?? '',
    pageTitle: body.pageTitle ?? '',
    attachments: body.attachments ?? [],
    editedAt: null,
    isRedacted: false,
  };
}

function changed(message: Message, at: Instant, body: BodyOf<'message.edited' | 'message.redacted'>): Message {
  if (body.type === 'message.redacted') return emptied(message);
  return message.isRedacted ? message : { ...message, text: body.text, editedAt: at };
}

function emptied(message: Message): Message {
  return { ...message, text: '', attachments: [], isRedacted: true };
}
