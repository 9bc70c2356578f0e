/**
 * The event format, as `parley import` reads it and `parley sample` writes it. One line of NDJSON is one chat with all
 * its events. The stored events have the same members, with times as instants.
 */
import { type Static, type TProperties, Type } from 'typebox';
import { Attachment } from './chat-parts.ts';
import { Agent, Calendar, id, OPTIONAL, Queue, REQUIRED, SlaPolicy, Ticket, text } from './event-parts.ts';
import { field, ID_UNIT } from './field.ts';

export const EVENT_FORMAT = 'parley-events/1';

const isoTime = (description: string, absent = REQUIRED) =>
  Type.String({
    ...field({
      description,
      absent,
      example: '2023-01-20T12:50:43.000+01:00',
      unit: 'ISO 8601 with offset, milliseconds allowed',
      zone: 'its own offset',
      privacy: 'open',
    }),
  });

/** On some channels it holds the visitor's number. */
const messageId = (description: string) => text('identity', description, { unit: ID_UNIT });

/** Who ended a chat, by the reason of its close: the visitor, a bot that had answered, or we. */
const CLOSED_BY = {
  agent: 'us',
  visitor: 'visitor',
  visitor_left: 'visitor',
  idle: 'us',
  system: 'us',
  bot_resolved: 'bot',
  abandoned: 'visitor',
  agent_silent: 'visitor',
  no_answer: 'us',
  out_of_hours: 'us',
  idle_unanswered: 'us',
  no_visitor_reply: 'us',
  max_age: 'us',
  spam: 'us',
} as const satisfies Readonly<Record<string, 'visitor' | 'bot' | 'us'>>;
export type CloseReason = keyof typeof CLOSED_BY;
export const CLOSE_REASONS = Object.keys(CLOSED_BY) as [CloseReason, ...CloseReason[]];

export function closedBy(reason: CloseReason): 'visitor' | 'bot' | 'us' {
  return CLOSED_BY[reason];
}

export const SLA_TARGETS = ['firstResponse', 'nextResponse', 'waiting', 'close'] as const;
export type SlaTargetName = (typeof SLA_TARGETS)[number];

function oneOf<V extends string[]>(values: readonly [...V], description: string, absent = REQUIRED) {
  return Type.Enum(values, field({ description, absent, example: values[0], privacy: 'open' }));
}

function event<const N extends string, P extends TProperties>(type: N, description: string, properties: P) {
  return Type.Object(
    {
      type: Type.Literal(
        type,
        field({ description: 'What happened.', absent: REQUIRED, example: type, privacy: 'open' }),
      ),
      at: isoTime('When it happened, or when it arrived here.'),
      ...properties,
    },
    { additionalProperties: false, ...field({ description, absent: REQUIRED, example: { type }, privacy: 'open' }) },
  );
}

const optional = { absent: OPTIONAL };

/** One schema for each kind of event; the key is its `type`. */
export const EVENT_SCHEMAS = {
  'chat.started': event(
    'chat.started',
    'The chat began; the first event of every chat. `channel` is in lower case. `heldByBot: true`: a bot has the chat until `bot.handed_off`. `startedBy`: an agent began it and owns it.',
    {
      channel: Type.String({
        pattern: '^[a-z][a-z0-9_-]{0,31}$',
        ...field({ description: 'Channel in lower case.', absent: REQUIRED, example: 'webchat', privacy: 'open' }),
      }),
      sessionId: text('identity', 'Identifier of the session.', { unit: ID_UNIT }),
      pageName: Type.Optional(text('content', 'Name of the page.', optional)),
      visitorName: Type.Optional(text('identity', 'Display name of the visitor.', optional)),
      ipAddress: Type.Optional(text('identity', 'IP address of the visitor.', optional)),
      firstUrl: Type.Optional(text('content', 'First address visited.', optional)),
      contactId: Type.Optional(id('identity', 'The contact.', OPTIONAL)),
      entityId: Type.Optional(id('identity', 'The record.', OPTIONAL)),
      previousChatId: Type.Optional(id('open', 'The chat that this one continues.', OPTIONAL)),
      heldByBot: Type.Optional(
        Type.Boolean(
          field({
            description: 'A bot holds the chat until `bot.handed_off`.',
            absent: 'false when left out',
            example: true,
            privacy: 'open',
          }),
        ),
      ),
      startedBy: Type.Optional(Agent),
      queue: Type.Optional(Queue),
      ticket: Type.Optional(Ticket),
      slaPolicy: Type.Optional(SlaPolicy),
      calendar: Type.Optional(Calendar),
    },
  ),
  'message.sent': event(
    'message.sent',
    'A message that the visitor wrote or could see; `text` may be `""`. Automatic replies and greetings are by `bot`. `sentAt` is the channel\'s own time; the earlier of `sentAt` and `at` counts.',
    {
      sender: oneOf(['visitor', 'agent', 'bot'], 'Who wrote it; automatic replies and greetings are by a bot.'),
      senderId: Type.Optional(id('open', 'The agent who wrote it.', 'may be left out for visitors and bots')),
      name: text('identity', 'Name of the sender at this time.', { belongsTo: 'sender' }),
      messageId: messageId('Unique identifier of the message in the chat.'),
      text: text('content', 'The text; may be "".', { belongsTo: 'message' }),
      sentAt: Type.Optional(isoTime("The channel's own time of sending; the earlier of the two counts.", OPTIONAL)),
      pageUrl: Type.Optional(text('content', 'Address of the page.', optional)),
      pageTitle: Type.Optional(text('content', 'Title of the page.', optional)),
      attachments: Type.Optional(
        Type.Array(
          Attachment,
          field({ description: 'Files.', absent: OPTIONAL, example: [], privacy: 'content', belongsTo: 'message' }),
        ),
      ),
    },
  ),
  'message.edited': event('message.edited', 'The text of a message was changed; its time stays.', {
    messageId: messageId('The message.'),
    text: text('content', 'The new text.', { belongsTo: 'message' }),
  }),
  'message.redacted': event(
    'message.redacted',
    'Text and attachments of a message were removed for good; it still counts.',
    {
      messageId: messageId('The message.'),
    },
  ),
  'note.added': event('note.added', 'A private note of an agent; in no transcript and no number.', {
    agentId: id('open', 'Who wrote it.'),
    name: text('open', 'The name.'),
    text: text('content', 'The note.'),
  }),
  'page.viewed': event('page.viewed', 'The visitor moved to another page.', {
    url: text('content', 'Its address.'),
    title: Type.Optional(text('content', 'Its title.', optional)),
  }),
  'chat.queued': event(
    'chat.queued',
    'Routing put the chat into a queue (this is not a transfer), also again after an agent was lost.',
    { queue: Queue },
  ),
  'agent.offered': event(
    'agent.offered',
    'The chat was offered to an agent: out of a queue, or by the agent who has it, who keeps it until the other takes it.',
    { agent: Agent, reason: Type.Optional(text('content', 'Why an agent gives it.', optional)) },
  ),
  'agent.declined': event('agent.declined', 'The agent did not take it.', {
    agentId: id('open', 'The agent.'),
    unanswered: Type.Optional(
      Type.Boolean(
        field({
          description: 'true: the agent said nothing until the offer ended.',
          absent: 'false when left out',
          example: true,
          privacy: 'open',
        }),
      ),
    ),
  }),
  'agent.accepted': event('agent.accepted', 'The agent took the chat and owns it now.', { agent: Agent }),
  'agent.disconnected': event('agent.disconnected', "The owner's connection was lost; the chat waits again.", {
    agentId: id('open', 'The agent.'),
  }),
  'chat.transferred': event('chat.transferred', 'Ownership moved on purpose; exactly one of `toAgent` and `toQueue`.', {
    toAgent: Type.Optional(Agent),
    toQueue: Type.Optional(Queue),
    reason: Type.Optional(text('content', 'Why.', optional)),
  }),
  'chat.parked': event(
    'chat.parked',
    'The agent keeps the chat without attending to it, until the visitor or the agent writes again.',
    {},
  ),
  'hours.ended': event('hours.ended', 'The opening hours of the queue ended while the chat waited.', {}),
  'hours.began': event('hours.began', 'The opening hours of the queue began again while the chat waited.', {}),
  'bot.handed_off': event(
    'bot.handed_off',
    'The bot gave the chat to humans; response times start here if this is later.',
    { queue: Type.Optional(Queue) },
  ),
  'contact.identified': event('contact.identified', 'Who the visitor is became known or was corrected.', {
    visitorName: Type.Optional(text('identity', 'Display name.', optional)),
    contactId: Type.Optional(id('identity', 'The contact.', OPTIONAL)),
    entityId: Type.Optional(id('identity', 'The record.', OPTIONAL)),
  }),
  'ticket.linked': event('ticket.linked', 'A ticket was related to the chat.', { ticket: Ticket }),
  'spam.marked': event('spam.marked', 'The chat was marked as spam.', {}),
  'spam.unmarked': event('spam.unmarked', 'The mark was taken back.', {}),
  'sla.missed': event('sla.missed', 'A timer saw a target missed; `at` is the due instant, `turn` counts from 1.', {
    target: oneOf(SLA_TARGETS, 'Which target.'),
    turn: Type.Optional(
      Type.Integer({
        minimum: 1,
        ...field({
          description: 'Which turn, from 1, for the response targets.',
          absent: OPTIONAL,
          example: 2,
          unit: 'ordinal',
          privacy: 'open',
        }),
      }),
    ),
  }),
  'chat.closed': event('chat.closed', 'The chat was closed, for good unless `final` is `false`.', {
    reason: oneOf(CLOSE_REASONS, 'By whom or why.'),
    final: Type.Optional(
      Type.Boolean(
        field({
          description: 'false: it may still be reopened until `chat.finalized`.',
          absent: 'true when left out',
          example: true,
          privacy: 'open',
        }),
      ),
    ),
  }),
  'chat.reopened': event('chat.reopened', 'A close that was not final was taken back.', {}),
  'chat.finalized': event('chat.finalized', 'The last close became final; the close keeps its own instant.', {}),
} as const;
export type EventType = keyof typeof EVENT_SCHEMAS;
export type WireEvent = { [T in EventType]: Static<(typeof EVENT_SCHEMAS)[T]> }[EventType];

export const EventFormatLine = Type.Object(
  {
    format: Type.Literal(
      EVENT_FORMAT,
      field({
        description: 'Name and version of the format.',
        absent: REQUIRED,
        example: EVENT_FORMAT,
        privacy: 'open',
      }),
    ),
    chatId: Type.Integer({
      minimum: 1,
      maximum: Number.MAX_SAFE_INTEGER,
      ...field({ description: 'The chat.', absent: REQUIRED, example: 1, unit: ID_UNIT, privacy: 'open' }),
    }),
    projectId: Type.Optional(id('open', 'The project; if present it must be the one imported into.', OPTIONAL)),
    events: Type.Array(Type.Unknown(), {
      minItems: 1,
      ...field({
        description: 'The events in the order in which they were recorded.',
        absent: REQUIRED,
        example: [{ type: 'chat.started', at: '2023-01-20T11:50:43.000Z', channel: 'webchat', sessionId: 's-1' }],
        privacy: 'content',
      }),
    }),
  },
  {
    $id: 'EventFormatLine',
    additionalProperties: false,
    ...field({
      description: 'One chat as events.',
      absent: REQUIRED,
      example: { format: EVENT_FORMAT, chatId: 1 },
      privacy: 'open',
    }),
  },
);
/** One line of the event format, before its events are checked. */
export interface EventFormatLine {
  readonly format: typeof EVENT_FORMAT;
  readonly chatId: number;
  readonly projectId?: number;
  readonly events: readonly WireEvent[];
}
