/** API keys as they are stored: never the key itself, only a digest of it. */
import type { Scope } from '@parley/contract/scopes';
import type { AccessLimits } from './access-limits.ts';
import type { TenantId } from './ids.ts';
import type { Instant } from './instant.ts';

/** How `start` is read for a key: as the chat to begin at, or as a number of rows to skip. */
export type StartSemantics = 'id' | 'offset';

export interface NewApiKey extends AccessLimits {
  readonly tenantId: TenantId;
  readonly name: string;
  /** First characters of the key, by which it is found and named. */
  readonly prefix: string;
  readonly sha256: Uint8Array;
  readonly scopes: readonly Scope[];
  readonly startSemantics: StartSemantics;
  /** Addresses and CIDR ranges; empty is any. */
  readonly allowedIps: readonly string[];
  readonly createdAt: Instant;
  readonly expiresAt: Instant | null;
}

export interface StoredApiKey extends NewApiKey {
  readonly revokedAt: Instant | null;
  readonly lastUsedAt: Instant | null;
}

/** The first characters of a key, `pk` and ten that name it: by these it is found. */
export const KEY_PREFIX_LENGTH = 12;

/** Whether requests with the key are accepted at that time. */
export function isKeyInForce({ revokedAt, expiresAt }: StoredApiKey, at: Instant): boolean {
  return revokedAt === null && (expiresAt === null || expiresAt > at);
}
