/**
 * Builds the routes of the API: method, path, scopes and parameters come from the contract, the handler is added. Only this
 * file decides whether a request may call an operation, before the handler runs.
 */
import {
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
import { readProject } from '../services/access/visible-projects.ts';
import type { ChatStore, ProjectStore } from '../store/chat-store.ts';
import { ApiError } from './api-error.ts';
import { type Authenticator, type Principal, requireScope } from './principal.ts';
import type { ApiRequest, PathTexts, Reply, Route } from './route.ts';

interface IdentifiedRequest<Id extends OperationId = OperationId> extends ApiRequest {
  readonly operationId: Id;
}

type NamedInPath<Id extends OperationId> = PathParameterIn<OperationOf<Id>['path']>;
type ScopeOf<Id extends OperationId> = NonNullable<OperationOf<Id>['scopes']>[number];

type ProjectPart<Id extends OperationId> =
  'projectid' extends NamedInPath<Id> ? { readonly project: ProjectStore } : unknown;
/** The chat may not exist; the handler finds out. */
type ChatPart<Id extends OperationId> = 'chatId' extends NamedInPath<Id> ? { readonly chatId: ChatId } : unknown;
/** Whether the key may see only numbers and times. */
type MetadataPart<Id extends OperationId> =
  'chats:metadata' extends ScopeOf<Id> ? { readonly isMetadataOnly: boolean } : unknown;
type KeyedPart<Id extends OperationId> = OperationOf<Id>['scopes'] extends null
  ? unknown
  : { readonly principal: Principal } & ProjectPart<Id> & ChatPart<Id> & MetadataPart<Id>;

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
}

export function operationRoutes(handlers: OperationHandlers, deps: AdmissionDeps): readonly Route[] {
  return OPERATIONS.map((operation) => {
    const { operationId, method, path } = operation;
    // `admit` adds the parts of `OperationRequest` from the same properties of the operation.
    const handler = handlers[operationId] as (request: IdentifiedRequest) => Promise<Reply<unknown>>;
    return {
      name: operationId,
      method,
      path,
      handle: async (request, pathTexts) => handler(await admit(operation, deps, request, pathTexts)),
    };
  });
}

/**
 * The request as an `OperationRequest`.
 *
 * @throws ApiError in this order: 401, 403 address, 404 project, 403 scope, 403 filter, 404 chat
 */
async function admit(
  operation: Operation<OperationId>,
  { authenticator, store }: AdmissionDeps,
  request: ApiRequest,
  pathTexts: PathTexts,
): Promise<IdentifiedRequest> {
  const { operationId, scopes } = operation;
  if (scopes === null) return { ...request, operationId };
  const names = pathParametersOf(operation);
  const principal = await authenticator.authenticate(request);
  const project = names.includes('projectid') ? { project: await findProject(store, principal, pathTexts) } : {};
  const isMetadataOnly = requireScope(principal, scopes) === 'chats:metadata';
  if (isMetadataOnly) refuseHiddenFilters(operationId, request);
  const chat = names.includes('chatId') ? { chatId: chatId(readId('chatId', pathTexts)) } : {};
  const admitted = { principal, ...project, ...chat, isMetadataOnly };
  return { ...request, operationId, ...admitted };
}

async function findProject(
  store: AdmissionDeps['store'],
  { key }: Principal,
  pathTexts: PathTexts,
): Promise<ProjectStore> {
  const project = await readProject(store, key, projectId(readId('projectid', pathTexts)));
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

/** An id of the path. @throws ApiError with status 404 when the text is not an id */
function readId(name: OfKind<'id'>, pathTexts: PathTexts): number {
  const text = pathTexts[name] ?? '';
  const id = Number(text);
  if (!ID.test(text) || !Number.isSafeInteger(id)) throw ApiError.notFound(name);
  return id;
}
