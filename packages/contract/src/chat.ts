/**
 * The chat object of the log: its keys in the order of the source page's example, which is also the column order of every
 * table made from it. Fields of the log are described only in this file and its parts.
 */
import { type Static, Type } from 'typebox';
import { TicketType, TranscriptMessage, Transfer } from './chat-parts.ts';
import { id, NEVER_NULL, SEARCHED, seconds, text, wallTime, words } from './chat-values.ts';
import { field, ID_UNIT } from './field.ts';

export const DISPOSITIONS = ['In progress', 'Completed', 'Missed', 'Lost'] as const;
export type Disposition = (typeof DISPOSITIONS)[number];

export const SLA_STATUSES = ['Within SLA', 'Out of SLA', ''] as const;
export type SlaStatus = (typeof SLA_STATUSES)[number];

const alwaysNull = (description: string) =>
  Type.Null(field({ description, absent: 'always null, as in the source page', example: null, privacy: 'open' }));

/** Those of the source page's example. */
export const EXAMPLE_MESSAGES = [
  { date: '2023-01-20T12:50:43+01:00', message: 'Hi there', name: 'Visitor' },
  {
    date: '2023-01-20T12:50:50+01:00',
    id: 'e332d1cb-6f70-42ea-8153-a9270c6ec439',
    message: 'hello',
    name: 'John Smith',
  },
  {
    date: '2023-01-20T12:52:43+01:00',
    id: '4dfb8a3d-3e02-4743-bafd-42e29eea498d',
    message: 'How can I help you?',
    name: 'John Smith',
  },
];

export const Chat = Type.Object(
  {
    chatId: Type.Integer({
      minimum: 0,
      ...field({
        description: 'Unique identifier of the chat within its project; never used again.',
        absent: NEVER_NULL,
        example: 1,
        unit: ID_UNIT,
        privacy: 'open',
        ...SEARCHED,
      }),
    }),
    projectId: Type.Integer({
      minimum: 0,
      ...field({
        description: 'Project where the chat belongs.',
        absent: NEVER_NULL,
        example: 822,
        unit: ID_UNIT,
        privacy: 'open',
      }),
    }),
    entityId: id('identity', 'Record related to the chat.', 6, SEARCHED),
    contactId: id('identity', 'The contact (person) who wrote.', 6, SEARCHED),
    ticketId: id('open', 'The related ticket.', 15, SEARCHED),
    ticketNo: text(
      'open',
      'Reference number of the ticket: project, day, six digits.',
      '822-20230120-785643',
      SEARCHED,
    ),
    sessionId: text(
      'identity',
      'Identifier of the chat session, new for every chat.',
      'webchat-plugin/customer/5ded6967-565c-4f3b-83c4-0c4bfdae3e51',
      { unit: ID_UNIT, ...SEARCHED },
    ),
    type: text('open', 'Channel in lower case: webchat, telegram, messenger, whatsapp.', 'webchat'),
    pageName: text('content', 'Name of the page where the chat was started.', '', SEARCHED),
    visitorName: text('identity', "The visitor's display name.", '', SEARCHED),
    firstAgent: id('open', 'First human agent who accepted the chat.', 660),
    lastAgent: id('open', 'Last human agent who owned the chat.', 660),
    firstQueueId: id('open', 'First queue that the chat was in.', 3803),
    lastQueueId: id('open', 'Last queue that the chat was in.', 3803),
    ipAddress: text('identity', 'IP address of the visitor.', '', SEARCHED),
    firstURL: text('content', 'First address visited during the session.', '', SEARCHED),
    lastURL: text('content', 'Last address visited during the session.', '', SEARCHED),
    sessionStartTime: wallTime('When the first message opened the chat.', '2023-01-20 11:50:43', NEVER_NULL),
    sessionCloseTime: wallTime('When the chat was closed for good.', '2023-01-20 12:54:01', 'null while it is open'),
    duration: seconds('From start to close.', 'null while it is open', 198),
    firstVisitorMessageTime: wallTime('First message of the visitor.', '2023-01-20 11:50:43'),
    firstAgentMessageTime: wallTime('First message of a human agent.', '2023-01-20 11:50:50'),
    lastVisitorMessageTime: wallTime('Last message of the visitor.', '2023-01-20 12:50:43'),
    lastVisitorMessageAgentResponseTime: seconds(
      'From the last visitor message to the first agent message at or after it.',
      'null when it was never answered, and for spam',
      7,
    ),
    lastAgentMessageTime: wallTime('Last message of a human agent.', '2023-01-20 12:52:43'),
    isSPAM: Type.Unsafe<0 | 1>({
      type: 'integer',
      enum: [0, 1],
      ...field({
        description: 'Whether the chat is marked as spam: 1 when it is.',
        absent: '0 when it is not',
        example: 0,
        privacy: 'open',
      }),
    }),
    transcript: Type.Array(
      TranscriptMessage,
      field({
        description: 'The messages of visitor, agents and bots, in order of sending.',
        absent: '[] when there are none',
        example: EXAMPLE_MESSAGES,
        privacy: 'content',
      }),
    ),
    visitorTranscript: text(
      'content',
      "The texts of the visitor's messages in that order, joined by one space; messages without text are left out.",
      'Hi there',
      {
        belongsTo: 'message',
      },
    ),
    agentTranscript: text(
      'content',
      "The same of human agents' messages; those of bots are in neither.",
      'hello How can I help you?',
      {
        belongsTo: 'message',
      },
    ),
    disposition: words(DISPOSITIONS, {
      description: 'Outcome: In progress, Completed, Missed or Lost.',
      absent: NEVER_NULL,
      example: 'Completed',
      privacy: 'open',
    }),
    firstResponseTime: seconds(
      "From the start of the visitor's first turn to the first agent message.",
      'null when nobody answered, when the agent wrote first, and for spam; never 0 for none',
      7,
    ),
    averageResponseTime: seconds(
      'sumResponseTime / responseCount, rounded half up.',
      'null when responseCount is 0, and for spam',
      7,
    ),
    slaStatus: words(SLA_STATUSES, {
      description: 'Within SLA, Out of SLA, or "" when there is nothing to judge.',
      absent: '"" when there is none',
      example: 'Within SLA',
      privacy: 'open',
    }),
    chatLog: alwaysNull('Reserved by the source page.'),
    firstQueue: alwaysNull('Reserved by the source page.'),
    lastQueue: alwaysNull('Reserved by the source page.'),
    firstAgentName: text('open', 'Name of the first agent at the time.', 'John Smith', SEARCHED),
    lastAgentName: text('open', 'Name of the last agent at the time.', 'John Smith', SEARCHED),
    firstQueueName: text('open', 'Name of the first queue at the time.', 'Chat', SEARCHED),
    lastQueueName: text('open', 'Name of the last queue at the time.', 'Chat', SEARCHED),
    ticketTypeId: id('open', 'Type of the ticket.', 1),
    ticketType: Type.Union(
      [TicketType, Type.Null()],
      field({
        description: 'The type of the ticket in full.',
        absent: 'null without a ticket',
        example: { valueId: 1 },
        privacy: 'open',
      }),
    ),
    responseCount: Type.Union(
      [Type.Integer(), Type.Null()],
      field({
        description: 'Visitor turns that an agent answered.',
        absent: 'null for spam',
        example: 1,
        unit: 'turns',
        privacy: 'open',
      }),
    ),
    sumResponseTime: seconds('Sum of the response times of those turns.', 'null for spam', 7),
    transfers: Type.Array(
      Transfer,
      field({ description: 'Transfers in order.', absent: '[] when there are none', example: [], privacy: 'open' }),
    ),
    transferCount: Type.Integer(
      field({
        description: 'Length of transfers.',
        absent: '0 when there are none',
        example: 0,
        unit: 'transfers',
        privacy: 'open',
      }),
    ),
  },
  {
    $id: 'Chat',
    ...field({
      description: 'One chat of the log.',
      absent: NEVER_NULL,
      example: { chatId: 1, projectId: 822 },
      privacy: 'open',
    }),
  },
);
export type Chat = Static<typeof Chat>;
export type ChatKey = keyof Chat;

/** The keys of a chat in wire order. */
export const CHAT_KEYS: readonly ChatKey[] = Object.keys(Chat.properties) as ChatKey[];
