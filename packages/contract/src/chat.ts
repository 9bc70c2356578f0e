/**
 * The chat object of the log: 46 keys in the order of the source page's example, which is also the column order of every
 * table made from it. This file is the only place where a field of the log is described.
 */
import { type Static, type TInteger, type TNull, type TString, type TUnion, Type } from 'typebox';
import { field } from './field.ts';

const PROJECT_ZONE = "the project's time zone";
const NEVER_NULL = 'never null';
const ZERO_WHEN_NONE = '0 when there is none';
const EMPTY_WHEN_NONE = '"" when there is none';
const NULL_WHEN_NOT_HAPPENED = 'null when it has not happened';

function id(description: string, example: number): TInteger {
  return Type.Integer({ minimum: 0, ...field({ description, absent: ZERO_WHEN_NONE, example, unit: 'id' }) });
}

function text(description: string, example: string): TString {
  return Type.String(field({ description, absent: EMPTY_WHEN_NONE, example, unit: 'text' }));
}

function wallTime(description: string, example: string, absent = NULL_WHEN_NOT_HAPPENED): TUnion<[TString, TNull]> {
  return Type.Union(
    [Type.String(), Type.Null()],
    field({ description, absent, example, unit: 'YYYY-MM-DD HH:MM:SS', zone: PROJECT_ZONE }),
  );
}

function seconds(description: string, absent: string, example: number): TUnion<[TInteger, TNull]> {
  return Type.Union([Type.Integer(), Type.Null()], field({ description, absent, example, unit: 'seconds' }));
}

export const Attachment = Type.Object(
  {
    type: text('Kind of the attachment: image, audio, video, file.', 'image'),
    payload: Type.Object(
      { url: text('Address of the attachment.', 'https://example.com/a.png') },
      field({
        description: 'Where the attachment is.',
        absent: NEVER_NULL,
        example: { url: 'https://example.com/a.png' },
      }),
    ),
  },
  {
    $id: 'Attachment',
    ...field({
      description: 'A file sent with a message.',
      absent: NEVER_NULL,
      example: { type: 'image', payload: { url: 'https://example.com/a.png' } },
    }),
  },
);
export type Attachment = Static<typeof Attachment>;

export const TranscriptMessage = Type.Object(
  {
    attachments: Type.Union(
      [Type.Array(Attachment), Type.Null()],
      field({ description: 'Files sent with the message.', absent: 'null when there are none', example: null }),
    ),
    date: Type.String(
      field({
        description: 'When the message was sent, ISO 8601 with the offset that its zone had then.',
        absent: NEVER_NULL,
        example: '2023-01-20T12:50:43+01:00',
        unit: 'ISO 8601, whole seconds',
        zone: PROJECT_ZONE,
      }),
    ),
    id: text('Unique identifier of the message.', 'c6d9fa93-3156-4179-9910-ecf39579c387'),
    message: text('Text of the message; after an edit the latest text, after a redaction "".', 'Hi there'),
    name: text('Name of the sender at the time of sending.', 'Visitor'),
    pageUrl: text('Address of the page from which it was sent.', ''),
    pageTitle: text('Title of that page.', ''),
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
    }),
  },
);
export type TranscriptMessage = Static<typeof TranscriptMessage>;

export const Transfer = Type.Object(
  {
    chatId: id('The chat that was transferred.', 7),
    time: wallTime('When it was transferred.', '2023-01-20 12:51:00', NEVER_NULL),
    fromAgent: id('Agent who owned the chat before.', 660),
    fromAgentName: text('Name of that agent at the time.', 'John Smith'),
    toAgent: id('Agent who owns it now; 0 when it went to a queue.', 661),
    toAgentName: text('Name of that agent at the time.', 'Jane Doe'),
    fromQueueId: id('Queue it was in before.', 3803),
    fromQueueName: text('Name of that queue at the time.', 'Chat'),
    toQueueId: id('Queue it is in now; the same as before when it went to an agent.', 3804),
    toQueueName: text('Name of that queue at the time.', 'Billing'),
    kind: Type.Union(
      [Type.Literal('agent'), Type.Literal('queue')],
      field({ description: 'Whether it went to an agent or to a queue.', absent: NEVER_NULL, example: 'agent' }),
    ),
    reason: text('Why, in the words of who transferred it.', 'billing question'),
  },
  {
    $id: 'Transfer',
    ...field({
      description: 'Ownership moved from one agent or queue to another after the first human had accepted the chat.',
      absent: NEVER_NULL,
      example: { chatId: 7, kind: 'queue' },
    }),
  },
);
export type Transfer = Static<typeof Transfer>;

const nullableInteger = (description: string) =>
  Type.Union([Type.Integer(), Type.Null()], field({ description, absent: 'null when not set', example: null }));

export const TicketType = Type.Object(
  {
    fieldId: nullableInteger('Field that the type is a value of.'),
    valueId: id('The value; equals ticketTypeId.', 1),
    label: text('Name of the type as shown.', 'Request'),
    exportValue: text('Name of the type in exports.', 'Request'),
    params: Type.Array(
      Type.Unknown(),
      field({ description: 'Settings of the type.', absent: '[] when there are none', example: [] }),
    ),
    fgColor: text('Text colour.', ''),
    bgColor: text('Background colour.', ''),
    sort: nullableInteger('Place in a list.'),
    status: nullableInteger('Status of the value.'),
    system: Type.Integer(
      field({ description: '1 for a built-in type.', absent: '0 for a type of your own', example: 0 }),
    ),
    fieldValueId: nullableInteger('Row that holds the value.'),
  },
  {
    $id: 'TicketType',
    ...field({
      description: 'Type of the related ticket.',
      absent: NEVER_NULL,
      example: { valueId: 1, label: 'Request' },
    }),
  },
);
export type TicketType = Static<typeof TicketType>;

const alwaysNull = (description: string) =>
  Type.Null(field({ description, absent: 'always null, as in the source page', example: null }));

export const Chat = Type.Object(
  {
    chatId: Type.Integer({
      minimum: 0,
      ...field({
        description: 'Unique identifier of the chat within its project; never used again.',
        absent: NEVER_NULL,
        example: 1,
        unit: 'id',
      }),
    }),
    projectId: Type.Integer({
      minimum: 0,
      ...field({ description: 'Project where the chat belongs.', absent: NEVER_NULL, example: 822, unit: 'id' }),
    }),
    entityId: id('Record related to the chat.', 6),
    contactId: id('The contact (person) who wrote.', 6),
    ticketId: id('The related ticket.', 15),
    ticketNo: text('Reference number of the ticket: project, day, six digits.', '822-20230120-785643'),
    sessionId: text(
      'Identifier of the chat session, new for every chat.',
      'webchat-plugin/customer/5ded6967-565c-4f3b-83c4-0c4bfdae3e51',
    ),
    type: text('Channel in lower case: webchat, telegram, messenger, whatsapp.', 'webchat'),
    pageName: text('Name of the page where the chat was started.', ''),
    visitorName: text("The visitor's display name.", ''),
    firstAgent: id('First human agent who accepted the chat.', 660),
    lastAgent: id('Last human agent who owned the chat.', 660),
    firstQueueId: id('First queue that the chat was in.', 3803),
    lastQueueId: id('Last queue that the chat was in.', 3803),
    ipAddress: text('IP address of the visitor.', ''),
    firstURL: text('First address visited during the session.', ''),
    lastURL: text('Last address visited during the session.', ''),
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
      field({ description: 'Whether the chat is marked as spam.', absent: '0 when it is not', example: 0 }),
    ),
    transcript: Type.Array(
      TranscriptMessage,
      field({ description: 'The messages in order of sending.', absent: '[] when there are none', example: [] }),
    ),
    visitorTranscript: text("The visitor's non-empty messages joined by one space.", 'Hi there'),
    agentTranscript: text("The agents' non-empty messages joined by one space.", 'hello How can I help you?'),
    disposition: text('Outcome: In progress, Completed, Missed or Lost.', 'Completed'),
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
    slaStatus: text('Within SLA, Out of SLA, or "" when there is nothing to judge.', 'Within SLA'),
    chatLog: alwaysNull('Reserved by the source page.'),
    firstQueue: alwaysNull('Reserved by the source page.'),
    lastQueue: alwaysNull('Reserved by the source page.'),
    firstAgentName: text('Name of the first agent at the time.', 'John Smith'),
    lastAgentName: text('Name of the last agent at the time.', 'John Smith'),
    firstQueueName: text('Name of the first queue at the time.', 'Chat'),
    lastQueueName: text('Name of the last queue at the time.', 'Chat'),
    ticketTypeId: id('Type of the ticket.', 1),
    ticketType: Type.Union(
      [TicketType, Type.Null()],
      field({ description: 'The type of the ticket in full.', absent: 'null without a ticket', example: null }),
    ),
    responseCount: Type.Union(
      [Type.Integer(), Type.Null()],
      field({
        description: 'Visitor turns that an agent answered.',
        absent: 'null for spam',
        example: 1,
        unit: 'turns',
      }),
    ),
    sumResponseTime: seconds('Sum of the response times of those turns.', 'null for spam', 7),
    transfers: Type.Array(
      Transfer,
      field({ description: 'Transfers in order.', absent: '[] when there are none', example: [] }),
    ),
    transferCount: Type.Integer(
      field({ description: 'Length of transfers.', absent: '0 when there are none', example: 0, unit: 'transfers' }),
    ),
  },
  {
    $id: 'Chat',
    ...field({ description: 'One chat of the log.', absent: NEVER_NULL, example: { chatId: 1, projectId: 822 } }),
  },
);
export type Chat = Static<typeof Chat>;
export type ChatKey = keyof Chat;

/** The 46 keys in wire order. */
export const CHAT_KEYS: readonly ChatKey[] = Object.keys(Chat.properties) as ChatKey[];

export const DISPOSITIONS = ['In progress', 'Completed', 'Missed', 'Lost'] as const;
export type Disposition = (typeof DISPOSITIONS)[number];

export const SLA_STATUSES = ['Within SLA', 'Out of SLA', ''] as const;
export type SlaStatus = (typeof SLA_STATUSES)[number];
