/** People who sign in, as they are stored: of passwords, sessions and links only digests. */
import type { Role } from '@parley/contract/scopes';
import type { ProjectId, QueueId, TenantId } from './ids.ts';
import type { Instant } from './instant.ts';

/** Who a person is: logins are unique within a tenant, and in lower case. */
export interface UserKey {
  readonly tenantId: TenantId;
  readonly login: string;
}

export interface NewUser extends UserKey {
  readonly name: string;
  readonly role: Role;
  /** Projects that the person may see; null is every project of the tenant. */
  readonly projectIds: readonly ProjectId[] | null;
  /** Only chats that were in one of these queues may be seen; null is every chat. */
  readonly queueIds: readonly QueueId[] | null;
  /** An argon2id hash; null for somebody who can only use a link. */
  readonly passwordHash: string | null;
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

/** A link that signs somebody in once. */
export interface SignInLink extends UserKey {
  readonly sha256: Uint8Array;
  readonly expiresAt: Instant;
}
