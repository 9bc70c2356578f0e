/** Who sends a request, and what they may do. */
import type { Role, Scope } from '@parley/contract/scopes';
import type { StartSemantics } from '../model/api-key.ts';
import type { Actor } from '../model/audit.ts';
import type { Instant } from '../model/instant.ts';
import type { ProjectAccess } from '../services/access/visible-projects.ts';
import type { SignedIn } from '../services/people/sessions.ts';
import { ApiError } from './api-error.ts';
import type { ApiRequest } from './route.ts';

export interface Principal extends ProjectAccess {
  /** Names the key or the session in limits. */
  readonly subject: string;
  /** Of the key or the person, for people. */
  readonly name: string;
  /** null for a key. */
  readonly person: { readonly login: string; readonly role: Role } | null;
  /** The session with its person as both were when the request came; null for a key. */
  readonly signedIn: SignedIn | null;
  readonly scopes: readonly Scope[];
  readonly startSemantics: StartSemantics;
  /** As the audit names them. */
  readonly actor: Exclude<Actor, 'operator'>;
  /** null for a key that does not expire. */
  readonly expiresAt: Instant | null;
  /** Whether requests are still accepted, by what the store says now. */
  readonly isInForce: () => Promise<boolean>;
}

/**
 * The first of the scopes that the principal has, null when any will do; `admin` includes every scope.
 *
 * @throws ApiError `scopeMissing`
 */
export function requireScope<S extends Scope>({ scopes: held }: Principal, scopes: readonly S[]): S | null {
  const [first = null] = scopes;
  if (first === null) return null;
  const found = scopes.find((scope) => held.includes(scope) || held.includes('admin'));
  if (found === undefined) throw ApiError.of('scopeMissing', { slots: { scope: first } });
  return found;
}

/** The same for every reason. */
export function unauthorized(request: Pick<ApiRequest, 'headers'>): ApiError {
  return ApiError.of('unauthorized', { headers: challenge(request) });
}

/** How to send credentials. A browser would ask for a password of its own if a page's request were offered Basic. */
export function challenge({ headers }: Pick<ApiRequest, 'headers'>): Readonly<Record<string, string>> {
  const mode = headers['sec-fetch-mode'] ?? 'navigate';
  const scheme = mode === 'navigate' ? 'Basic realm="Parley", charset="UTF-8"' : 'Bearer realm="Parley"';
  return { 'www-authenticate': scheme };
}
