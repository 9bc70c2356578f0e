/** People who sign in, as they are stored: of passwords, sessions and links only digests. */
import type { Role } from '@parley/contract/scopes';
import { type AccessLimits, isUnlimited } from './access-limits.ts';
import type { TenantId } from './ids.ts';
import type { Instant } from './instant.ts';

/** Who a person is: logins are unique within a tenant, and in lower case. */
export interface UserKey {
  readonly tenantId: TenantId;
  readonly login: string;
}

export interface NewUser extends UserKey, AccessLimits {
  readonly name: string;
  readonly role: Role;
  /** An argon2id hash; null for somebody who can only use a link. */
  readonly passwordHash: string | null;
  /** Whether the person signs in by the OpenID Connect provider and in no other way. */
  readonly isOpenidOnly: boolean;
  readonly createdAt: Instant;
}

export interface User extends NewUser {
  /** null while the person may sign in. */
  readonly disabledAt: Instant | null;
}

/** A signed-in browser. */
export interface Session extends UserKey {
  /** Of the text in the cookie. */
  readonly sha256: Uint8Array;
  readonly createdAt: Instant;
  /** When it was last used, to the minute. */
  readonly seenAt: Instant;
  /** When it ends however much it is used. */
  readonly expiresAt: Instant;
}

/** An account of an OpenID Connect provider: the two together name it for good. */
export interface OpenidIdentity {
  readonly issuer: string;
  readonly subject: string;
}

/** `sign-in`: signs somebody in once. `openid`: connects an account of the provider to somebody, once. */
export type LinkPurpose = 'sign-in' | 'openid';

export interface SignInLink extends UserKey {
  readonly purpose: LinkPurpose;
  readonly sha256: Uint8Array;
  readonly expiresAt: Instant;
}

const LOGIN = /^[\p{L}\p{N}][\p{L}\p{N}\p{M}._@+-]{0,63}$/u;

/** The login as it is stored; null when nobody can have it. */
export function readLogin(text: string): string | null {
  return LOGIN.test(text) ? text.toLowerCase() : null;
}

type Rights = Pick<User, 'login' | 'role' | 'projectIds' | 'queueIds' | 'disabledAt'>;

/** Whether a change leaves a tenant somebody who may do everything, if it had somebody; without limits, if it had that. */
export function keepsAdministrator(before: readonly Rights[], after: readonly Rights[]): boolean {
  const administrators = (people: readonly Rights[]) =>
    people.filter(({ role, disabledAt }) => role === 'admin' && disabledAt === null);
  const [had, has] = [administrators(before), administrators(after)];
  return (had.length === 0 || has.length > 0) && (!had.some(isUnlimited) || has.some(isUnlimited));
}
