/** A chat as a page shows it, made from its events and from what is on its way. Pure. */
import type { Refusal } from './live-call.ts';
import type { ChatEvents, InboxChat } from './live-types.ts';
import type { ChatEvent } from './stream-frames.ts';

type Sent = ChatEvents['message.sent'];
export type ChatPhase = InboxChat['phase'];

/** A message of the chat, or one of one's own on its way. */
export interface ChatMessage {
  readonly messageId: string;
  readonly sender: Sent['sender'];
  readonly name: string;
  readonly text: string;
  /** By the clock of the server; null while it is on its way. */
  readonly at: string | null;
  /** Number of its event; null while it is on its way. */
  readonly seq: number | null;
  readonly attachments: NonNullable<Sent['attachments']>;
  readonly isEdited: boolean;
  readonly isRedacted: boolean;
  /** `refused`: it can be sent again by `retry`, or removed by `discard`. */
  readonly state: 'sent' | 'waiting' | 'refused';
  /** Why it was refused; null unless it was. */
  readonly refusal: Refusal | null;
}

/** A chat as it is now. It never changes: what happens makes another. */
export interface LiveChat {
  /** null before the server has the first message. */
  readonly chatId: number | null;
  /** Number of the last event. */
  readonly lastSeq: number;
  /** null before anything is known. */
  readonly phase: ChatPhase | null;
  /** Who has the chat; null for nobody. */
  readonly agentName: string | null;
  /** In their order; those on their way at the end. */
  readonly messages: readonly ChatMessage[];
  /** Up to which event the other side has read. */
  readonly readSeq: number;
}

export const NO_CHAT: LiveChat = {
  chatId: null,
  lastSeq: 0,
  phase: null,
  agentName: null,
  messages: [],
  readSeq: 0,
};

export function chatAfter(chat: LiveChat, event: ChatEvent): LiveChat {
  const next = { ...chat, chatId: event.chatId, lastSeq: event.seq };
  switch (event.type) {
    case 'chat.started':
      return { ...next, phase: event.heldByBot === true ? 'bot' : 'queued' };
    case 'message.sent':
      return {
        ...next,
        messages: withMessage(chat.messages, messageOf(event, event.seq)),
        phase: unparked(chat, event),
      };
    case 'message.edited':
      return { ...next, messages: changed(chat.messages, event.messageId, { text: event.text, isEdited: true }) };
    case 'message.redacted':
      return {
        ...next,
        messages: changed(chat.messages, event.messageId, { text: '', attachments: [], isRedacted: true }),
      };
    case 'chat.queued':
    case 'agent.disconnected':
      return { ...next, phase: 'queued', agentName: null };
    case 'bot.handed_off':
    case 'hours.began':
      return { ...next, phase: 'queued' };
    case 'hours.ended':
      return { ...next, phase: 'offline' };
    case 'agent.accepted':
      return { ...next, phase: 'active', agentName: event.agent.name };
    case 'chat.transferred':
      return event.toAgent === undefined
        ? { ...next, phase: 'queued', agentName: null }
        : { ...next, phase: 'active', agentName: event.toAgent.name };
    case 'chat.parked':
      return { ...next, phase: 'parked' };
    case 'chat.closed':
      return { ...next, phase: event.final === false ? 'closing' : 'closed' };
    case 'chat.reopened':
      return { ...next, phase: chat.agentName === null ? 'queued' : 'active' };
    case 'chat.finalized':
      return { ...next, phase: 'closed' };
    default:
      return next;
  }
}

function unparked({ phase }: LiveChat, { sender }: Sent): ChatPhase | null {
  return phase === 'parked' && sender !== 'bot' ? 'active' : phase;
}

function messageOf(event: Sent, seq: number): ChatMessage {
  const { messageId, sender, name, text, at, attachments = [] } = event;
  const nothingYet = { isEdited: false, isRedacted: false, refusal: null } as const;
  return { messageId, sender, name, text, at, seq, attachments, ...nothingYet, state: 'sent' };
}

/** In the place of its order: what is on its way stays at the end. */
function withMessage(messages: readonly ChatMessage[], message: ChatMessage): readonly ChatMessage[] {
  const others = messages.filter(({ messageId }) => messageId !== message.messageId);
  const sent = others.filter(({ seq }) => seq !== null);
  return [...sent, message, ...others.filter(({ seq }) => seq === null)];
}

function changed(
  messages: readonly ChatMessage[],
  messageId: string,
  change: Partial<ChatMessage>,
): readonly ChatMessage[] {
  return messages.map((message) => (message.messageId === messageId ? { ...message, ...change } : message));
}

/** With a message of one's own that is on its way. */
export function withPending(
  chat: LiveChat,
  { id, text, sender }: { readonly id: string; readonly text: string; readonly sender: Sent['sender'] },
): LiveChat {
  if (chat.messages.some(({ messageId, seq }) => messageId === id && seq !== null)) return chat;
  const pending: ChatMessage = {
    ...messageOf({ type: 'message.sent', at: '', sender, name: '', messageId: id, text }, 0),
    at: null,
    seq: null,
    state: 'waiting',
  };
  const others = chat.messages.filter(({ messageId }) => messageId !== id);
  return { ...chat, messages: [...others, pending] };
}

/** The message is stored, though its event has not come yet. */
export function withAcknowledged(chat: LiveChat, id: string): LiveChat {
  return { ...chat, messages: changed(chat.messages, id, { state: 'sent' }) };
}

export function withRefused(chat: LiveChat, id: string, refusal: Refusal): LiveChat {
  const isThere = chat.messages.some(({ messageId, seq }) => messageId === id && seq !== null);
  return isThere ? chat : { ...chat, messages: changed(chat.messages, id, { state: 'refused', refusal }) };
}

/** Without a message that was never stored. */
export function withoutPending(chat: LiveChat, id: string): LiveChat {
  const messages = chat.messages.filter(({ messageId, seq }) => messageId !== id || seq !== null);
  return { ...chat, messages };
}
