/**
 * The chat object of the log: its keys in the order of the source page's example, which is also the column order of every
 * table made from it. This file is the only place where a field of the log is described.
 */
import { type Static, type TInteger, type TNull, type TString, type TUnion, Type } from 'typebox';
import { type FieldFacts, field, ID_UNIT, type Privacy } from './field.ts';

export const DISPOSITIONS = ['In progress', 'Completed', 'Missed', 'Lost'] as const;
export type Disposition = (typeof DISPOSITIONS)[number];

export const SLA_STATUSES = ['Within SLA', 'Out of SLA', ''] as const;
export type SlaStatus = (typeof SLA_STATUSES)[number];

const PROJECT_ZONE = "the project's time zone";
const NEVER_NULL = 'never null';
const ZERO_WHEN_NONE = '0 when there is none';
const EMPTY_WHEN_NONE = '"" when there is none';
const NULL_WHEN_NOT_HAPPENED = 'null when it has not happened';

function id(privacy: Privacy, description: string, example: number): TInteger {
  return Type.Integer({
    minimum: 0,
    ...field({ description, absent: ZERO_WHEN_NONE, example, unit: ID_UNIT, privacy }),
  });
}

type TextFacts = Pick<FieldFacts, 'unit' | 'belongsTo'>;

function text(privacy: Privacy, description: string, example: string, more: TextFacts = {}): TString {
  return Type.String(field({ description, absent: EMPTY_WHEN_NONE, example, unit: 'text', privacy, ...more }));
}

function wallTime(description: string, example: string, absent = NULL_WHEN_NOT_HAPPENED): TUnion<[TString, TNull]> {
  return Type.Union(
    [Type.String(), Type.Null()],
    field({ description, absent, example, unit: 'YYYY-MM-DD HH:MM:SS', zone: PROJECT_ZONE, privacy: 'open' }),
  );
}

function seconds(description: string, absent: string, example: number): TUnion<[TInteger, TNull]> {
  return Type.Union(
    [Type.Integer(), Type.Null()],
    field({ description, absent, example, unit: 'seconds', privacy: 'open' }),
  );
}

export const Attachment = Type.Object(
  {
    type: text('content', 'Kind of the attachment: image, audio, video, file.', 'image'),
    payload: Type.Object(
      { url: text('content', 'Address of the attachment.', 'https://example.com/a.png') },
      field({
        description: 'Where the attachment is.',
        absent: NEVER_NULL,
        example: { url: 'https://example.com/a.png' },
        privacy: 'content',
      }),
    ),
  },
  {
    $id: 'Attachment',
    ...field({
      description: 'A file sent with a message.',
      absent: NEVER_NULL,
      example: { type: 'image', payload: { url: 'https://example.com/a.png' } },
      privacy: 'content',
    }),
  },
);
export type Attachment = Static<typeof Attachment>;

export const TranscriptMessage = Type.Object(
  {
    attachments: Type.Union(
      [Type.Array(Attachment), Type.Null()],
      field({
        description: 'Files sent with the message.',
        absent: 'null when there are none',
        example: null,
        privacy: 'content',
        belongsTo: 'message',
      }),
    ),
    date: Type.String(
      field({
        description: 'When the message was sent, ISO 8601 with the offset that its zone had then.',
        absent: NEVER_NULL,
        example: '2023-01-20T12:50:43+01:00',
        unit: 'ISO 8601, whole seconds',
        zone: PROJECT_ZONE,
        privacy: 'open',
      }),
    ),
    // On some channels it holds the visitor's number.
    id: text('identity', 'Unique identifier of the message.', 'c6d9fa93-3156-4179-9910-ecf39579c387', {
      unit: ID_UNIT,
    }),
    message: text('content', 'Text of the message; after an edit the latest text, after a redaction "".', 'Hi there', {
      belongsTo: 'message',
    }),
    name: text('identity', 'Name of the sender at the time of sending.', 'Visitor', { belongsTo: 'sender' }),
    pageUrl: text('content', 'Address of the page from which it was sent.', ''),
    pageTitle: text('content', 'Title of that page.', ''),
  },
  {
    $id: 'TranscriptMessage',
    ...field({
      description: 'A message by the visitor, an agent or a bot. Notes and system lines are not in the transcript.',
      absent: NEVER_NULL,
      example: {
        attachments: null,
        date: '2023-01-20T12:50:43+01:00',
        id: 'c6d9fa93-3156-4179-9910-ecf39579c387',
        message: 'Hi there',
        name: 'Visitor',
        pageUrl: '',
        pageTitle: '',
      },
      privacy: 'content',
    }),
  },
);
export type TranscriptMessage = Static<typeof TranscriptMessage>;

export const Transfer = Type.Object(
  {
    chatId: id('open', 'The chat that was transferred.', 7),
    time: wallTime('When it was transferred.', '2023-01-20 12:51:00', NEVER_NULL),
    fromAgent: id('open', 'Agent who owned the chat before.', 660),
    fromAgentName: text('open', 'Name of that agent at the time.', 'John Smith'),
    toAgent: id('open', 'Agent who owns it now; 0 when it went to a queue.', 661),
    toAgentName: text('open', 'Name of that agent at the time.', 'Jane Doe'),
    fromQueueId: id('open', 'Queue it was in before.', 3803),
    fromQueueName: text('open', 'Name of that queue at the time.', 'Chat'),
    toQueueId: id('open', 'Queue it is in now; the same as before when it went to an agent.', 3804),
    toQueueName: text('open', 'Name of that queue at the time.', 'Billing'),
    kind: Type.Union(
      [Type.Literal('agent'), Type.Literal('queue')],
      field({
        description: 'Whether it went to an agent or to a queue.',
        absent: NEVER_NULL,
        example: 'agent',
        privacy: 'open',
      }),
    ),
    reason: text('content', 'Why, in the words of who transferred it.', 'billing question'),
  },
  {
    $id: 'Transfer',
    ...field({
      description: 'Ownership moved from one agent or queue to another after the first human had accepted the chat.',
      absent: NEVER_NULL,
      example: { chatId: 7, kind: 'queue' },
      privacy: 'open',
    }),
  },
);
export type Transfer = Static<typeof Transfer>;

const nullableInteger = (description: string) =>
  Type.Union(
    [Type.Integer(), Type.Null()],
    field({ description, absent: 'null when not set', example: null, privacy: 'open' }),
  );

export const TicketType = Type.Object(
  {
    fieldId: nullableInteger('Field that the type is a value of.'),
    valueId: id('open', 'The value; equals ticketTypeId.', 1),
    label: text('open', 'Name of the type as shown.', 'Request'),
    exportValue: text('open', 'Name of the type in exports.', 'Request'),
    params: Type.Array(
      Type.Unknown(),
      field({ description: 'Settings of the type.', absent: '[] when there are none', example: [], privacy: 'open' }),
    ),
    fgColor: text('open', 'Text colour.', ''),
    bgColor: text('open', 'Background colour.', ''),
    sort: nullableInteger('Place in a list.'),
    status: nullableInteger('Status of the value.'),
    system: Type.Integer(
      field({ description: '1 for a built-in type.', absent: '0 for a type of your own', example: 0, privacy: 'open' }),
    ),
    fieldValueId: nullableInteger('Row that holds the value.'),
  },
  {
    $id: 'TicketType',
    ...field({
      description: 'Type of the related ticket.',
      absent: NEVER_NULL,
      example: { valueId: 1, label: 'Request' },
      privacy: 'open',
    }),
  },
);
export type TicketType = Static<typeof TicketType>;

const alwaysNull = (description: string) =>
  Type.Null(field({ description, absent: 'always null, as in the source page', example: null, privacy: 'open' }));

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
    entityId: id('identity', 'Record related to the chat.', 6),
    contactId: id('identity', 'The contact (person) who wrote.', 6),
    ticketId: id('open', 'The related ticket.', 15),
    ticketNo: text('open', 'Reference number of the ticket: project, day, six digits.', '822-20230120-785643'),
    sessionId: text(
      'identity',
      'Identifier of the chat session, new for every chat.',
      'webchat-plugin/customer/5ded6967-565c-4f3b-83c4-0c4bfdae3e51',
      { unit: ID_UNIT },
    ),
    type: text('open', 'Channel in lower case: webchat, telegram, messenger, whatsapp.', 'webchat'),
    pageName: text('content', 'Name of the page where the chat was started.', ''),
    visitorName: text('identity', "The visitor's display name.", ''),
    firstAgent: id('open', 'First human agent who accepted the chat.', 660),
    lastAgent: id('open', 'Last human agent who owned the chat.', 660),
    firstQueueId: id('open', 'First queue that the chat was in.', 3803),
    lastQueueId: id('open', 'Last queue that the chat was in.', 3803),
    ipAddress: text('identity', 'IP address of the visitor.', ''),
    firstURL: text('content', 'First address visited during the session.', ''),
    lastURL: text('content', 'Last address visited during the session.', ''),
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
    isSPAM: Type.Union(
      [Type.Literal(0), Type.Literal(1)],
      field({
        description: 'Whether the chat is marked as spam.',
        absent: '0 when it is not',
        example: 0,
        privacy: 'open',
      }),
    ),
    transcript: Type.Array(
      TranscriptMessage,
      field({
        description: 'The messages in order of sending.',
        absent: '[] when there are none',
        example: [],
        privacy: 'content',
      }),
    ),
    visitorTranscript: text('content', "The visitor's non-empty messages joined by one space.", 'Hi there', {
      belongsTo: 'message',
    }),
    agentTranscript: text(
      'content',
      "The agents' non-empty messages joined by one space.",
      'hello How can I help you?',
      {
        belongsTo: 'message',
      },
    ),
    disposition: text('open', 'Outcome: In progress, Completed, Missed or Lost.', 'Completed'),
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
    slaStatus: text('open', 'Within SLA, Out of SLA, or "" when there is nothing to judge.', 'Within SLA'),
    chatLog: alwaysNull('Reserved by the source page.'),
    firstQueue: alwaysNull('Reserved by the source page.'),
    lastQueue: alwaysNull('Reserved by the source page.'),
    firstAgentName: text('open', 'Name of the first agent at the time.', 'John Smith'),
    lastAgentName: text('open', 'Name of the last agent at the time.', 'John Smith'),
    firstQueueName: text('open', 'Name of the first queue at the time.', 'Chat'),
    lastQueueName: text('open', 'Name of the last queue at the time.', 'Chat'),
    ticketTypeId: id('open', 'Type of the ticket.', 1),
    ticketType: Type.Union(
      [TicketType, Type.Null()],
      field({
        description: 'The type of the ticket in full.',
        absent: 'null without a ticket',
        example: null,
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
