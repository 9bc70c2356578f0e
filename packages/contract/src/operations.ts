/**
 * Every HTTP operation of the server: one entry each. The OpenAPI document and the server's routes are made from this list;
 * a route adds the handler.
 */
import { type Static, type TSchema, Type } from 'typebox';
import {
  CHANGE_PERSON,
  CHANGE_PROJECT,
  CREATE_API_KEY,
  CREATE_PERSON,
  CREATE_PERSON_LINK,
  CREATE_PROJECT,
  END_PERSON_SESSION,
  END_PERSON_SESSIONS,
  GET_STORE_HEALTH,
  LIST_API_KEYS,
  LIST_PEOPLE,
  LIST_PERSON_SESSIONS,
  REVOKE_API_KEY,
} from './admin-operations.ts';
import { GET_AUDIT } from './audit-operations.ts';
import { EXPLAIN_CHAT, GET_CHAT, GET_CHAT_EVENTS, GET_CHAT_LOG } from './chat-operations.ts';
import { HealthReply, ProjectsReply } from './envelope.ts';
import { field } from './field.ts';
import {
  GET_CHAT_CHANGES_NDJSON,
  GET_CHAT_LOG_CSV,
  GET_CHAT_LOG_NDJSON,
  GET_CHAT_LOG_PARQUET,
  GET_CHAT_LOG_XLSX,
  GET_CONVERSATIONS,
  GET_MESSAGES_CSV,
  GET_MESSAGES_PARQUET,
} from './format-operations.ts';
import {
  GET_ATTACHMENT,
  READ_LINKED_ATTACHMENT,
  RESERVE_DESK_ATTACHMENT,
  RESERVE_VISITOR_ATTACHMENT,
  UPLOAD_DESK_ATTACHMENT,
  UPLOAD_VISITOR_ATTACHMENT,
} from './live/attachment-operations.ts';
import {
  CHANGE_CANNED_REPLY,
  CHANGE_TICKET_TYPE,
  CREATE_CANNED_REPLY,
  CREATE_TICKET_TYPE,
  DELETE_CANNED_REPLY,
  LIST_CANNED_REPLIES,
  LIST_TICKET_TYPES,
} from './live/desk-list-operations.ts';
import {
  CHANGE_DESK_AGENT,
  CHANGE_DESK_QUEUE,
  CHANGE_DESK_SITE,
  CREATE_DESK_AGENT,
  CREATE_DESK_QUEUE,
  CREATE_DESK_SITE,
  GET_DESK_EVENTS,
  LIST_DESK_AGENTS,
  LIST_DESK_QUEUES,
  LIST_DESK_SITES,
  SEND_DESK_COMMAND,
} from './live/desk-operations.ts';
import { GET_VISITOR_EVENTS, SEND_VISITOR_COMMAND, START_VISITOR } from './live/live-operations.ts';
import { GET_SIGN_IN_WAYS, START_OPENID } from './openid-operations.ts';
import { ANY_REQUEST, json, KEYED, NO_PARAMETERS, type Operation, UNCACHED_HEADERS } from './operation.ts';
import {
  END_OWN_SESSION,
  END_OWN_SESSIONS,
  END_SESSION,
  GET_SESSION,
  LIST_OWN_SESSIONS,
  START_SESSION,
} from './session-operations.ts';
import { GET_CHAT_STATISTICS } from './statistics-operations.ts';
import { ERASE_CHAT, GET_CHAT_CHANGES, GET_CHAT_DIGEST, REDACT } from './sync-operations.ts';
import { CHANGE_VIEW, CREATE_VIEW, DELETE_VIEW, LIST_VIEWS } from './view-operations.ts';

const metricsText = Type.String(
  field({
    description: 'Prometheus text format.',
    absent: 'never null',
    example: 'process_cpu_seconds_total 1.5\n',
    privacy: 'open',
  }),
);
const openapiObject = Type.Object(
  {
    openapi: Type.String(
      field({ description: 'Version of OpenAPI.', absent: 'never null', example: '3.1.0', privacy: 'open' }),
    ),
  },
  {
    additionalProperties: true,
    ...field({
      description: 'An OpenAPI 3.1 document.',
      absent: 'never null',
      example: { openapi: '3.1.0' },
      privacy: 'open',
    }),
  },
);

const LIST_PROJECTS = {
  operationId: 'listProjects',
  method: 'GET',
  path: '/v2/projects',
  tag: 'Projects',
  summary: 'List the projects',
  description: 'The projects that the key may see, by projectid.',
  requestHeaders: ['Prefer'],
  requestBody: null,
  success: { description: 'The projects.', contents: json(ProjectsReply), headers: UNCACHED_HEADERS },
  isConditional: false,
  errors: [...KEYED, ...NO_PARAMETERS, 'notAcceptable'],
  scopes: [],
  since: '0.1.0',
  exampleTarget: '/v2/projects',
} as const satisfies Operation;

const GET_HEALTH = {
  operationId: 'getHealth',
  method: 'GET',
  path: '/healthz',
  tag: 'Operation',
  summary: 'Check the health of the server',
  description:
    '200 when the server is up and its store can be read; 500 with error.store_damaged when its file is damaged, or when a chat was found since the start of which nothing true is left. Needs no key.',
  requestHeaders: [],
  requestBody: null,
  success: { description: 'The server is healthy.', contents: json(HealthReply), headers: UNCACHED_HEADERS },
  isConditional: false,
  errors: ANY_REQUEST,
  scopes: null,
  since: '0.1.0',
  exampleTarget: '/healthz',
} as const satisfies Operation;

const GET_METRICS = {
  operationId: 'getMetrics',
  method: 'GET',
  path: '/metrics',
  tag: 'Operation',
  summary: 'Get the metrics of the server',
  description:
    'Counters and timings of the process for Prometheus. Needs a key, with any scope; `parley serve --metrics-port` serves the same without a key on this machine only.',
  requestHeaders: [],
  requestBody: null,
  success: {
    description: 'The metrics.',
    contents: [{ mediaType: 'text/plain', schema: metricsText }],
    headers: UNCACHED_HEADERS,
  },
  isConditional: false,
  errors: KEYED,
  scopes: [],
  since: '0.1.0',
  exampleTarget: '/metrics',
} as const satisfies Operation;

const GET_OPENAPI = {
  operationId: 'getOpenapi',
  method: 'GET',
  path: '/openapi.json',
  tag: 'Operation',
  summary: 'Get this document',
  description: 'The description of the API in OpenAPI 3.1; needs no key.',
  requestHeaders: [],
  requestBody: null,
  success: { description: 'The document.', contents: json(openapiObject), headers: UNCACHED_HEADERS },
  isConditional: false,
  errors: ANY_REQUEST,
  scopes: null,
  since: '0.1.0',
  exampleTarget: '/openapi.json',
} as const satisfies Operation;

const LIST = [
  GET_CHAT_LOG,
  GET_CHAT_LOG_NDJSON,
  GET_CHAT_LOG_CSV,
  GET_MESSAGES_CSV,
  GET_CHAT_LOG_PARQUET,
  GET_MESSAGES_PARQUET,
  GET_CHAT_LOG_XLSX,
  GET_CONVERSATIONS,
  GET_CHAT,
  GET_CHAT_EVENTS,
  EXPLAIN_CHAT,
  GET_CHAT_STATISTICS,
  GET_CHAT_CHANGES,
  GET_CHAT_CHANGES_NDJSON,
  GET_CHAT_DIGEST,
  ERASE_CHAT,
  REDACT,
  GET_AUDIT,
  START_VISITOR,
  SEND_VISITOR_COMMAND,
  GET_VISITOR_EVENTS,
  RESERVE_VISITOR_ATTACHMENT,
  UPLOAD_VISITOR_ATTACHMENT,
  READ_LINKED_ATTACHMENT,
  SEND_DESK_COMMAND,
  GET_DESK_EVENTS,
  RESERVE_DESK_ATTACHMENT,
  UPLOAD_DESK_ATTACHMENT,
  GET_ATTACHMENT,
  LIST_DESK_QUEUES,
  CREATE_DESK_QUEUE,
  CHANGE_DESK_QUEUE,
  LIST_DESK_AGENTS,
  CREATE_DESK_AGENT,
  CHANGE_DESK_AGENT,
  LIST_DESK_SITES,
  CREATE_DESK_SITE,
  CHANGE_DESK_SITE,
  LIST_TICKET_TYPES,
  CREATE_TICKET_TYPE,
  CHANGE_TICKET_TYPE,
  LIST_CANNED_REPLIES,
  CREATE_CANNED_REPLY,
  CHANGE_CANNED_REPLY,
  DELETE_CANNED_REPLY,
  LIST_PROJECTS,
  LIST_VIEWS,
  CREATE_VIEW,
  CHANGE_VIEW,
  DELETE_VIEW,
  CREATE_PROJECT,
  CHANGE_PROJECT,
  LIST_API_KEYS,
  CREATE_API_KEY,
  REVOKE_API_KEY,
  LIST_PEOPLE,
  CREATE_PERSON,
  CHANGE_PERSON,
  CREATE_PERSON_LINK,
  LIST_PERSON_SESSIONS,
  END_PERSON_SESSIONS,
  END_PERSON_SESSION,
  GET_STORE_HEALTH,
  START_SESSION,
  GET_SESSION,
  END_SESSION,
  LIST_OWN_SESSIONS,
  END_OWN_SESSIONS,
  END_OWN_SESSION,
  GET_SIGN_IN_WAYS,
  START_OPENID,
  GET_HEALTH,
  GET_METRICS,
  GET_OPENAPI,
] as const satisfies readonly Operation[];

export type OperationId = (typeof LIST)[number]['operationId'];
/** The literal type of one operation, for its route. */
export type OperationOf<Id extends OperationId> = Extract<(typeof LIST)[number], { readonly operationId: Id }>;

type JsonContentOf<Id extends OperationId> = Extract<
  OperationOf<Id>['success']['contents'][number],
  { readonly mediaType: 'application/json' }
>;
/** The JSON body of an operation's reply; never when it has none. */
export type ReplyBodyOf<Id extends OperationId> =
  JsonContentOf<Id> extends { readonly schema: infer Schema extends TSchema } ? Static<Schema> : never;

/** In the order in which they are documented. */
export const OPERATIONS: readonly Operation<OperationId>[] = LIST;
