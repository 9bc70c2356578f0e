/** API keys, as the store offers them. */
import type { NewApiKey, StoredApiKey } from '../model/api-key.ts';
import type { NotedDeed } from '../model/audit.ts';
import type { TenantId } from '../model/ids.ts';
import type { Instant } from '../model/instant.ts';

export interface KeyStore {
  create(key: NewApiKey, deed: NotedDeed): Promise<void>;
  findByPrefix(prefix: string): Promise<StoredApiKey | null>;
  list(tenantId: TenantId): Promise<readonly StoredApiKey[]>;
  /** False when no key of the tenant has that prefix. A key that was revoked before keeps its first time. */
  revoke(tenantId: TenantId, prefix: string, deed: NotedDeed): Promise<boolean>;
  touch(prefix: string, at: Instant): Promise<void>;
}
