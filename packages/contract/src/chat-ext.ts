/** What `include=ext` adds: to the chat one key `ext`, to each message one key `ext`. */
import { type Static, Type } from 'typebox';
import { CLOSE_REASONS, SLA_TARGETS } from './chat-event.ts';
import { field, ID_UNIT } from './field.ts';

const instant = (description: string, absent = 'null when it has not happened') =>
  Type.Union(
    [Type.String(), Type.Null()],
    field({
      description,
      absent,
      example: '2023-01-20T11:50:43.000Z',
      unit: 'ISO 8601, milliseconds',
      zone: 'UTC',
      privacy: 'open',
    }),
  );
const seconds = (description: string, absent = 'null when it cannot be computed') =>
  Type.Union(
    [Type.Integer(), Type.Null()],
    field({ description, absent, example: 7, unit: 'seconds', privacy: 'open' }),
  );
const nullableInteger = (description: string, absent: string, example: number) =>
  Type.Union([Type.Integer(), Type.Null()], field({ description, absent, example, privacy: 'open' }));
const openText = (description: string, example: string) =>
  Type.String(field({ description, absent: 'never null', example, privacy: 'open' }));

export const MessageExt = Type.Object(
  {
    sender: Type.Union(
      [Type.Enum(['visitor', 'agent', 'bot'] as const), Type.Null()],
      field({
        description: 'Who wrote it.',
        absent: 'null for imported rows, which do not say',
        example: 'visitor',
        privacy: 'open',
      }),
    ),
    senderId: Type.Integer(
      field({
        description: 'The agent.',
        absent: '0 for visitors, bots and imported rows',
        example: 660,
        unit: ID_UNIT,
        privacy: 'open',
      }),
    ),
    seq: Type.Integer(
      field({
        description: 'Number of the event in the chat; of an imported row, the place in the transcript.',
        absent: 'never null',
        example: 2,
        unit: 'ordinal',
        privacy: 'open',
      }),
    ),
    editedAt: instant('Last edit.', 'null when never edited'),
    redacted: Type.Boolean(
      field({
        description: 'Whether text and attachments were removed.',
        absent: 'never null',
        example: false,
        privacy: 'open',
      }),
    ),
  },
  {
    $id: 'MessageExt',
    ...field({
      description: 'Additional facts of a message.',
      absent: 'only with include=ext',
      example: { sender: 'visitor' },
      privacy: 'open',
    }),
  },
);
export type MessageExt = Static<typeof MessageExt>;

export const SlaTarget = Type.Object(
  {
    target: Type.Enum(
      SLA_TARGETS,
      field({ description: 'Which target.', absent: 'never null', example: 'firstResponse', privacy: 'open' }),
    ),
    turn: nullableInteger('Which turn, from 1.', 'null for waiting and close', 1),
    seconds: Type.Integer(
      field({
        description: 'Allowed time on the calendar of the queue.',
        absent: 'never null',
        example: 60,
        unit: 'seconds',
        privacy: 'open',
      }),
    ),
    startedAt: instant('When its clock started.', 'never null'),
    dueAt: instant('When it was due.', 'null when the queue never opens long enough within two years'),
    metAt: instant('When it was met.', 'null when it was not'),
    status: Type.Enum(
      ['running', 'met', 'missed', 'void'] as const,
      field({ description: 'Its status.', absent: 'never null', example: 'met', privacy: 'open' }),
    ),
  },
  {
    $id: 'SlaTarget',
    ...field({
      description: 'One target of the service level policy.',
      absent: 'none without a policy',
      example: { target: 'firstResponse' },
      privacy: 'open',
    }),
  },
);
export type SlaTarget = Static<typeof SlaTarget>;

export const Participant = Type.Object(
  {
    kind: Type.Enum(
      ['agent', 'queue', 'bot'] as const,
      field({ description: 'What took part.', absent: 'never null', example: 'agent', privacy: 'open' }),
    ),
    id: Type.Integer(
      field({ description: 'Agent or queue.', absent: '0 for a bot', example: 660, unit: ID_UNIT, privacy: 'open' }),
    ),
    name: openText('Its name at the time.', 'John Smith'),
    joinedAt: instant('When it first took part.', 'null for imported rows'),
  },
  {
    $id: 'Participant',
    ...field({
      description: 'An agent, queue or bot that took part.',
      absent: 'never null',
      example: { kind: 'agent', id: 660 },
      privacy: 'open',
    }),
  },
);
export type Participant = Static<typeof Participant>;

export const ImportedFacts = Type.Object(
  {
    extra: Type.Record(
      Type.String(),
      Type.Unknown(),
      field({
        description:
          'Keys of the imported row that the contract does not know, by path; numbers that a double does not hold are text with their digits.',
        absent: '{} when there are none',
        example: {},
        privacy: 'content',
      }),
    ),
    missing: Type.Array(
      Type.String(),
      field({
        description: 'Keys of the contract that the imported row did not have.',
        absent: '[] when there are none',
        example: [],
        privacy: 'open',
      }),
    ),
  },
  {
    $id: 'ImportedFacts',
    ...field({
      description: 'How the row was imported.',
      absent: 'null for a chat made of events',
      example: { extra: {}, missing: [] },
      privacy: 'open',
    }),
  },
);

export const ChatExt = Type.Object(
  {
    revision: Type.Integer(
      field({
        description: 'Raised by every committed change of the chat.',
        absent: 'never null',
        example: 3,
        unit: 'ordinal',
        privacy: 'open',
      }),
    ),
    updatedAt: instant('When it last changed.', 'never null'),
    metricsVersion: nullableInteger(
      'Version of the metric definitions.',
      'null for imported rows, whose numbers are copied',
      1,
    ),
    previousChatId: nullableInteger('The chat that this one continues.', 'null when there is none', 6),
    closeReason: Type.Union(
      [Type.Enum(CLOSE_REASONS), Type.Null()],
      field({
        description: 'Why it was closed.',
        absent: 'null while open and for imported rows',
        example: 'agent',
        privacy: 'open',
      }),
    ),
    times: Type.Object(
      {
        sessionStart: instant('Start.'),
        sessionClose: instant('Close.'),
        firstVisitorMessage: instant('First message of the visitor.'),
        firstAgentMessage: instant('First message of an agent.'),
        lastVisitorMessage: instant('Last message of the visitor.'),
        lastAgentMessage: instant('Last message of an agent.'),
        firstAccepted: instant('First human accepted.'),
        handedOff: instant('The bot handed off.'),
      },
      {
        $id: 'ChatTimes',
        ...field({
          description: 'Every instant of the row.',
          absent: 'never null',
          example: { sessionStart: '2023-01-20T11:50:43.000Z' },
          privacy: 'open',
        }),
      },
    ),
    participants: Type.Array(
      Participant,
      field({
        description: 'Who took part, in order of joining.',
        absent: '[] when nobody did',
        example: [],
        privacy: 'identity',
      }),
    ),
    sla: Type.Union(
      [
        Type.Object(
          {
            policyId: openText('Policy in force when the chat started.', 'standard-1'),
            targets: Type.Array(
              SlaTarget,
              field({ description: 'Its targets.', absent: '[] when none started', example: [], privacy: 'open' }),
            ),
          },
          {
            $id: 'ChatSla',
            ...field({
              description: 'Policy and targets.',
              absent: 'never null',
              example: { policyId: 'standard-1', targets: [] },
              privacy: 'open',
            }),
          },
        ),
        Type.Null(),
      ],
      field({
        description: 'Service level in detail.',
        absent: 'null without a policy and for imported rows',
        example: null,
        privacy: 'open',
      }),
    ),
    maxResponseTime: seconds('Longest response.'),
    activeDuration: seconds(
      'Sum of the gaps between consecutive messages, each counted up to 240 s.',
      'null without messages',
    ),
    businessDuration: seconds('duration, counted within opening hours.'),
    businessFirstResponseTime: seconds('firstResponseTime, counted within opening hours.'),
    businessSumResponseTime: seconds('sumResponseTime, counted within opening hours.'),
    imported: Type.Union(
      [ImportedFacts, Type.Null()],
      field({
        description: 'How the row was imported.',
        absent: 'null for a chat made of events',
        example: null,
        privacy: 'open',
      }),
    ),
  },
  {
    $id: 'ChatExt',
    ...field({
      description: 'Additional facts of a chat.',
      absent: 'only with include=ext',
      example: { revision: 3 },
      privacy: 'open',
    }),
  },
);
export type ChatExt = Static<typeof ChatExt>;
