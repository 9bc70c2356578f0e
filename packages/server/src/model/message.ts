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
 * text after a redaction. An edit or redaction of an unknown message changes nothing.
 */
export function messagesOf(log: Chain<MessageEntry> | null): readonly Message[] {
  const messages: Message[] = [];
  const indexById = new Map<string, number>();
  let isOrdered = true;
  for (const { header, body } of toArray(log)) {
    if (body.type === 'message.sent') {
      const message = newMessage(header.seq, header.at, body);
      isOrdered &&= (messages.at(-1)?.sentAt ?? message.sentAt) <= message.sentAt;
      indexById.set(message.id, messages.length);
      messages.push(message);
      continue;
    }
    const index = indexById.get(body.messageId);
    const message = index === undefined ? undefined : messages[index];
    if (index !== undefined && message) messages[index] = changed(message, header.at, body);
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
  if (body.type === 'message.redacted') return { ...message, text: '', attachments: [], isRedacted: true };
  return message.isRedacted ? message : { ...message, text: body.text, editedAt: at };
}
