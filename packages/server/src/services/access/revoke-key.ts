/** Ends an API key for good. */
import type { AccessLimits } from '../../model/access-limits.ts';
import { isWithin } from '../../model/access-limits.ts';
import type { StoredApiKey } from '../../model/api-key.ts';
import type { AdminDeed } from '../../model/audit.ts';
import type { TenantId } from '../../model/ids.ts';
import type { ChatStore } from '../../store/chat-store.ts';

/** Keys of the tenant that see no more than `own`, the oldest first. */
export async function listKeys(
  { keys }: Pick<ChatStore, 'keys'>,
  tenantId: TenantId,
  own: AccessLimits,
): Promise<readonly StoredApiKey[]> {
  return (await keys.list(tenantId)).filter((key) => isWithin(own, key));
}

/** The key as it is then; null when the tenant has no such key, or it sees more than `own`. Commits. */
export async function revokeKey(
  { keys }: Pick<ChatStore, 'keys'>,
  { tenantId, prefix }: Pick<StoredApiKey, 'tenantId' | 'prefix'>,
  { at, actor }: AdminDeed,
  own: AccessLimits = { projectIds: null, queueIds: null },
): Promise<StoredApiKey | null> {
  const key = await keys.findByPrefix(prefix);
  if (key === null || key.tenantId !== tenantId || !isWithin(own, key)) return null;
  await keys.revoke(tenantId, prefix, { at, actor, action: 'key.revoked', target: `key ${prefix}` });
  return keys.findByPrefix(prefix);
}
