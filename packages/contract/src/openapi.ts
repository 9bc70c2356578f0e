/**
 * Makes the OpenAPI 3.1 document from the contract. Used by `npm run generate`, which writes it to openapi.json; the
 * server serves that file.
 */
import { completeExample } from './complete-example.ts';
import { componentSchemas, schemaReference } from './component-schemas.ts';
import { ERRORS, type ErrorDefinition, type ErrorName, errorBody } from './errors.ts';
import { GETTING_STARTED } from './getting-started.ts';
import { REPLY_HEADERS, type ReplyHeader, SESSION_COOKIE } from './headers.ts';
import { parameterObjects } from './openapi-parameters.ts';
import type { Operation, OperationTag, ReplyContent, RequestBody } from './operation.ts';
import { OPERATIONS, type OperationId } from './operations.ts';

const JSON_TYPE = 'application/json';

type Json = { readonly [key: string]: unknown };

/** Texts that come from the documentation, as Markdown. */
export interface OpenapiTexts {
  /** Version of the contract, from its package.json. */
  readonly version: string;
  /** The definition of every number of a chat. */
  readonly metrics: string;
}

const TAG_DESCRIPTIONS: Readonly<Record<OperationTag, string>> = {
  'Chat log': 'Chats with their transcripts and measures.',
  'Live chat': 'Visitors who write, from a page or a program.',
  Desk: 'Agents who answer, and the queues, agents and sites of a project.',
  Sync: 'An exact copy of the log: changes in order, erasures, and a checksum.',
  Privacy: 'Erase chats, remove content from them, and see who read and removed what.',
  Projects: 'What the key may see.',
  Views: 'Filters that people saved under a name.',
  Administration: 'Projects, keys and people of a tenant.',
  Session: 'People who sign in with a browser.',
  Operation: 'For operators of the server.',
};

/** The document as a plain object, ready for JSON. The same texts give the same document, keys in the same order. */
export function openapiDocument(texts: OpenapiTexts): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Parley chat log API',
      version: texts.version,
      summary: 'All chat messaging-related information in bulk.',
      description: 'Reads the chat log: every chat with its transcript and its measures.',
      contact: { name: 'The contributors of Parley' },
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'The server that serves this document.' }],
    tags: [
      { name: 'Getting started', description: GETTING_STARTED },
      ...Object.entries(TAG_DESCRIPTIONS).map(([name, description]) => ({ name, description })),
      // The search of the page of the documentation ranks by the title.
      {
        name: 'Metric definitions',
        'x-displayName': 'Metric definitions: response time, service level, disposition',
        description: texts.metrics,
      },
    ],
    paths: pathObjects(),
    components: {
      securitySchemes: {
        basic: { type: 'http', scheme: 'basic', description: 'User: the tenant. Password: an API key.' },
        bearer: { type: 'http', scheme: 'bearer', description: 'An API key.' },
        visitor: { type: 'http', scheme: 'bearer', description: 'The stream token of a visitor.' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: SESSION_COOKIE,
          description: 'The session of a person who signed in.',
        },
      },
      schemas: componentSchemas(),
      headers: Object.fromEntries(
        Object.entries(REPLY_HEADERS).map(([name, { description, example, isAlways, pattern }]) => [
          name,
          {
            description,
            required: isAlways,
            schema: { type: 'string', ...(pattern === null ? {} : { pattern }) },
            example,
          },
        ]),
      ),
      examples: Object.fromEntries(Object.keys(ERRORS).map((name) => [name, errorExample(name as ErrorName)])),
    },
  };
}

/** Operations on the same path stand side by side, in the order of the list. */
function pathObjects(): Json {
  const paths = new Map<string, Json>();
  for (const operation of OPERATIONS) {
    const method = operation.method.toLowerCase();
    paths.set(operation.path, { ...paths.get(operation.path), [method]: operationObject(operation) });
  }
  return Object.fromEntries(paths);
}

function operationObject(operation: Operation<OperationId>): Json {
  const example = exampleCommand(operation);
  return {
    operationId: operation.operationId,
    tags: [operation.tag],
    summary: operation.summary,
    description: operation.description,
    parameters: parameterObjects(operation),
    ...(operation.requestBody === null ? {} : { requestBody: bodyObject(operation.requestBody) }),
    security: securityOf(operation),
    'x-scopes': operation.scopes,
    'x-since': operation.since,
    'x-codeSamples': [{ lang: 'Shell', label: 'curl', source: example }],
    responses: responses(operation),
  };
}

function securityOf({ scopes, needsStreamToken }: Operation): readonly Json[] {
  if (scopes !== null) return [{ basic: [] }, { bearer: [] }, { session: [] }];
  return needsStreamToken === true ? [{ visitor: [] }] : [];
}

function exampleCommand({ method, scopes, needsStreamToken, requestBody, exampleTarget }: Operation): string {
  const parts = [
    'curl',
    ...(method === 'GET' ? [] : [`--request ${method}`]),
    ...(scopes === null ? [] : ["--user 'acme:KEY'"]),
    ...(needsStreamToken === true ? ["--header 'Authorization: Bearer STREAM_TOKEN'"] : []),
    ...(requestBody === null ? [] : sentBody(requestBody)),
    `'https://acme.example.com${exampleTarget}'`,
  ];
  return parts.join(' ');
}

function sentBody({ mediaType, example }: RequestBody): readonly string[] {
  if (mediaType !== undefined) return [`--header 'Content-Type: ${mediaType}'`, '--data-binary @FILE'];
  return ["--header 'Content-Type: application/json'", `--data '${JSON.stringify(example)}'`];
}

function bodyObject({ description, mediaType = JSON_TYPE, schema, example }: RequestBody): Json {
  return { description, required: true, content: { [mediaType]: { schema: schemaReference(schema), example } } };
}

function responses(operation: Operation): Json {
  const { success } = operation;
  const ok = {
    description: success.description,
    headers: headerReferences([...success.headers, ...ofCounting(operation), 'X-Content-Type-Options']),
    content: Object.fromEntries(success.contents.map((content) => [content.mediaType, contentObject(content)])),
  };
  const notModified = {
    description: 'Nothing has changed since the ETag was sent.',
    headers: headerReferences([
      ...success.headers.filter(isOfAnyReply),
      ...ofCounting(operation),
      'X-Content-Type-Options',
    ]),
  };
  const part = {
    ...ok,
    description: 'The part of the reply that Range asks for.',
    headers: { ...ok.headers, ...headerReferences(['Content-Range']) },
  };
  const statuses = [...new Set(operation.errors.map((name) => ERRORS[name].status))].sort((a, b) => a - b);
  return {
    200: ok,
    ...(operation.isRanged === true ? { 206: part } : {}),
    ...(operation.isConditional ? { 304: notModified } : {}),
    ...Object.fromEntries(statuses.map((status) => [status, errorResponse(operation, status)])),
  };
}

const RATE_HEADERS: readonly ReplyHeader[] = ['RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'];

/** Requests without a key are not counted for anybody. */
function ofCounting({ scopes }: Operation): readonly ReplyHeader[] {
  return scopes === null ? [] : RATE_HEADERS;
}

/** Whether the header says nothing about the body. */
function isOfAnyReply(name: ReplyHeader): boolean {
  return name !== 'Link' && name !== 'Content-Disposition';
}

function contentObject({ schema, line }: ReplyContent): Json {
  return {
    schema: schemaReference(schema),
    example: completeExample(schema),
    ...(line === undefined ? {} : { 'x-line': schemaReference(line) }),
  };
}

const HEADERS_OF_ERRORS: readonly ReplyHeader[] = ['Cache-Control', 'X-Content-Type-Options'];
const HEADERS_OF_STATUS: { readonly [status: number]: readonly ReplyHeader[] } = {
  401: ['WWW-Authenticate'],
  405: ['Allow'],
  416: ['Content-Range'],
  429: ['Retry-After', ...RATE_HEADERS],
  503: ['Retry-After'],
};

function errorResponse(operation: Operation, status: number): Json {
  const names = operation.errors.filter((name) => ERRORS[name].status === status);
  return {
    description: names.map((name) => `\`${ERRORS[name].code}\`: ${ERRORS[name].message}`).join('\n\n'),
    headers: headerReferences([
      ...(HEADERS_OF_STATUS[status] ?? []),
      ...(names.includes('commandsMissing') ? (['Parley-Resend-From'] as const) : []),
      ...HEADERS_OF_ERRORS,
    ]),
    content: {
      'application/json': {
        schema: { $ref: '#/components/schemas/ErrorReply' },
        examples: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/examples/${name}` }])),
      },
    },
  };
}

function headerReferences(names: readonly ReplyHeader[]): Json {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

function errorExample(name: ErrorName): Json {
  const { message, whatToDo }: ErrorDefinition = ERRORS[name];
  const slots = [...`${message} ${whatToDo}`.matchAll(/\{(\w+)\}/g)].map(([, slot]) => [slot, `<${slot}>`]);
  return { summary: message, value: errorBody(name, { slots: Object.fromEntries(slots) }) };
}
