/**
 * The operations that give the log and the feed in other formats than JSON, one for each format, so that each has one kind
 * of reply. Part of the list of operations.
 */
import { type TSchema, Type } from 'typebox';
import { RequestedChat } from './chat-in-reply.ts';
import { GET_CHAT_LOG } from './chat-operations.ts';
import { EndLine } from './envelope.ts';
import { field } from './field.ts';
import type { ReplyHeader } from './headers.ts';
import { LOG_FORMAT_FACTS, type LogFormat } from './log-formats.ts';
import type { Operation } from './operation.ts';
import { ChatChangeInReply } from './sync-envelope.ts';
import { GET_CHAT_CHANGES } from './sync-operations.ts';

const NDJSON = 'application/x-ndjson';
const PARQUET = 'application/vnd.apache.parquet';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Lines of JSON, each ended by a line feed. */
function lines(description: string, line: TSchema, example: string) {
  const schema = Type.String(field({ description, absent: '"" without rows', example, privacy: 'content' }));
  return [{ mediaType: NDJSON, schema, line }] as const;
}

/** The body of a format as the table of formats describes it. */
function bodyOf(format: LogFormat, mediaType: string) {
  const { summary, body } = LOG_FORMAT_FACTS[format];
  const { description = summary, example = '', isBinary = false } = body ?? {};
  const facts = field({ description, absent: 'never null', example, privacy: 'content' });
  return [{ mediaType, schema: Type.String(isBinary ? { format: 'binary', ...facts } : facts) }] as const;
}

const FILE_HEADERS: readonly ReplyHeader[] = [...GET_CHAT_LOG.success.headers, 'Content-Disposition'];
const THE_SAME = 'Parameters, order, paging and headers are those of the chat log.';

export const GET_CHAT_LOG_NDJSON = {
  ...GET_CHAT_LOG,
  operationId: 'getChatLogNdjson',
  path: '/v2/projects/{projectid}/chats.ndjson',
  summary: 'Get the chat log as NDJSON',
  description: `One chat per line, without the totals; with include=end a last line counts the rows. ${THE_SAME}`,
  success: {
    ...GET_CHAT_LOG.success,
    contents: lines(
      'One chat per line; with include=end a last line `{"end":true,"rows":2}`, without which the reply was cut.',
      Type.Union([RequestedChat, EndLine]),
      '{"chatId":1,"disposition":"Completed"}\n',
    ),
  },
  exampleTarget: '/v2/projects/822/chats.ndjson?include=end',
} as const satisfies Operation;

export const GET_CHAT_LOG_CSV = {
  ...GET_CHAT_LOG,
  operationId: 'getChatLogCsv',
  path: '/v2/projects/{projectid}/chats.csv',
  summary: 'Get the chat log as CSV',
  description: `One row per chat. ${THE_SAME}`,
  success: { ...GET_CHAT_LOG.success, contents: bodyOf('csv', 'text/csv'), headers: FILE_HEADERS },
  exampleTarget: '/v2/projects/822/chats.csv?startDate=2023-01-20',
} as const satisfies Operation;

export const GET_MESSAGES_CSV = {
  ...GET_CHAT_LOG,
  operationId: 'getMessagesCsv',
  path: '/v2/projects/{projectid}/messages.csv',
  summary: 'Get the messages as CSV',
  description: `One row per message of the chats that the filters select. ${THE_SAME} It takes no fields=.`,
  success: { ...GET_CHAT_LOG.success, contents: bodyOf('csv-messages', 'text/csv'), headers: FILE_HEADERS },
  exampleTarget: '/v2/projects/822/messages.csv?startDate=2023-01-20',
} as const satisfies Operation;

export const GET_CHAT_LOG_PARQUET = {
  ...GET_CHAT_LOG,
  operationId: 'getChatLogParquet',
  path: '/v2/projects/{projectid}/chats.parquet',
  summary: 'Get the chat log as Parquet',
  description: `One row per chat. ${THE_SAME} With limit up to 1000 the length is known before anything is sent, and Range is served.`,
  requestHeaders: [...GET_CHAT_LOG.requestHeaders, 'Range', 'If-Range'],
  success: {
    ...GET_CHAT_LOG.success,
    contents: bodyOf('parquet', PARQUET),
    headers: [...FILE_HEADERS, 'Accept-Ranges'],
  },
  isRanged: true,
  errors: [...GET_CHAT_LOG.errors, 'rangeNotSatisfiable'],
  exampleTarget: '/v2/projects/822/chats.parquet',
} as const satisfies Operation;

export const GET_MESSAGES_PARQUET = {
  ...GET_CHAT_LOG_PARQUET,
  operationId: 'getMessagesParquet',
  path: '/v2/projects/{projectid}/messages.parquet',
  summary: 'Get the messages as Parquet',
  description: `One row per message of the chats that the filters select. ${THE_SAME} It takes no fields=. With limit up to 1000 the length is known before anything is sent, and Range is served.`,
  success: { ...GET_CHAT_LOG_PARQUET.success, contents: bodyOf('parquet-messages', PARQUET) },
  exampleTarget: '/v2/projects/822/messages.parquet',
} as const satisfies Operation;

export const GET_CHAT_LOG_XLSX = {
  ...GET_CHAT_LOG,
  operationId: 'getChatLogXlsx',
  path: '/v2/projects/{projectid}/chats.xlsx',
  summary: 'Get the chat log as an Excel workbook',
  description: `A sheet of chats and a sheet of their messages. ${THE_SAME} Times of imported rows are those of one zone unless timestamps=raw is given.`,
  success: { ...GET_CHAT_LOG.success, contents: bodyOf('xlsx', XLSX), headers: FILE_HEADERS },
  exampleTarget: '/v2/projects/822/chats.xlsx?startDate=2023-01-20',
} as const satisfies Operation;

export const GET_CONVERSATIONS = {
  ...GET_CHAT_LOG,
  operationId: 'getConversations',
  path: '/v2/projects/{projectid}/conversations.jsonl',
  summary: 'Get conversations to train models on',
  description: `One conversation per line. ${THE_SAME} It takes no fields=.`,
  success: { ...GET_CHAT_LOG.success, contents: bodyOf('chatml', 'application/jsonl'), headers: FILE_HEADERS },
  exampleTarget: '/v2/projects/822/conversations.jsonl?disposition=Completed',
} as const satisfies Operation;

export const GET_CHAT_CHANGES_NDJSON = {
  ...GET_CHAT_CHANGES,
  operationId: 'getChatChangesNdjson',
  path: '/v2/projects/{projectid}/chats/changes.ndjson',
  summary: 'Get what changed as NDJSON',
  description: 'One change per line. Parameters, order, paging and headers are those of the change feed.',
  success: {
    ...GET_CHAT_CHANGES.success,
    contents: lines(
      'One change per line.',
      ChatChangeInReply,
      '{"chatId":7,"projectId":822,"ext":{"left":true,"revision":9}}\n',
    ),
  },
  exampleTarget: '/v2/projects/822/chats/changes.ndjson?since=2023-01-20T11:50:43Z',
} as const satisfies Operation;
