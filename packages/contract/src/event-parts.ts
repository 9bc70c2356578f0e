/** The objects inside events of the event format, and the kinds of their members. Used by `chat-event.ts`. */
import { type Static, Type } from 'typebox';
import { TicketType } from './chat-parts.ts';
import { type FieldFacts, field, ID_UNIT, type Privacy } from './field.ts';

export const OPTIONAL = 'may be left out';
export const REQUIRED = 'required';

export const id = (privacy: Privacy, description: string, absent = REQUIRED) =>
  Type.Integer({
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    ...field({ description, absent, example: 660, unit: ID_UNIT, privacy }),
  });
export const text = (
  privacy: Privacy,
  description: string,
  more: Partial<Omit<FieldFacts, 'description' | 'privacy'>> = {},
) => Type.String(field({ description, absent: REQUIRED, example: 'text', unit: 'text', privacy, ...more }));
const duration = (description: string) =>
  Type.Optional(
    Type.Integer({
      minimum: 1,
      ...field({ description, absent: 'no such target', example: 60, unit: 'seconds', privacy: 'open' }),
    }),
  );

export const Queue = Type.Object(
  {
    queueId: id('open', 'The queue.'),
    name: text('open', 'Its name at this time.'),
    waitingLimitSeconds: duration('A visitor who leaves within this time is Lost, after it the chat is Missed.'),
  },
  {
    title: 'queue',
    additionalProperties: false,
    ...field({ description: 'A queue.', absent: OPTIONAL, example: { queueId: 3803, name: 'Chat' }, privacy: 'open' }),
  },
);
export type Queue = Static<typeof Queue>;

export const Agent = Type.Object(
  { agentId: id('open', 'The agent.'), name: text('open', 'The name at this time.') },
  {
    title: 'agent',
    additionalProperties: false,
    ...field({
      description: 'A human agent.',
      absent: OPTIONAL,
      example: { agentId: 660, name: 'John Smith' },
      privacy: 'open',
    }),
  },
);
export type Agent = Static<typeof Agent>;

export const SlaPolicy = Type.Object(
  {
    policyId: text('open', 'Name and version of the policy.'),
    firstResponseSeconds: duration('Target for the first response.'),
    nextResponseSeconds: duration('Target for every later response.'),
    waitingSeconds: duration('Target for the first human to accept.'),
    closeSeconds: duration('Target for the close.'),
  },
  {
    title: 'slaPolicy',
    additionalProperties: false,
    ...field({
      description: 'Service level policy of the queue at the start of the chat.',
      absent: OPTIONAL,
      example: { policyId: 'standard-1', firstResponseSeconds: 60 },
      privacy: 'open',
    }),
  },
);
export type SlaPolicy = Static<typeof SlaPolicy>;

const dayIntervals = (description: string) =>
  Type.Array(
    Type.Unsafe<[string, string]>({
      type: 'array',
      prefixItems: [
        { type: 'string', pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' },
        { type: 'string', pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$' },
      ],
      items: { type: 'string' },
      minItems: 2,
      maxItems: 2,
    }),
    field({
      description,
      absent: '[] is closed all day',
      example: [
        ['09:00', '12:00'],
        ['13:00', '17:00'],
      ],
      unit: 'HH:MM to HH:MM',
      zone: "the calendar's",
      privacy: 'open',
    }),
  );

export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

export const Calendar = Type.Object(
  {
    timeZone: text('open', 'IANA zone of the hours.'),
    monday: dayIntervals('Opening hours on Mondays.'),
    tuesday: dayIntervals('Opening hours on Tuesdays.'),
    wednesday: dayIntervals('Opening hours on Wednesdays.'),
    thursday: dayIntervals('Opening hours on Thursdays.'),
    friday: dayIntervals('Opening hours on Fridays.'),
    saturday: dayIntervals('Opening hours on Saturdays.'),
    sunday: dayIntervals('Opening hours on Sundays.'),
    holidays: Type.Array(
      Type.Object(
        {
          date: Type.String({
            pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
            ...field({
              description: 'The day.',
              absent: REQUIRED,
              example: '2023-12-25',
              unit: 'YYYY-MM-DD',
              zone: "the calendar's",
              privacy: 'open',
            }),
          }),
          hours: dayIntervals('Opening hours on that day.'),
        },
        {
          additionalProperties: false,
          ...field({
            description: 'A day with hours of its own.',
            absent: OPTIONAL,
            example: { date: '2023-12-25', hours: [] },
            privacy: 'open',
          }),
        },
      ),
      field({
        description: 'Days with hours of their own.',
        absent: '[] when there are none',
        example: [],
        privacy: 'open',
      }),
    ),
  },
  {
    title: 'calendar',
    additionalProperties: false,
    ...field({
      description: 'Opening hours of the queue at the start of the chat; without a calendar it is always open.',
      absent: OPTIONAL,
      example: { timeZone: 'Europe/Budapest' },
      privacy: 'open',
    }),
  },
);
export type Calendar = Static<typeof Calendar>;

export const Ticket = Type.Object(
  { ticketId: id('open', 'The ticket.'), ticketNo: text('open', 'Its reference number.'), ticketType: TicketType },
  {
    title: 'ticket',
    additionalProperties: false,
    ...field({
      description: 'The related ticket.',
      absent: OPTIONAL,
      example: { ticketId: 15, ticketNo: '822-20230120-785643' },
      privacy: 'open',
    }),
  },
);
export type Ticket = Static<typeof Ticket>;
