/** Keys and people as the administration shows them. */
import type { ApiKey, Person } from '@parley/contract';
import type { StoredApiKey } from '../../../model/api-key.ts';
import { type Instant, utcText } from '../../../model/instant.ts';
import type { User } from '../../../model/user.ts';

export function printKey(key: StoredApiKey): ApiKey {
  return {
    prefix: key.prefix,
    name: key.name,
    scopes: [...key.scopes],
    projectIds: listed(key.projectIds),
    queueIds: listed(key.queueIds),
    startSemantics: key.startSemantics,
    allowedIps: [...key.allowedIps],
    createdAt: utcText(key.createdAt),
    expiresAt: textOrNull(key.expiresAt),
    revokedAt: textOrNull(key.revokedAt),
    lastUsedAt: textOrNull(key.lastUsedAt),
  };
}

export function printPerson(user: User): Person {
  return {
    login: user.login,
    name: user.name,
    role: user.role,
    projectIds: listed(user.projectIds),
    queueIds: listed(user.queueIds),
    hasPassword: user.passwordHash !== null,
    createdAt: utcText(user.createdAt),
    disabledAt: textOrNull(user.disabledAt),
  };
}

function listed(ids: readonly number[] | null): number[] | null {
  return ids === null ? null : [...ids];
}

function textOrNull(at: Instant | null): string | null {
  return at === null ? null : utcText(at);
}
