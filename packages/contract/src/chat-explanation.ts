/** The reply of `explain`: for each number of a chat where it came from and which rule applied. Used by the API and the CLI. */
import { type Static, Type } from 'typebox';
import { SlaTarget } from './chat-ext.ts';
import { field, ID_UNIT } from './field.ts';

const NEVER_NULL = 'never null';

const instant = (description: string) =>
  Type.String(
    field({
      description,
      absent: NEVER_NULL,
      example: '2023-01-20T11:50:43.000Z',
      unit: 'ISO 8601, milliseconds',
      zone: 'UTC',
      privacy: 'open',
    }),
  );
const nullableInstant = (description: string, absent: string) =>
  Type.Union(
    [Type.String(), Type.Null()],
    field({
      description,
      absent,
      example: '2023-01-20T11:50:50.000Z',
      unit: 'ISO 8601, milliseconds',
      zone: 'UTC',
      privacy: 'open',
    }),
  );
/** On some channels it holds the visitor's number. */
const messageIdFacts = (description: string, absent: string) =>
  field({ description, absent, example: 'e332d1cb-6f70-42ea-8153-a9270c6ec439', unit: ID_UNIT, privacy: 'identity' });
const nullableMessageId = (description: string, absent: string) =>
  Type.Union([Type.String(), Type.Null()], messageIdFacts(description, absent));
const ordinal = (description: string) =>
  Type.Integer(field({ description, absent: NEVER_NULL, example: 1, unit: 'ordinal', privacy: 'open' }));
const sentence = (description: string, example: string) =>
  Type.String(field({ description, absent: NEVER_NULL, example, unit: 'text', privacy: 'open' }));

export const ClosedStretch = Type.Object(
  {
    from: instant('Its first second.'),
    to: instant('First second after it.'),
    seconds: Type.Integer(
      field({ description: 'Its length.', absent: NEVER_NULL, example: 3600, unit: 'seconds', privacy: 'open' }),
    ),
  },
  {
    $id: 'ClosedStretch',
    ...field({
      description: 'A period outside opening hours.',
      absent: NEVER_NULL,
      example: { from: '2023-03-06T11:00:00.000Z', to: '2023-03-06T12:00:00.000Z', seconds: 3600 },
      privacy: 'open',
    }),
  },
);
export type ClosedStretch = Static<typeof ClosedStretch>;

const outsideHours = Type.Array(
  ClosedStretch,
  field({
    description: 'The parts of the counted time outside opening hours, in order of time.',
    absent: '[] when there are none, and without a calendar',
    example: [],
    privacy: 'open',
  }),
);

export const ExplainedTurn = Type.Object(
  {
    turn: ordinal('Number of the turn in the chat, from 1.'),
    openedBy: Type.String(messageIdFacts('Id of the visitor message that opened it.', NEVER_NULL)),
    startedAt: instant('When its clock started: that message, or the hand-off of the bot where that is later.'),
    startedFrom: Type.Enum(
      ['message', 'handOff'] as const,
      field({ description: 'What started its clock.', absent: NEVER_NULL, example: 'message', privacy: 'open' }),
    ),
    closedBy: nullableMessageId('Id of the agent message that answered it.', 'null while it is not answered'),
    closedAt: nullableInstant('Time of that message.', 'null while it is not answered'),
    seconds: Type.Union(
      [Type.Integer(), Type.Null()],
      field({
        description: 'Response time.',
        absent: 'null while it is not answered',
        example: 7,
        unit: 'seconds',
        privacy: 'open',
      }),
    ),
    outsideHours,
  },
  {
    $id: 'ExplainedTurn',
    ...field({
      description: 'From a visitor message not yet answered to the agent message that answers it.',
      absent: NEVER_NULL,
      example: { turn: 1, seconds: 7 },
      privacy: 'open',
    }),
  },
);
export type ExplainedTurn = Static<typeof ExplainedTurn>;

export const ExplainedPoint = Type.Object(
  {
    what: sentence('What happened there.', 'first visitor message'),
    messageId: nullableMessageId('The message.', 'null when it was not a message'),
    at: instant('When. Cut to whole seconds before any subtraction.'),
  },
  {
    $id: 'ExplainedPoint',
    ...field({
      description: 'An instant that a number is counted from or to.',
      absent: 'null when there is none',
      example: { what: 'start of the chat', messageId: null, at: '2023-01-20T11:50:43.000Z' },
      privacy: 'open',
    }),
  },
);
export type ExplainedPoint = Static<typeof ExplainedPoint>;

const point = (description: string) =>
  Type.Union(
    [ExplainedPoint, Type.Null()],
    field({
      description,
      absent: 'null when the number is not counted between two points',
      example: null,
      privacy: 'open',
    }),
  );

export const EXPLAINED_NUMBERS = [
  'duration',
  'firstResponseTime',
  'responseCount',
  'sumResponseTime',
  'averageResponseTime',
  'lastVisitorMessageAgentResponseTime',
  'sessionStartTime',
  'sessionCloseTime',
  'firstVisitorMessageTime',
  'firstAgentMessageTime',
  'lastVisitorMessageTime',
  'lastAgentMessageTime',
  'transferCount',
  'disposition',
  'slaStatus',
  'isSPAM',
  'businessDuration',
  'businessFirstResponseTime',
  'businessSumResponseTime',
] as const;
export type ExplainedNumberName = (typeof EXPLAINED_NUMBERS)[number];

export const ExplainedNumber = Type.Object(
  {
    name: Type.Enum(
      EXPLAINED_NUMBERS,
      field({
        description: 'Key of the chat or of its ext.',
        absent: NEVER_NULL,
        example: 'firstResponseTime',
        privacy: 'open',
      }),
    ),
    value: Type.Union(
      [Type.Integer(), Type.String(), Type.Null()],
      field({
        description: 'Its value in the row.',
        absent: 'null where the row has null',
        example: 7,
        privacy: 'open',
      }),
    ),
    rule: sentence('The rule that applied.', 'From the start of the first turn to the message that answers it.'),
    from: point('Where counting began.'),
    to: point('Where counting ended.'),
    turns: Type.Array(
      ordinal('A turn.'),
      field({
        description: 'The turns that count.',
        absent: '[] when it does not come from turns',
        example: [1],
        privacy: 'open',
      }),
    ),
    outsideHours,
  },
  {
    $id: 'ExplainedNumber',
    ...field({
      description: 'A number with its origin.',
      absent: NEVER_NULL,
      example: { name: 'firstResponseTime', value: 7 },
      privacy: 'open',
    }),
  },
);
export type ExplainedNumber = Static<typeof ExplainedNumber>;

export const ExplainedTarget = Type.Object(
  {
    ...SlaTarget.properties,
    rule: sentence('The rule that applied.', 'Met within the allowed time.'),
  },
  {
    $id: 'ExplainedTarget',
    ...field({
      description: 'A target of the service level policy with the rule that decided it.',
      absent: NEVER_NULL,
      example: { target: 'firstResponse', status: 'met' },
      privacy: 'open',
    }),
  },
);
export type ExplainedTarget = Static<typeof ExplainedTarget>;

export const ChatExplanation = Type.Object(
  {
    metricsVersion: Type.Union(
      [Type.Integer(), Type.Null()],
      field({
        description: 'Version of the metric definitions.',
        absent: 'null for an imported row, whose numbers are copied',
        example: 1,
        privacy: 'open',
      }),
    ),
    timeZone: Type.String(
      field({
        description: 'Zone in which the times of the row are printed.',
        absent: NEVER_NULL,
        example: 'Europe/Budapest',
        privacy: 'open',
      }),
    ),
    turns: Type.Array(
      ExplainedTurn,
      field({
        description: 'The turns of the chat in order.',
        absent: '[] when the visitor never wrote',
        example: [],
        privacy: 'open',
      }),
    ),
    numbers: Type.Array(
      ExplainedNumber,
      field({ description: 'Each number of the chat once.', absent: NEVER_NULL, example: [], privacy: 'open' }),
    ),
    slaTargets: Type.Array(
      ExplainedTarget,
      field({
        description: 'The targets whose clock started.',
        absent: '[] without a policy, when none started, and for spam',
        example: [],
        privacy: 'open',
      }),
    ),
  },
  {
    $id: 'ChatExplanation',
    ...field({
      description: 'How each number of a chat was computed.',
      absent: NEVER_NULL,
      example: { metricsVersion: 1 },
      privacy: 'open',
    }),
  },
);
export type ChatExplanation = Static<typeof ChatExplanation>;
