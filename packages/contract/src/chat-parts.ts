/** The objects inside a chat of the log: messages with their attachments, transfers, and the type of its ticket. */
import { type Static, Type } from 'typebox';
import { id, inCapturedShape, NEVER_NULL, PROJECT_ZONE, SEARCHED, text, wallTime } from './chat-values.ts';
import { field, ID_UNIT } from './field.ts';

export const Attachment = inCapturedShape(
  Type.Object(
    {
      type: text('content', 'Kind of the attachment: image, audio, video, file.', 'image'),
      payload: Type.Object(
        { url: text('content', 'Address of the attachment.', 'https://example.com/a.png', SEARCHED) },
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
  ),
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
      ...SEARCHED,
    }),
    name: text('identity', 'Name of the sender at the time of sending.', 'Visitor', {
      belongsTo: 'sender',
      ...SEARCHED,
    }),
    pageUrl: text('content', 'Address of the page from which it was sent.', '', SEARCHED),
    pageTitle: text('content', 'Title of that page.', '', SEARCHED),
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

export const Transfer = inCapturedShape(
  Type.Object(
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
      reason: text('content', 'Why, as entered by whoever transferred it.', 'billing question', SEARCHED),
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
  ),
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
      field({ description: '1 for a built-in type.', absent: '0 for a custom type', example: 0, privacy: 'open' }),
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
