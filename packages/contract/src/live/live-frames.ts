/** What comes down a stream of server-sent events: the name of each frame, and the JSON of its data. */
import { type Static, type TProperties, Type } from 'typebox';
import { NEVER_NULL } from '../envelope-parts.ts';
import { field } from '../field.ts';
import { PRESENCES } from './live-commands.ts';
import { choiceField, flagField, idField, secondsField, seqField, textField, versionField } from './live-fields.ts';

/** Seconds after which a stream without anything to say sends a comment. Two of them missing: the connection is dead. */
export const HEARTBEAT_SECONDS = 25;

/** Where a chat stands, as those who take part see it. */
export const CHAT_PHASES = ['bot', 'queued', 'offline', 'offered', 'active', 'parked', 'closing', 'closed'] as const;
export type ChatPhase = (typeof CHAT_PHASES)[number];

const at = (description: string, absent = NEVER_NULL) =>
  field({
    description,
    absent,
    example: '2026-11-27T10:00:00.000Z',
    unit: 'ISO 8601',
    zone: 'UTC',
    privacy: 'open',
  });
const atField = (description: string) => Type.String(at(description));
const atOrNull = (description: string, absent: string) =>
  Type.Union([Type.String(), Type.Null()], at(description, absent));

function frame<P extends TProperties>(description: string, properties: P) {
  return Type.Object(
    { v: versionField, ...properties },
    {
      additionalProperties: false,
      ...field({ description, absent: NEVER_NULL, example: { v: 1 }, privacy: 'content' }),
    },
  );
}

const SIDES = ['visitor', 'agent'] as const;
export type Side = (typeof SIDES)[number];

/** A chat of an agent, or one that is offered to them. */
export const InboxChat = Type.Object(
  {
    chatId: idField('The chat.', 12),
    phase: choiceField(CHAT_PHASES, 'Where it stands.', 'active'),
    queueId: Type.Union(
      [Type.Integer({ minimum: 0 }), Type.Null()],
      field({
        description: 'The queue that it is in, or came from.',
        absent: 'null when it was in none',
        example: 3803,
        unit: 'id',
        privacy: 'open',
      }),
    ),
    visitorName: textField('Name of the visitor.', 'Anna', 1_000, { absent: '"" when unknown', privacy: 'identity' }),
    offeredUntil: atOrNull('Until when it is offered.', 'null when it is not offered to this agent'),
    hasAgent: flagField('Whether somebody has it.', true),
    isVisitorGone: flagField('Whether the visitor has no page open.', false),
  },
  {
    title: 'inboxChat',
    additionalProperties: false,
    ...field({
      description: 'A chat in the hands of an agent.',
      absent: 'none',
      example: { chatId: 12 },
      privacy: 'identity',
    }),
  },
);
export type InboxChat = Static<typeof InboxChat>;

/** A queue of the agent. */
const QueueCount = Type.Object(
  {
    queueId: idField('The queue.', 3803),
    name: textField('Its name.', 'Chat', 200),
    waiting: Type.Integer({
      minimum: 0,
      ...field({ description: 'Chats that wait in it.', absent: '0', example: 2, unit: 'chats', privacy: 'open' }),
    }),
    waitingSince: atOrNull('Since when the first of them waits.', 'null when none waits'),
  },
  {
    title: 'queueCount',
    additionalProperties: false,
    ...field({ description: 'How many wait.', absent: 'none', example: { queueId: 3803 }, privacy: 'open' }),
  },
);

export const LIVE_FRAMES = {
  hello: frame('The first frame of every stream.', {
    at: atField('Now, by the clock of the server.'),
    heartbeatSeconds: secondsField('After so many seconds without anything to say a comment comes.', HEARTBEAT_SECONDS),
  }),
  inbox: frame('What the agent has to do, as a whole: at the beginning and after each change. To agents only.', {
    agentId: idField('The agent.', 660),
    presence: choiceField(PRESENCES, 'What the agent chose.', 'online'),
    room: Type.Integer({
      ...field({
        description: 'Units of room that are left; a web chat takes ten.',
        absent: NEVER_NULL,
        example: 20,
        unit: 'units',
        privacy: 'open',
      }),
    }),
    chats: Type.Array(
      InboxChat,
      field({
        description: 'Chats that the agent has or is asked about, by their ids.',
        absent: '[] for none',
        example: [],
        privacy: 'identity',
      }),
    ),
    queues: Type.Array(
      QueueCount,
      field({
        description: 'The queues of the agent, by their ids.',
        absent: '[] for none',
        example: [],
        privacy: 'open',
      }),
    ),
  }),
  typing: frame('The other side is writing; it holds for six seconds. Never repeated.', {
    chatId: idField('The chat.', 12),
    by: choiceField(SIDES, 'Who writes.', 'agent'),
  }),
  read: frame('The other side has seen the chat up to an event.', {
    chatId: idField('The chat.', 12),
    by: choiceField(SIDES, 'Who has read.', 'agent'),
    seq: seqField('Number of the last event that was shown.'),
  }),
  gone: frame('The chat was erased; whoever has a copy removes it.', { chatId: idField('The chat.', 12) }),
  bye: frame('The server ends the stream; come back with the last position.', {
    reconnectAfterMs: Type.Integer({
      minimum: 0,
      ...field({
        description: 'Wait for so long, so that not everybody comes at once.',
        absent: NEVER_NULL,
        example: 700,
        unit: 'milliseconds',
        privacy: 'open',
      }),
    }),
  }),
} as const;
export type LiveFrameName = keyof typeof LIVE_FRAMES | 'chat';
export type LiveFrameOf<N extends keyof typeof LIVE_FRAMES> = Static<(typeof LIVE_FRAMES)[N]>;
