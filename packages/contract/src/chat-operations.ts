/** The operations that read chats as they are now. Part of the list of operations. */
import { ChatEventsReply, ChatExplanationReply, ChatLogReply, ChatReply } from './envelope.ts';
import {
  CACHE_HEADERS,
  IN_A_PROJECT,
  json,
  KEYED,
  NO_PARAMETERS,
  type Operation,
  UNCACHED_HEADERS,
  WITH_PARAMETERS,
} from './operation.ts';

export const GET_CHAT_LOG = {
  operationId: 'getChatLog',
  method: 'GET',
  path: '/v2/projects/{projectid}/chats',
  tag: 'Chat log',
  summary: 'Get the chat log',
  description:
    'Every chat of the project that matches all filters, by chatId. Without limit every matching chat is sent, however many there are. A page with limit up to 1000 is one snapshot, with a Link header if there is more; a longer reply is read in pieces up to the last chat that existed when it began. If the server fails in the middle, it closes the connection and the body never parses. A trailing slash is accepted; HEAD returns the same headers. The same log as NDJSON, CSV and Parquet has operations of its own; `format=` and the header Accept select these formats at this address too.',
  requestHeaders: ['Prefer', 'If-None-Match'],
  requestBody: null,
  success: {
    description: 'The log.',
    contents: json(ChatLogReply),
    headers: [
      'Link',
      'X-Total-Count',
      'Preference-Applied',
      'Parley-Date-Range',
      'Parley-Unindexed-Chats',
      'Parley-Sync-Cursor',
      'Parley-Warning',
      ...CACHE_HEADERS,
    ],
  },
  isConditional: true,
  errors: [
    ...KEYED,
    ...IN_A_PROJECT,
    ...WITH_PARAMETERS,
    'filterNotAllowed',
    'conflictingParameters',
    'reversedDates',
    'reversedRange',
    'chatDamaged',
    'httpVersionNotSupported',
    'tooManyAtOnce',
  ],
  scopes: ['chats:read', 'chats:metadata'],
  since: '0.1.0',
  exampleTarget: '/v2/projects/822/chats?startDate=2023-01-20&limit=100',
} as const satisfies Operation;

export const GET_CHAT = {
  operationId: 'getChat',
  method: 'GET',
  path: '/v2/projects/{projectid}/chats/{chatId}',
  tag: 'Chat log',
  summary: 'Get one chat',
  description: 'The same object as in the log.',
  requestHeaders: ['Prefer', 'If-None-Match'],
  requestBody: null,
  success: { description: 'The chat.', contents: json(ChatReply), headers: ['Parley-Warning', ...CACHE_HEADERS] },
  isConditional: true,
  errors: [...KEYED, ...IN_A_PROJECT, ...WITH_PARAMETERS, 'chatNotFound', 'chatDamaged'],
  scopes: ['chats:read', 'chats:metadata'],
  since: '0.1.0',
  exampleTarget: '/v2/projects/822/chats/1?include=ext',
} as const satisfies Operation;

export const GET_CHAT_EVENTS = {
  operationId: 'getChatEvents',
  method: 'GET',
  path: '/v2/projects/{projectid}/chats/{chatId}/events',
  tag: 'Chat log',
  summary: 'Get the events of one chat',
  description:
    'What happened in the chat, as a line of the event format: imported elsewhere, it gives the same chat. A chat that goes on has the events so far.',
  requestHeaders: ['Prefer'],
  requestBody: null,
  success: { description: 'The events.', contents: json(ChatEventsReply), headers: UNCACHED_HEADERS },
  isConditional: false,
  errors: [
    ...KEYED,
    ...IN_A_PROJECT,
    ...NO_PARAMETERS,
    'malformedValue',
    'notAcceptable',
    'chatNotFound',
    'eventsNotFound',
    'chatDamaged',
  ],
  scopes: ['chats:read'],
  since: '0.1.0',
  exampleTarget: '/v2/projects/822/chats/1/events',
} as const satisfies Operation;

export const EXPLAIN_CHAT = {
  operationId: 'explainChat',
  method: 'GET',
  path: '/v2/projects/{projectid}/chats/{chatId}/explain',
  tag: 'Chat log',
  summary: 'Explain the numbers of one chat',
  description:
    'For each number of the chat: the rule that applied, the messages and seconds it came from, and each service level target.',
  requestHeaders: ['Prefer'],
  requestBody: null,
  success: {
    description: 'The explanation.',
    contents: json(ChatExplanationReply),
    headers: UNCACHED_HEADERS,
  },
  isConditional: false,
  errors: [
    ...KEYED,
    ...IN_A_PROJECT,
    ...NO_PARAMETERS,
    'malformedValue',
    'notAcceptable',
    'chatNotFound',
    'tooManyAtOnce',
    'chatDamaged',
  ],
  scopes: ['chats:read', 'chats:metadata'],
  since: '0.1.0',
  exampleTarget: '/v2/projects/822/chats/1/explain',
} as const satisfies Operation;
