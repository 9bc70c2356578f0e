/** The operations for an exact copy of the log: what changed, a checksum, erasure and redaction. Part of the list of operations. */
import {
  IN_A_PROJECT,
  json,
  KEYED,
  NO_PARAMETERS,
  type Operation,
  UNCACHED_HEADERS,
  WITH_PARAMETERS,
} from './operation.ts';
import {
  ChatChangesReply,
  ChatDigestReply,
  ErasedChatReply,
  RedactionReply,
  RedactionRequest,
} from './sync-envelope.ts';

export const GET_CHAT_CHANGES = {
  operationId: 'getChatChanges',
  method: 'GET',
  path: '/v2/projects/{projectid}/chats/changes',
  tag: 'Sync',
  summary: 'Get what changed',
  description:
    'Each chat that changed, once, in its latest state, in the order of the commits; erased chats too. Continue with Parley-Next-Cursor until Parley-End-Of-Stream is true. Nothing ever appears at or before a cursor that was issued. Delivery is at least once: store by chatId and keep the larger ext.revision. With filters, a changed chat that no longer matches comes with ext.left. `format=ndjson` and the header Accept select NDJSON at this address too.',
  requestHeaders: ['Prefer'],
  requestBody: null,
  success: {
    description: 'A page of the feed.',
    contents: json(ChatChangesReply),
    headers: [
      'Link',
      'Parley-Next-Cursor',
      'Parley-End-Of-Stream',
      'Parley-Watermark-Lag-Ms',
      'Parley-Date-Range',
      'Parley-Warning',
      ...UNCACHED_HEADERS,
    ],
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
    'invalidCursor',
    'cursorExpired',
    'chatDamaged',
    'httpVersionNotSupported',
    'tooManyAtOnce',
  ],
  scopes: ['chats:read', 'chats:metadata'],
  since: '0.1.0',
  exampleTarget: '/v2/projects/822/chats/changes?since=2023-01-20T11:50:43Z&limit=1000',
} as const satisfies Operation;

export const GET_CHAT_DIGEST = {
  operationId: 'getChatDigest',
  method: 'GET',
  path: '/v2/projects/{projectid}/chats/digest',
  tag: 'Sync',
  summary: 'Get count and checksum',
  description:
    'Count and checksum of the chats that the filters select, in total and for each day, to compare a copy with. Changes after the cursor may not be in it.',
  requestHeaders: ['Prefer'],
  requestBody: null,
  success: {
    description: 'The digest.',
    contents: json(ChatDigestReply),
    headers: ['Parley-Date-Range', 'Parley-Warning', ...UNCACHED_HEADERS],
  },
  isConditional: false,
  errors: [
    ...KEYED,
    ...IN_A_PROJECT,
    ...WITH_PARAMETERS,
    'conflictingParameters',
    'reversedDates',
    'reversedRange',
    'chatDamaged',
    'tooManyAtOnce',
  ],
  scopes: ['chats:read'],
  since: '0.1.0',
  exampleTarget: '/v2/projects/822/chats/digest?startDate=2023-01-20&endDate=2023-01-31',
} as const satisfies Operation;

export const ERASE_CHAT = {
  operationId: 'eraseChat',
  method: 'DELETE',
  path: '/v2/projects/{projectid}/chats/{chatId}',
  tag: 'Privacy',
  summary: 'Erase a chat',
  description:
    'Removes the chat from the log immediately and its bytes from the files of the store within a minute. The change feed tells readers to remove it too. The id is never used again, and an import does not bring the chat back.',
  requestHeaders: ['Prefer'],
  requestBody: null,
  success: {
    description: 'The chat was erased; the body is its entry in the change feed.',
    contents: json(ErasedChatReply),
    headers: UNCACHED_HEADERS,
  },
  isConditional: false,
  errors: [...KEYED, 'foreignOrigin', ...IN_A_PROJECT, ...WITH_PARAMETERS, 'chatNotFound', 'outcomeUnknown'],
  scopes: ['chats:write'],
  since: '0.1.0',
  exampleTarget: '/v2/projects/822/chats/7',
} as const satisfies Operation;

export const REDACT = {
  operationId: 'redact',
  method: 'POST',
  path: '/v2/projects/{projectid}/redactions',
  tag: 'Privacy',
  summary: 'Remove content and keep the numbers',
  description:
    'Empties the text and the attachments of one message, or everything that people left in a chat or in all chats of a contact. Chats, messages, counts and times stay. Repeating the request removes nothing more and succeeds.',
  requestHeaders: ['Prefer'],
  requestBody: {
    description: 'Which message, chat or contact, and why.',
    schema: RedactionRequest,
    example: { chatId: 7, seq: 3, reason: 'a card number' },
  },
  success: {
    description: 'How much was removed.',
    contents: json(RedactionReply),
    headers: UNCACHED_HEADERS,
  },
  isConditional: false,
  errors: [
    ...KEYED,
    'foreignOrigin',
    ...IN_A_PROJECT,
    ...NO_PARAMETERS,
    'notAcceptable',
    'unsupportedMediaType',
    'malformedBody',
    'redactionNotFound',
    'chatDamaged',
    'outcomeUnknown',
  ],
  scopes: ['chats:write'],
  since: '0.1.0',
  exampleTarget: '/v2/projects/822/redactions',
} as const satisfies Operation;
