/**
 * Every HTTP operation that the server offers: one entry each. The OpenAPI document is made from this list, and so are the
 * server's routes, which add a handler to each.
 */
import { type Static, type TSchema, Type } from 'typebox';
import { EXPLAIN_CHAT, GET_CHAT, GET_CHAT_LOG } from './chat-operations.ts';
import { HealthReply, ProjectsReply } from './envelope.ts';
import { field } from './field.ts';
import { ANY_REQUEST, json, KEYED, NO_PARAMETERS, type Operation } from './operation.ts';
import { ERASE_CHAT, GET_CHAT_CHANGES, GET_CHAT_DIGEST, REDACT } from './sync-operations.ts';

const metricsText = Type.String(
  field({
    description: 'Prometheus text format.',
    absent: 'never null',
    example: 'process_cpu_seconds_total 1.5\n',
    privacy: 'open',
  }),
);
const openapiObject = Type.Object(
  {},
  field({
    description: 'An OpenAPI 3.1 document.',
    absent: 'never null',
    example: { openapi: '3.1.0' },
    privacy: 'open',
  }),
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
  success: { description: 'The projects.', contents: json(ProjectsReply), headers: ['Cache-Control', 'Vary'] },
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
  summary: 'Ask whether the server works',
  description: '200 when the server answers and its store can be read; needs no key.',
  requestHeaders: [],
  requestBody: null,
  success: { description: 'It works.', contents: json(HealthReply), headers: ['Cache-Control'] },
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
  summary: 'Get the measurements of the server',
  description:
    'Counters and timings of the process for Prometheus. Asks for a key here, whatever its scope; `parley serve --metrics-port` offers the same without a key on this machine only.',
  requestHeaders: [],
  requestBody: null,
  success: {
    description: 'The measurements.',
    contents: [{ mediaType: 'text/plain', schema: metricsText }],
    headers: ['Cache-Control'],
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
  success: { description: 'The document.', contents: json(openapiObject), headers: ['Cache-Control'] },
  isConditional: false,
  errors: ANY_REQUEST,
  scopes: null,
  since: '0.1.0',
  exampleTarget: '/openapi.json',
} as const satisfies Operation;

const LIST = [
  GET_CHAT_LOG,
  GET_CHAT,
  EXPLAIN_CHAT,
  GET_CHAT_CHANGES,
  GET_CHAT_DIGEST,
  ERASE_CHAT,
  REDACT,
  LIST_PROJECTS,
  GET_HEALTH,
  GET_METRICS,
  GET_OPENAPI,
] as const satisfies readonly Operation[];

export type OperationId = (typeof LIST)[number]['operationId'];
/** The literal type of one operation: its route is typed by it. */
export type OperationOf<Id extends OperationId> = Extract<(typeof LIST)[number], { readonly operationId: Id }>;

type JsonContentOf<Id extends OperationId> = Extract<
  OperationOf<Id>['success']['contents'][number],
  { readonly mediaType: 'application/json' }
>;
/** The body of an operation's reply in JSON; never when it has none. */
export type ReplyBodyOf<Id extends OperationId> =
  JsonContentOf<Id> extends { readonly schema: infer Schema extends TSchema } ? Static<Schema> : never;

/** In the order in which they are documented. */
export const OPERATIONS: readonly Operation<OperationId>[] = LIST;
