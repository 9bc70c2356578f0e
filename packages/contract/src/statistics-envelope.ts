/** The body of the statistics. Used by the list of operations and by clients. */
import { type Static, Type } from 'typebox';
import { count, NEVER_NULL, noErrors, plainText, reply } from './envelope-parts.ts';
import { type FieldFacts, field } from './field.ts';

type OpenFacts = Omit<FieldFacts, 'privacy'>;

const orNull = (facts: OpenFacts) => field({ ...facts, privacy: 'open' });
const nullableInteger = (facts: OpenFacts) => Type.Union([Type.Integer(), Type.Null()], orNull(facts));
const nullableNumber = (facts: OpenFacts) => Type.Union([Type.Number(), Type.Null()], orNull(facts));
const nullableText = (facts: OpenFacts) => Type.Union([Type.String(), Type.Null()], orNull(facts));

const NO_VALUES = 'null without values';

const value = (description: string, example: number) =>
  nullableInteger({ description, absent: NO_VALUES, example, unit: 'as the values' });

const rows = nullableText({
  description:
    'Parameters of the log that list exactly these chats, as in an address: put them after `/chats?`. All filters of the request are in it, and isSPAM.',
  absent: 'null where the log has no filter for them',
  example: 'isSPAM=0&startDate=2023-01-20&endDate=2023-01-20&tz=Europe/Budapest',
  unit: 'query',
});

export const StatisticsMeasure = reply(
  'StatisticsMeasure',
  'Exact numbers of one measure over the chats of a group. Seconds, but for `messages`.',
  {
    count: count('Chats that have a value.', 'chats'),
    sum: nullableInteger({
      description: 'Sum of the values.',
      absent: 'null without values, and beyond 2^53-1',
      example: 140,
      unit: 'as the values',
    }),
    mean: nullableNumber({
      description:
        'sum / count, rounded half up to three decimals. Of averageResponseTime: the sum of sumResponseTime divided by the sum of responseCount.',
      absent: NO_VALUES,
      example: 7.0,
      unit: 'as the values',
    }),
    min: value('Smallest value.', 2),
    max: value('Largest value.', 31),
    p50: value('The smallest value that at least half of the values do not exceed (nearest rank).', 6),
    p90: value('The same of 90 percent.', 14),
    p99: value('The same of 99 percent.', 31),
    query: nullableText({
      description: 'Parameters of the log that list the chats that have a value.',
      absent: 'null where the log has no filter for them',
      example: 'isSPAM=0&with=firstResponseTime',
      unit: 'query',
    }),
  },
  { count: 20, sum: 140, mean: 7, min: 2, max: 31, p50: 6, p90: 14, p99: 31, query: null },
);
export type StatisticsMeasure = Static<typeof StatisticsMeasure>;

export const StatisticsShare = reply(
  'StatisticsShare',
  'How many chats of a group have one value.',
  {
    value: plainText('The value; "" stands for none.', NEVER_NULL, 'Completed'),
    count: count('Those chats.', 'chats'),
    query: rows,
  },
  { value: 'Completed', count: 17, query: 'isSPAM=0&disposition=Completed' },
);
export type StatisticsShare = Static<typeof StatisticsShare>;

const StatisticsCount = reply(
  'StatisticsCount',
  'How many chats of a group are of a kind.',
  { count: count('Those chats.', 'chats'), query: rows },
  { count: 3, query: 'isSPAM=1' },
);

const NOT_ASKED = 'null when metrics leaves it out';

function measure(description: string) {
  return Type.Union(
    [StatisticsMeasure, Type.Null()],
    field({ description, absent: NOT_ASKED, example: null, privacy: 'open' }),
  );
}

const shares = (description: string) =>
  Type.Union(
    [Type.Array(StatisticsShare), Type.Null()],
    field({ description, absent: NOT_ASKED, example: [], privacy: 'open' }),
  );

const counted = (description: string) =>
  Type.Union(
    [StatisticsCount, Type.Null()],
    field({ description, absent: NOT_ASKED, example: { count: 3, query: 'isSPAM=1' }, privacy: 'open' }),
  );

export const StatisticsGroup = reply(
  'StatisticsGroup',
  'The numbers of a group of chats.',
  {
    key: Type.Union(
      [Type.String(), Type.Integer(), Type.Null()],
      field({
        description:
          'What the chats of the group have in common: the start of the hour with its offset, the day, the Monday of the week, the month, `1-14` for Mondays from 14 to 15 o’clock; the id of the agent or queue; the text; 1 or 0 of isSPAM; open or closed.',
        absent: 'null in the total, and where the chats have none',
        example: '2023-01-20',
        privacy: 'open',
      }),
    ),
    name: nullableText({
      description: 'Name of the agent or queue, as in the newest chat of the group.',
      absent: 'null for other groups, and where none is known',
      example: 'John Smith',
      unit: 'text',
    }),
    query: rows,
    count: count('Chats of the group; spam only when isSPAM is given, or by.', 'chats'),
    firstResponseTime: measure('Field firstResponseTime.'),
    averageResponseTime: measure('Field averageResponseTime.'),
    maxResponseTime: measure('The longest response of each chat, ext.maxResponseTime.'),
    wait: measure(
      "From the start, or the bot's hand-off where that is later, to the first person who owned the chat, by ext.times.",
    ),
    duration: measure('Field duration.'),
    messages: measure('Messages of the transcript.'),
    dispositions: shares('Chats by disposition.'),
    slaStatus: shares('Chats by service level status.'),
    spam: counted('Chats marked as spam that meet the other filters, whether they are counted or not.'),
    transferred: counted('Chats that were transferred at least once, by transferCount.'),
  },
  { key: '2023-01-20', name: null, query: null, count: 20 },
);
export type StatisticsGroup = Static<typeof StatisticsGroup>;

export const Statistics = reply(
  'Statistics',
  'Numbers of the chats that the filters select.',
  {
    timeZone: plainText('Where hours and days begin.', NEVER_NULL, 'Europe/Budapest'),
    isComplete: Type.Boolean(
      field({
        description: 'false: withinMs ran out first, and every count is a lower bound.',
        absent: NEVER_NULL,
        example: true,
        privacy: 'open',
      }),
    ),
    total: StatisticsGroup,
    groups: Type.Array(
      StatisticsGroup,
      field({
        description:
          'One for each value of `by` that occurs: times in their order, others by how many chats they have. A chat is in each group of by=queue and by=agent that it took part in.',
        absent: '[] without by, and without chats',
        example: [],
        privacy: 'open',
      }),
    ),
    others: Type.Union(
      [
        reply(
          'OtherGroups',
          'Groups beyond limit.',
          { groups: count('How many there are.', 'groups'), count: count('Sum of their counts.', 'chats') },
          { groups: 2, count: 5 },
        ),
        Type.Null(),
      ],
      field({
        description: 'Groups that limit leaves out.',
        absent: 'null when all are there',
        example: null,
        privacy: 'open',
      }),
    ),
  },
  { timeZone: 'Europe/Budapest', isComplete: true, total: { count: 20 }, groups: [], others: null },
);
export type Statistics = Static<typeof Statistics>;

export const StatisticsReply = reply(
  'StatisticsReply',
  'The statistics.',
  { response: Statistics, errors: noErrors },
  { response: {}, errors: [] },
);
export type StatisticsReply = Static<typeof StatisticsReply>;
