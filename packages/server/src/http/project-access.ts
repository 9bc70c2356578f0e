/** The first steps of every request about a project, in the order that the design gives: 401, 403 IP, 404, 403 scope. */
import type { Refusal } from '@parley/contract';
import { decodeQueryString, type QueryPair } from '../chat-log/query/query-string.ts';
import { projectId } from '../model/ids.ts';
import { readProject } from '../services/access/visible-projects.ts';
import type { Scope } from '../store/api-key.ts';
import type { ChatStore, ProjectStore, StoreIdentity } from '../store/chat-store.ts';
import { ApiError } from './api-error.ts';
import { acceptsJson, readPreferences } from './preferences.ts';
import { type Authenticator, type Principal, requireScope } from './principal.ts';
import type { ApiRequest } from './route.ts';

export interface AccessDeps {
  readonly store: Pick<ChatStore, 'project'>;
  readonly authenticator: Authenticator;
}

/** For routes whose replies carry an ETag or a cursor. */
export interface LogAccessDeps extends AccessDeps {
  readonly identity: StoreIdentity;
}

export interface ProjectAccess {
  readonly principal: Principal;
  readonly project: ProjectStore;
  /** The key may see numbers and times only. */
  readonly isMetadataOnly: boolean;
}

const ID = /^[0-9]{1,16}$/;

/** @throws ApiError in the order above */
export async function accessProject(deps: AccessDeps, request: ApiRequest): Promise<ProjectAccess> {
  const found = await findProject(deps, request);
  const scope = requireScope(found.principal, 'chats:read', 'chats:metadata');
  return { ...found, isMetadataOnly: scope === 'chats:metadata' };
}

/** As `accessProject`, for what only a key with that very scope may do. @throws ApiError in the order above */
export async function accessProjectFor(
  deps: AccessDeps,
  request: ApiRequest,
  scope: Scope,
): Promise<Omit<ProjectAccess, 'isMetadataOnly'>> {
  const found = await findProject(deps, request);
  requireScope(found.principal, scope);
  return found;
}

async function findProject({ authenticator, store }: AccessDeps, request: ApiRequest) {
  const principal = await authenticator.authenticate(request);
  const id = readId(request.params.projectid);
  const project = id === null ? null : await readProject(store, principal.key, projectId(id));
  if (project === null) throw ApiError.of('projectNotFound', { property: 'projectid', slots: {} });
  return { principal, project };
}

/** An id of the path; null when it is none. */
export function readId(text: string | undefined): number | null {
  if (text === undefined || !ID.test(text)) return null;
  const id = Number(text);
  return Number.isSafeInteger(id) ? id : null;
}

export interface DecodedQuery {
  readonly parameters: readonly QueryPair[];
  /** What is wrong with the query string as such; told after everything that outranks a 400. */
  readonly refused: Refusal | null;
}

export function decodeQuery(request: ApiRequest): DecodedQuery {
  const decoded = decodeQueryString(request.rawQuery);
  return 'refused' in decoded ? { parameters: [], refused: decoded.refused } : { ...decoded, refused: null };
}

/** For operations that answer in JSON only. @throws ApiError `notAcceptable` */
export function requireJson(request: ApiRequest): void {
  if (!acceptsJson(request.headers.accept)) throw ApiError.of('notAcceptable', { slots: {} });
}

/** Whether unknown parameters are to be ignored. */
export function isLenient(request: ApiRequest): boolean {
  return readPreferences(request.headers.prefer).has('handling=lenient');
}

/** @throws ApiError when there is a refusal */
export function refuse(refusal: Refusal | null): void {
  if (refusal !== null) throw ApiError.fromRefusal(refusal);
}
