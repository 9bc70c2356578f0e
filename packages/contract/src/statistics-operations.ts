/** The operation that counts and measures chats. Part of the list of operations. */
import { IN_A_PROJECT, json, KEYED, type Operation, UNCACHED_HEADERS, WITH_PARAMETERS } from './operation.ts';
import { StatisticsReply } from './statistics-envelope.ts';

export const GET_CHAT_STATISTICS = {
  operationId: 'getChatStatistics',
  method: 'GET',
  path: '/v2/projects/{projectid}/chats/stats',
  tag: 'Chat log',
  summary: 'Get statistics',
  description:
    'Exact counts, sums, means and percentiles of the chats that the filters select, in all and by group, all of one moment. Every number comes with the parameters of the log that list its chats. Spam is left out unless isSPAM is given.',
  requestHeaders: ['Prefer'],
  requestBody: null,
  success: {
    description: 'The statistics.',
    contents: json(StatisticsReply),
    headers: ['Parley-Date-Range', 'Parley-Warning', ...UNCACHED_HEADERS],
  },
  isConditional: false,
  errors: [
    ...KEYED,
    ...IN_A_PROJECT,
    ...WITH_PARAMETERS,
    'filterNotAllowed',
    'conflictingParameters',
    'reversedDates',
    'reversedRange',
    'chatDamaged',
    'tooManyAtOnce',
  ],
  scopes: ['chats:read', 'chats:metadata'],
  since: '0.1.0',
  exampleTarget: '/v2/projects/822/chats/stats?by=day&startDate=2023-01-20&endDate=2023-01-31',
} as const satisfies Operation;
