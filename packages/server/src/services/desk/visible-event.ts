/** What each side of a live chat sees of its events. */
import {
  type Attachment,
  type EventType,
  LIVE_PROTOCOL,
  type LiveEvent,
  type Side,
  type WireEvent,
} from '@parley/contract';
import { encodeEvent } from '../../chat-log/input/event-format.ts';
import type { StoredEvent } from '../../model/event.ts';
import type { ChatId } from '../../model/ids.ts';

type WireOf<T extends EventType> = Extract<WireEvent, { type: T }>;
/** What a visitor sees of it; null: only that something happened. */
type Shown<T extends EventType> = (event: WireOf<T>) => WireOf<T> | null;

const whole = <E>(event: E) => event;
const nothing = () => null;

/** Visitors see what was said, who answers, and how their chat goes; nothing of how it is worked on. */
const TO_VISITORS: { readonly [T in EventType]: Shown<T> } = {
  'chat.started': ({ type, at, channel, sessionId }) => ({ type, at, channel, sessionId }),
  'message.sent': whole,
  'message.edited': whole,
  'message.redacted': whole,
  'note.added': nothing,
  'page.viewed': nothing,
  'chat.queued': ({ type, at, queue: { queueId, name } }) => ({ type, at, queue: { queueId, name } }),
  'agent.offered': nothing,
  'agent.declined': nothing,
  'agent.accepted': whole,
  'agent.disconnected': whole,
  'chat.transferred': ({ reason: _, ...event }) => event,
  'chat.parked': nothing,
  'hours.ended': whole,
  'hours.began': whole,
  'bot.handed_off': ({ type, at }) => ({ type, at }),
  'contact.identified': nothing,
  'ticket.linked': nothing,
  'spam.marked': nothing,
  'spam.unmarked': nothing,
  'sla.missed': nothing,
  // That they are taken for a spammer, nobody tells them.
  'chat.closed': (event) => (event.reason === 'spam' ? { ...event, reason: 'agent' } : event),
  'chat.reopened': whole,
  'chat.finalized': whole,
};

/** Gives a file another address, by which the reader opens it without a key. */
export type LinkFile = (attachment: Attachment) => Attachment;

/** The event as that side gets it. Imported chats are never live. */
export function visibleEvent(chatId: ChatId, event: StoredEvent, side: Side, linkFile: LinkFile): LiveEvent {
  const header = { v: LIVE_PROTOCOL, chatId, seq: event.seq } as const;
  if (event.body.type === 'chat.imported') throw new TypeError(`chat ${chatId} was imported`);
  const wire = withLinks(encodeEvent({ ...event, body: event.body }), linkFile);
  const show = TO_VISITORS[wire.type] as Shown<EventType>;
  const shown = side === 'agent' ? wire : show(wire);
  return { ...header, ...(shown ?? { type: 'hidden', at: wire.at }) };
}

function withLinks(wire: WireEvent, linkFile: LinkFile): WireEvent {
  if (wire.type !== 'message.sent' || wire.attachments === undefined) return wire;
  return { ...wire, attachments: wire.attachments.map(linkFile) };
}
