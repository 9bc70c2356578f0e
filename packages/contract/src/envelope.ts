/**
 * The bodies of the replies around chats, projects and errors. Used by the list of operations and by clients; the server
 * writes these bodies by hand, and its tests check them against these schemas.
 */
import { type Static, Type } from 'typebox';
import { EVENT_FORMAT, EventFormatLine } from './chat-event.ts';
import { ChatExplanation } from './chat-explanation.ts';
import { EXAMPLE_CHAT, RequestedChat, TransferInReply } from './chat-in-reply.ts';
import { count, NEVER_NULL, noErrors, plainText, reply } from './envelope-parts.ts';
import { field, ID_UNIT } from './field.ts';

export const ChatLogReply = reply(
  'ChatLogReply',
  'The log. The totals cover the chats of this reply.',
  {
    response: Type.Array(
      RequestedChat,
      field({
        description: 'The chats, by chatId in the given direction.',
        absent: '[] past the end',
        example: [],
        privacy: 'open',
      }),
    ),
    responseCount: count('Number of chats in response.', 'chats'),
    sumResponseTime: count("Sum of the chats' sumResponseTime; null adds 0.", 'seconds'),
    transfers: Type.Array(
      TransferInReply,
      field({
        description: "The chats' transfers in order.",
        absent: '[] when there are none',
        example: [],
        privacy: 'open',
      }),
    ),
    transferCount: count('Length of transfers.', 'transfers'),
    errors: noErrors,
  },
  { response: [EXAMPLE_CHAT], responseCount: 1, sumResponseTime: 7, transfers: [], transferCount: 0, errors: [] },
);
export type ChatLogReply = Static<typeof ChatLogReply>;

export const ChatReply = reply(
  'ChatReply',
  'One chat.',
  { response: RequestedChat, errors: noErrors },
  { response: EXAMPLE_CHAT, errors: [] },
);
export type ChatReply = Static<typeof ChatReply>;

export const EndLine = reply(
  'EndLine',
  'Last line of an NDJSON reply with include=end; without it the reply was cut.',
  {
    end: Type.Literal(
      true,
      field({ description: 'Marks the line.', absent: NEVER_NULL, example: true, privacy: 'open' }),
    ),
    rows: count('Chats sent before this line.', 'chats'),
  },
  { end: true, rows: 100 },
);
export type EndLine = Static<typeof EndLine>;

export const ProjectInReply = reply(
  'ProjectInReply',
  'A project that the key may see.',
  {
    projectid: Type.Integer({
      minimum: 0,
      ...field({ description: 'The project.', absent: NEVER_NULL, example: 822, unit: ID_UNIT, privacy: 'open' }),
    }),
    name: plainText('Its name.', NEVER_NULL, 'Support'),
    status: plainText('Whether it is in use.', 'never null; always active', 'active'),
    folderid: Type.Integer({
      minimum: 0,
      ...field({
        description: 'Folder that holds the project.',
        absent: '0: Parley has no folders',
        example: 0,
        unit: ID_UNIT,
        privacy: 'open',
      }),
    }),
    container: plainText('Kind of the folder.', '"": Parley has no folders', ''),
    folder: plainText('Name of the folder.', '"": Parley has no folders', ''),
    timeZone: plainText(
      'IANA name of its time zone, in which times are printed and days begin unless `tz` names another.',
      NEVER_NULL,
      'Europe/Budapest',
    ),
    chatCount: count('Chats in its log.', 'chats'),
  },
  {
    projectid: 822,
    name: 'Support',
    status: 'active',
    folderid: 0,
    container: '',
    folder: '',
    timeZone: 'Europe/Budapest',
    chatCount: 25,
  },
);
export type ProjectInReply = Static<typeof ProjectInReply>;

export const ProjectsReply = reply(
  'ProjectsReply',
  'The projects that the key may see.',
  {
    response: Type.Array(
      ProjectInReply,
      field({
        description: 'The projects, by projectid.',
        absent: '[] when there are none',
        example: [],
        privacy: 'open',
      }),
    ),
    errors: noErrors,
  },
  { response: [{ projectid: 822 }], errors: [] },
);
export type ProjectsReply = Static<typeof ProjectsReply>;

export const HealthReply = reply(
  'HealthReply',
  'The server is up and its store can be read.',
  {
    status: Type.Literal(
      'ok',
      field({ description: 'The state.', absent: NEVER_NULL, example: 'ok', privacy: 'open' }),
    ),
  },
  { status: 'ok' },
);
export type HealthReply = Static<typeof HealthReply>;

const ErrorInReply = reply(
  'ErrorInReply',
  'What went wrong.',
  {
    errorcode: Type.Integer({
      minimum: 400,
      maximum: 599,
      ...field({
        description: 'HTTP status of the reply.',
        absent: NEVER_NULL,
        example: 404,
        unit: 'HTTP status',
        privacy: 'open',
      }),
    }),
    errormessage: plainText('Code of the error; the same in every version.', NEVER_NULL, 'error.project_not_found'),
    property: plainText('Parameter or field that is wrong.', '"" when it is none', 'projectid'),
    message: plainText('What happened and what to do, for people.', NEVER_NULL, 'There is no such project.'),
  },
  { errorcode: 404, errormessage: 'error.project_not_found', property: 'projectid', message: 'There is no …' },
);

export const ErrorReply = reply(
  'ErrorReply',
  'Body of every reply that is not a success.',
  {
    response: Type.Array(Type.Unknown(), {
      maxItems: 0,
      ...field({
        description: 'Always empty in an error.',
        absent: 'never null, always []',
        example: [],
        privacy: 'open',
      }),
    }),
    errors: Type.Array(ErrorInReply, {
      minItems: 1,
      maxItems: 1,
      ...field({ description: 'The error.', absent: NEVER_NULL, example: [{}], privacy: 'open' }),
    }),
  },
  { response: [], errors: [{ errorcode: 404, errormessage: 'error.project_not_found' }] },
);

export const ChatEventsReply = reply(
  'ChatEventsReply',
  'The events of a chat.',
  { response: EventFormatLine, errors: noErrors },
  { response: { format: EVENT_FORMAT, chatId: 1, projectId: 822 }, errors: [] },
);

export const ChatExplanationReply = reply(
  'ChatExplanationReply',
  'How each number of a chat was computed.',
  { response: ChatExplanation, errors: noErrors },
  { response: {}, errors: [] },
);
export type ChatExplanationReply = Static<typeof ChatExplanationReply>;
