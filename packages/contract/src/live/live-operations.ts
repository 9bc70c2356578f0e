/** The operations by which visitors take part in live chats. Part of the list of operations. */
import { Type } from 'typebox';
import type { ErrorName } from '../errors.ts';
import { field } from '../field.ts';
import { ANY_REQUEST, json, type Operation, UNCACHED_HEADERS } from '../operation.ts';
import { COMMAND_EXAMPLE, CommandReply, VisitorCommand } from './live-commands.ts';
import { VISITOR_REQUEST, VisitorReply, VisitorRequest } from './visitor-envelope.ts';

export const OF_VISITORS: readonly ErrorName[] = [
  ...ANY_REQUEST,
  'parameterNotExpected',
  'notAcceptable',
  'originNotAllowed',
  'tooManyRequests',
];
export const WITH_BODY: readonly ErrorName[] = [
  ...OF_VISITORS,
  'unsupportedMediaType',
  'malformedBody',
  'outcomeUnknown',
];

/** What a command may be refused with. */
export const COMMAND_REFUSALS = [
  'protocolVersion',
  'commandsMissing',
  'commandOutdated',
  'chatNotFound',
  'chatFull',
  'chatImported',
  'chatEnded',
  'chatDamaged',
  'attachmentNotUsable',
] as const satisfies readonly ErrorName[];

export const STREAM_HEADERS = [...UNCACHED_HEADERS, 'X-Accel-Buffering'] as const;

export const eventStream = [
  {
    mediaType: 'text/event-stream',
    schema: Type.String(
      field({
        description: 'Frames of server-sent events; docs/spec/live-protocol.md describes each.',
        absent: 'never empty',
        example: 'event: hello\ndata: {"v":1,"at":"2026-11-27T10:00:00.000Z","heartbeatSeconds":25}\n\n',
        privacy: 'content',
      }),
    ),
  },
] as const;

export const OF_LIVE = {
  tag: 'Live chat',
  isConditional: false,
  isForPages: true,
  scopes: null,
  since: '0.1.0',
} as const satisfies Partial<Operation>;

export const START_VISITOR = {
  ...OF_LIVE,
  operationId: 'startVisitor',
  method: 'POST',
  path: '/v2/live/visitors',
  summary: 'Come as a visitor',
  description:
    'Gives the page of a visitor the tokens by which it takes part, and says what their chat and the site are like now. Called when a page opens, and before the stream token ends.',
  requestHeaders: ['Origin', 'Prefer'],
  requestBody: { description: 'Who comes, to which site.', schema: VisitorRequest, example: VISITOR_REQUEST },
  success: { description: 'The visitor may take part.', contents: json(VisitorReply), headers: UNCACHED_HEADERS },
  errors: [...WITH_BODY, 'protocolVersion', 'siteNotFound', 'tokenRefused', 'identityRefused', 'tooManyVisitors'],
  exampleTarget: '/v2/live/visitors',
} as const satisfies Operation;

export const SEND_VISITOR_COMMAND = {
  ...OF_LIVE,
  needsStreamToken: true,
  operationId: 'sendVisitorCommand',
  method: 'POST',
  path: '/v2/live/commands',
  summary: 'Write as a visitor',
  description:
    'Carries out one command, once: the same id again is answered as the first time. Answered after it is stored for good, never before. Needs a stream token as `Authorization: Bearer`.',
  requestHeaders: ['Origin', 'Prefer'],
  requestBody: { description: 'The command.', schema: VisitorCommand, example: COMMAND_EXAMPLE },
  success: { description: 'It is done.', contents: json(CommandReply), headers: UNCACHED_HEADERS },
  errors: [
    ...WITH_BODY,
    ...COMMAND_REFUSALS,
    'tokenRefused',
    'identityNeeded',
    'tooManyMessages',
    'tooManyChats',
    'textRepeated',
    'chatIdsUsedUp',
  ],
  exampleTarget: '/v2/live/commands',
} as const satisfies Operation;

export const GET_VISITOR_EVENTS = {
  ...OF_LIVE,
  needsStreamToken: true,
  operationId: 'getVisitorEvents',
  method: 'GET',
  path: '/v2/live/events',
  summary: "Follow a visitor's chats",
  description:
    "A stream of server-sent events: those of the visitor's last chat from the position on, and of each chat that they begin later. Ends when the stream token does. Needs a stream token as `Authorization: Bearer`.",
  requestHeaders: ['Origin', 'Last-Event-ID', 'Prefer'],
  requestBody: null,
  success: { description: 'The stream.', contents: eventStream, headers: STREAM_HEADERS },
  errors: [
    ...OF_VISITORS.filter((name) => name !== 'parameterNotExpected'),
    'malformedValue',
    'unknownParameter',
    'repeatedParameter',
    'tokenRefused',
    'tooManyStreams',
    'httpVersionNotSupported',
  ],
  exampleTarget: '/v2/live/events',
} as const satisfies Operation;
