/**
 * Compares replies with openapi.json, as a strict client would: status, headers, media type, body. Every reply that the
 * tests of the API get goes through it; of long lists some rows are looked at, evenly spread. Never used outside tests.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { OPENID_CALLBACK } from '@parley/contract';
import openapi from '@parley/contract/openapi.json' with { type: 'json' };
import { Ajv2020 as Ajv, type AnySchema, type ValidateFunction } from 'ajv/dist/2020.js';

export interface SeenReply {
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  /** The Accept header of the request. */
  readonly accept?: string | undefined;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As it came over the wire; null when it is not looked at. */
  readonly bytes: Uint8Array | null;
}

interface Reference {
  readonly $ref: string;
}
interface HeaderObject {
  readonly required: boolean;
  readonly schema: AnySchema;
}
interface MediaType {
  readonly schema: AnySchema;
  readonly examples?: Readonly<Record<string, Reference>>;
  readonly 'x-line'?: AnySchema;
}
interface ResponseObject {
  readonly headers?: Readonly<Record<string, Reference>>;
  readonly content?: Readonly<Record<string, MediaType>>;
}
interface OperationObject {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, ResponseObject>>;
}
interface Api {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: {
    readonly headers: Readonly<Record<string, HeaderObject>>;
    readonly examples: Readonly<Record<string, { readonly value: { readonly errors: readonly unknown[] } }>>;
  };
}

const API = openapi as unknown as Api;
const BASE = 'openapi.json';
/** What HTTP itself adds to any reply, and CORS where the operator allows other origins. */
const OF_HTTP = [
  ...['connection', 'content-encoding', 'content-length', 'content-type', 'date', 'keep-alive', 'transfer-encoding'],
  ...['access-control-allow-origin', 'access-control-expose-headers', 'vary'],
];
/** Addresses of pages for people. */
const PAGES = ['/', '/docs', '/docs/', '/docs/reference.js'];
const CONSOLE_PAGES = /^\/(assets\/[^/]+|projects\/[^/]+\/(insights|chats(\/[^/]+)?)|settings(\/[a-z]+)?)$/;
/** The operation that describes a reply of another format at the address of the first. */
const BY_FORMAT: Readonly<Record<string, readonly string[]>> = {
  getChatLog: [
    'getChatLogNdjson',
    'getChatLogCsv',
    'getMessagesCsv',
    'getChatLogParquet',
    'getMessagesParquet',
    'getChatLogXlsx',
    'getConversations',
  ],
  getChatChanges: ['getChatChangesNdjson'],
};

const OPERATIONS = Object.entries(API.paths).map(([path, methods]) => ({
  pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]*')}$`),
  isPlain: !path.endsWith('}'),
  methods,
}));

/** Holds compiled schemas; each is compiled when a reply first needs it. */
export class ContractChecker {
  readonly #ajv = new Ajv({ strict: false, validateFormats: false, validateSchema: false });
  readonly #compiled = new Map<AnySchema, ValidateFunction>();

  constructor() {
    this.#ajv.addSchema(openapi, BASE);
  }

  /** One sentence for each way in which the reply is outside the contract. */
  problemsOf(reply: SeenReply): readonly string[] {
    const path = pathOf(reply.target);
    if ((PAGES.includes(path ?? '') || CONSOLE_PAGES.test(path ?? '')) && reply.status === 200) return [];
    if (path === OPENID_CALLBACK && reply.status === 303) return [];
    // A browser's question before a request, which is no operation.
    if (reply.method === 'OPTIONS' && reply.status === 204) return [];
    const operations = operationsOf(path, reply.method);
    const described = operations.filter(({ responses }) => String(reply.status) in responses);
    const [first] = described;
    if (first === undefined) {
      const isUnknown = operations.length === 0 && reply.status >= 400;
      return isUnknown ? this.#problemsOfRefusal(reply) : [`no status ${reply.status}`];
    }
    const operation = described.find((one) => contentOf(one, reply) !== undefined) ?? first;
    return [...this.#headerProblems(operation, reply), ...this.#bodyProblems(operation, reply)];
  }

  /** A refusal at an address that the contract does not have looks like any other. */
  #problemsOfRefusal(reply: SeenReply): readonly string[] {
    const health = operationsOf('/healthz', 'GET')[0];
    if (health === undefined || !(reply.status in health.responses)) return [`no status ${reply.status}`];
    return [...this.#headerProblems(health, reply), ...this.#bodyProblems(health, reply)];
  }

  #headerProblems({ responses }: OperationObject, { status, headers }: SeenReply): readonly string[] {
    const described = Object.entries(responses[status]?.headers ?? {}).map(
      ([name, { $ref }]) => [name.toLowerCase(), $ref] as const,
    );
    const names = described.map(([name]) => name);
    const unknown = Object.keys(headers).filter((name) => !names.includes(name) && !OF_HTTP.includes(name));
    const wrong = described.flatMap(([name, reference]) => {
      const header = API.components.headers[reference.slice(reference.lastIndexOf('/') + 1)];
      const [value] = [headers[name]].flat();
      if (header === undefined) return [`header ${name} is described nowhere`];
      if (value === undefined) return header.required ? [`header ${name} is missing`] : [];
      return this.#check(header.schema, value).map((problem) => `header ${name} ${problem}`);
    });
    return [...unknown.map((name) => `header ${name} is not described`), ...wrong];
  }

  #bodyProblems(operation: OperationObject, reply: SeenReply): readonly string[] {
    const described = operation.responses[reply.status];
    if (described?.content === undefined) return reply.bytes?.length ? ['a body where there is none'] : [];
    const content = contentOf(operation, reply);
    if (content === undefined) return [`no media type ${reply.headers['content-type']}`];
    if (reply.method === 'HEAD' || reply.bytes === null) return [];
    const type = mediaTypeOf(reply);
    const bytes = reply.headers['content-encoding'] === 'gzip' ? gunzipSync(reply.bytes) : Buffer.from(reply.bytes);
    if (type !== 'application/json') return this.#textProblems(content, bytes.toString(), reply.target);
    const body = thinned(parse(bytes.toString()));
    if (body === undefined) return ['the body is no JSON'];
    return [...this.#check(content.schema, body), ...this.#wholeProblems(body, reply), ...codeProblems(content, body)];
  }

  #textProblems(content: MediaType, text: string, target: string): readonly string[] {
    const line = content['x-line'];
    const problems = this.#check(content.schema, text);
    if (line === undefined) return problems;
    if (text !== '' && !text.endsWith('\n')) return ['the last line has no end'];
    const rows = someOf(text.split('\n').slice(0, -1)).map(parse);
    if (rows.includes(undefined)) return ['a line is no JSON'];
    const chats = rows.filter((row) => !(typeof row === 'object' && row !== null && 'end' in row));
    const whole = asksForFields(target) || target.includes('changes') ? [] : this.#wholeChats(chats);
    return [...problems, ...rows.flatMap((row) => this.#check(line, row)), ...whole];
  }

  /** Without `fields` no key of a chat may be missing, which a schema that is the same for both cannot say. */
  #wholeProblems(body: unknown, { target, status }: SeenReply): readonly string[] {
    if (status !== 200 || asksForFields(target)) return [];
    const isOfLog = /\/chats(\/\d+)?\/?$/.test(pathOf(target) ?? '');
    if (!isOfLog || typeof body !== 'object' || body === null || !('response' in body)) return [];
    const { response } = body;
    const isErased = typeof response === 'object' && response !== null && 'ext' in response && isDeleted(response.ext);
    return isErased ? [] : this.#wholeChats(Array.isArray(response) ? response : [response]);
  }

  #wholeChats(chats: readonly unknown[]): readonly string[] {
    const schema = WHOLE_CHAT;
    return chats.flatMap((chat) => this.#check(schema, chat)).slice(0, 3);
  }

  #check(schema: AnySchema, value: unknown): readonly string[] {
    const validate = this.#compiled.get(schema) ?? this.#compile(schema);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || 'value'} ${message}`);
  }

  #compile(schema: AnySchema): ValidateFunction {
    const text = JSON.stringify(schema).replaceAll('"$ref":"#/', `"$ref":"${BASE}#/`);
    const validate = this.#ajv.compile(JSON.parse(text));
    this.#compiled.set(schema, validate);
    return validate;
  }
}

const WHOLE_CHAT: AnySchema = { $ref: '#/components/schemas/ChatInReply' };

/** @throws TypeError for a reply outside the contract */
export function requireContract(checker: ContractChecker, reply: SeenReply): void {
  const problems = checker.problemsOf(reply);
  if (problems.length > 0) throw new TypeError(`${describe(reply)}: ${[...new Set(problems)].slice(0, 10).join('; ')}`);
}

export function describe({ method, target, status }: SeenReply): string {
  return `${method} ${target.slice(0, 200)} -> ${status} is outside the contract`;
}

function isDeleted(ext: unknown): boolean {
  return typeof ext === 'object' && ext !== null && 'deleted' in ext;
}

/** The path without its query, decoded; null when it cannot be. */
function pathOf(target: string): string | null {
  try {
    return decodeURIComponent(target.replace(/\?.*$/s, ''));
  } catch {
    return null;
  }
}

function asksForFields(target: string): boolean {
  return /[?&]fields=/i.test(target);
}

/** The operations that may describe a reply: of the method, or of any at the address when it has no such method. */
function operationsOf(path: string | null, method: string): readonly OperationObject[] {
  const bare = path?.replace(/(.)\/$/, '$1') ?? '';
  const matching = OPERATIONS.filter(({ pattern }) => pattern.test(bare));
  const place = matching.find(({ isPlain }) => isPlain) ?? matching[0];
  if (place === undefined) return [];
  const own = place.methods[method === 'HEAD' ? 'get' : method.toLowerCase()];
  if (own === undefined) return Object.values(place.methods);
  const others = BY_FORMAT[own.operationId] ?? [];
  return [own, ...ALL.filter(({ operationId }) => others.includes(operationId))];
}

const ALL = Object.values(API.paths).flatMap((methods) => Object.values(methods));

function contentOf({ responses }: OperationObject, reply: SeenReply): MediaType | undefined {
  return responses[reply.status]?.content?.[mediaTypeOf(reply)];
}

function mediaTypeOf({ headers }: SeenReply): string {
  return (headers['content-type'] ?? '').split(';', 1)[0]?.trim() ?? '';
}

/** Checking a row costs twenty times as much as parsing it. */
const MOST_ROWS = 100;

/** At most `MOST_ROWS`, evenly spread, the first and the last among them. */
function someOf<T>(rows: readonly T[]): readonly T[] {
  if (rows.length <= MOST_ROWS) return rows;
  const step = (rows.length - 1) / (MOST_ROWS - 1);
  const kept = new Set(Array.from({ length: MOST_ROWS }, (_, at) => Math.round(at * step)));
  return rows.filter((_, at) => kept.has(at));
}

/** The body with fewer rows and transfers. */
function thinned(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return body;
  const members = Object.entries(body).map(([name, value]) => [name, Array.isArray(value) ? someOf(value) : value]);
  return Object.fromEntries(members);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The code of an error must be one of those that the operation names for the status. */
function codeProblems({ examples }: MediaType, body: unknown): readonly string[] {
  if (examples === undefined) return [];
  const codes = Object.keys(examples).map((name) => codeOf(API.components.examples[name]?.value));
  const code = codeOf(body);
  return codes.includes(code) ? [] : [`no error ${code}`];
}

function codeOf(body: unknown): string {
  const [, code = ''] = /"errormessage":"([^"]*)"/.exec(JSON.stringify(body) ?? '') ?? [];
  return code;
}
