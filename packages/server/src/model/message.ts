/** The messages of a chat as they stand now, in order of sending. Made from the state's log of what happened to them. */
import type { Attachment } from '@parley/contract';
import { type Chain, toArray } from './chain.ts';
import type { MessageEntry } from './chat-state.ts';
import type { BodyOf } from './event-of.ts';
import type { Instant } from './instant.ts';

export interface Message {
  readonly seq: number;
  readonly id: string;
  readonly sender: 'visitor' | 'agent' | 'bot';
  /** 0 when it is not known or no agent. */
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
 * The messages after edits and redactions, ordered by (sentAt, seq). Neither moves the time of a message; after a redaction
 * no edit brings text back. An edit or redaction of a message that is not there changes nothing.
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
