/**
 * Builds the routes of the API: method, path, scopes and parameters come from the contract, the handler is added. Only this
 * file decides whether a request may call an operation, before the handler runs.
 */
import {
  AUDITED_READS,
  OPERATIONS,
  type Operation,
  type OperationId,
  type OperationOf,
  type PATH_PARAMETERS,
  type PathParameterIn,
  type PathParameterName,
  parametersOf,
  pathParametersOf,
  type ReplyBodyOf,
} from '@parley/contract';
import { refuseForMetadata } from '../chat-log/query/chat-log-query.ts';
import { type ChatId, chatId, projectId } from '../model/ids.ts';
import { type ViewId, viewId } from '../model/saved-view.ts';
import { readProject } from '../services/access/visible-projects.ts';
import type { ReadTally } from '../services/audit/read-tally.ts';
import type { ChatStore, ProjectStore } from '../store/chat-store.ts';
import type { AccessWatch } from './access-watch.ts';
import { ApiError } from './api-error.ts';
import { type AuditedRequest, noteRead } from './audited-reply.ts';
import type { Authenticator } from './authenticator.ts';
import type { CostlyReplies } from './costly-replies.ts';
import { type Principal, requireScope, unauthorized } from './principal.ts';
import { type RateLimits, rateHeaders } from './rate-limits.ts';
import type { ApiRequest, PathTexts, Reply, Route } from './route.ts';

interface IdentifiedRequest<Id extends OperationId = OperationId> extends ApiRequest {
  readonly operationId: Id;
}

interface KeyedRequest {
  readonly principal: Principal;
  /** To be awaited before work that costs much; the place is kept until the reply ends. @throws ApiError */
  readonly beginCostly: () => Promise<void>;
}

type NamedInPath<Id extends OperationId> = PathParameterIn<OperationOf<Id>['path']>;
type ScopeOf<Id extends OperationId> = NonNullable<OperationOf<Id>['scopes']>[number];

type ProjectPart<Id extends OperationId> =
  'projectid' extends NamedInPath<Id> ? { readonly project: ProjectStore } : unknown;
/** The chat may not exist; the handler finds out. */
type ChatPart<Id extends OperationId> = 'chatId' extends NamedInPath<Id> ? { readonly chatId: ChatId } : unknown;
/** What a name in the path is spelt as; who or what it names, the handler finds out. */
type TextPart<Id extends OperationId> = { readonly [Name in NamedInPath<Id> & OfKind<'text'>]: string };
/** A queue, agent or site of the project; whether there is one, the handler finds out. */
type DeskPart<Id extends OperationId> = { readonly [Name in NamedInPath<Id> & (typeof DESK_NAMES)[number]]: number };
type ViewPart<Id extends OperationId> = 'viewId' extends NamedInPath<Id> ? { readonly viewId: ViewId } : unknown;
/** Whether the key may see only numbers and times. */
type MetadataPart<Id extends OperationId> =
  'chats:metadata' extends ScopeOf<Id> ? { readonly isMetadataOnly: boolean } : unknown;
type KeyedPart<Id extends OperationId> = OperationOf<Id>['scopes'] extends null
  ? TextPart<Id>
  : KeyedRequest & ProjectPart<Id> & ChatPart<Id> & DeskPart<Id> & ViewPart<Id> & TextPart<Id> & MetadataPart<Id>;

/** A request that may call the operation, with its principal and what the path names. */
export type OperationRequest<Id extends OperationId> = IdentifiedRequest<Id> & KeyedPart<Id>;

/** @throws ApiError */
export type OperationHandler<Id extends OperationId> = (
  request: OperationRequest<Id>,
) => Promise<Reply<ReplyBodyOf<Id>>>;

/** The handler of every operation. */
export type OperationHandlers = { readonly [Id in OperationId]: OperationHandler<Id> };

export interface AdmissionDeps {
  readonly store: Pick<ChatStore, 'project'>;
  readonly authenticator: Authenticator;
  readonly rates: RateLimits;
  readonly costly: CostlyReplies;
  readonly accessWatch: AccessWatch;
  readonly reads: ReadTally;
}

export function operationRoutes(handlers: OperationHandlers, deps: AdmissionDeps): readonly Route[] {
  return OPERATIONS.map((operation) => {
    const { operationId, method, path, isForPages = false } = operation;
    const names = pathParametersOf(operation);
    // `admit` adds the parts of `OperationRequest` from the same properties of the operation.
    const handler = handlers[operationId] as (request: IdentifiedRequest) => Promise<Reply<unknown>>;
    return {
      name: operationId,
      method,
      path,
      isForPages,
      handle: async (request, pathTexts) => {
        const { admitted, audited, limits } = await admit(operation, names, deps, request, pathTexts);
        const answered = await handler(admitted);
        const reply = audited === null ? answered : noteRead(deps.reads, audited, answered);
        return { ...reply, headers: { ...reply.headers, ...limits } };
      },
    };
  });
}

interface Admission {
  readonly admitted: IdentifiedRequest;
  /** Who reads what of which project; null when no chats are read. */
  readonly audited: AuditedRequest | null;
  readonly limits: Readonly<Record<string, string>>;
}

/**
 * The request as an `OperationRequest`, and the headers that say how many more there may be.
 *
 * @throws ApiError in this order: 429 address, 401, 403 address, 403 origin, 429 key, 404 project, 403 scope, 403 filter, 404 chat
 */
async function admit(
  operation: Operation<OperationId>,
  names: readonly PathParameterName[],
  { accessWatch, authenticator, costly, rates, store }: AdmissionDeps,
  request: ApiRequest,
  pathTexts: PathTexts,
): Promise<Admission> {
  const { method, operationId, scopes, isForPages } = operation;
  if (scopes === null) {
    const limits = isForPages === true ? rateHeaders([rates.countAddress(request.ip)]) : {};
    return { admitted: { ...request, operationId, ...textsOf(names, pathTexts) }, audited: null, limits };
  }
  const ofAddress = rates.countAddress(request.ip);
  const principal = await authenticator.authenticate(request, method !== 'GET');
  accessWatch.watch(principal, () => request.cut(unauthorized(request)), request.signal);
  const limits = rateHeaders([ofAddress, ...rates.countPrincipal(principal)]);
  const project = names.includes('projectid') ? await findProject(store, principal, pathTexts) : null;
  const isMetadataOnly = requireScope(principal, scopes) === 'chats:metadata';
  if (isMetadataOnly) refuseHiddenFilters(operationId, request);
  const chat = names.includes('chatId') ? chatId(readId('chatId', pathTexts)) : null;
  const view = names.includes('viewId') ? { viewId: viewId(readId('viewId', pathTexts)) } : {};
  const desk = Object.fromEntries(
    DESK_NAMES.filter((name) => names.includes(name)).map((name) => [name, readId(name, pathTexts)]),
  );
  const beginCostly = once(() => costly.begin(principal, request.signal));
  const parts = {
    ...(project === null ? {} : { project }),
    ...(chat === null ? {} : { chatId: chat }),
    ...view,
    ...desk,
    ...textsOf(names, pathTexts),
  };
  const admitted = { principal, beginCostly, ...parts, isMetadataOnly };
  const action = AUDITED_READS[operationId];
  const { query } = request;
  const audited = action === null || project === null ? null : { action, principal, project, chatId: chat, query };
  return { admitted: { ...request, operationId, ...admitted }, audited, limits };
}

function textsOf(names: readonly PathParameterName[], pathTexts: PathTexts) {
  return Object.fromEntries(TEXT_NAMES.filter((name) => names.includes(name)).map((name) => [name, pathTexts[name]]));
}

function once(begin: () => Promise<void>): () => Promise<void> {
  let begun: Promise<void> | null = null;
  return () => {
    begun ??= begin();
    return begun;
  };
}

async function findProject(
  store: AdmissionDeps['store'],
  principal: Principal,
  pathTexts: PathTexts,
): Promise<ProjectStore> {
  const project = await readProject(store, principal, projectId(readId('projectid', pathTexts)));
  if (project === null) throw ApiError.notFound('projectid');
  return project;
}

/** @throws ApiError `filterNotAllowed` for a filter that would reveal content to a key without access to it */
function refuseHiddenFilters(operationId: OperationId, { query }: ApiRequest): void {
  if (!parametersOf(operationId).some(({ role }) => role === 'filter')) return;
  const refused = refuseForMetadata(query.parameters);
  if (refused !== null) throw ApiError.fromRefusal(refused);
}

const ID = /^[0-9]{1,16}$/;
type OfKind<Kind> = {
  [Name in PathParameterName]: (typeof PATH_PARAMETERS)[Name]['value']['kind'] extends Kind ? Name : never;
}[PathParameterName];

const DESK_NAMES = [
  'queueId',
  'agentId',
  'siteId',
  'ticketTypeId',
  'replyId',
] as const satisfies readonly OfKind<'id'>[];
const TEXT_NAMES = ['login', 'prefix', 'sessionId', 'attachmentId'] as const satisfies readonly OfKind<'text'>[];

/** An id of the path. @throws ApiError with status 404 when the text is not an id */
function readId(name: OfKind<'id'>, pathTexts: PathTexts): number {
  const text = pathTexts[name] ?? '';
  const id = Number(text);
  if (!ID.test(text) || !Number.isSafeInteger(id)) throw ApiError.notFound(name);
  return id;
}
