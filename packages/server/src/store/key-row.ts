/** An API key as a row of a store's table. Used by every store; does no I/O. */
import { projectId, type TenantId } from '../model/ids.ts';
import { type Instant, instant } from '../model/instant.ts';
import { type NewApiKey, SCOPES, type Scope, type StoredApiKey } from './api-key.ts';

/** The columns that a new key fills, in the order of `keyValues`. */
export const KEY_COLUMNS =
  'prefix, tenant, name, sha256, project_ids, scopes, start_meaning, allowed_ips, created_at, expires_at';

/** The key's values in the order of `KEY_COLUMNS`; `name` as the store encodes it, lists as JSON. */
export function keyValues(key: NewApiKey, name: string): readonly (null | number | string | Uint8Array)[] {
  return [
    key.prefix,
    key.tenantId,
    name,
    key.sha256,
    key.projectIds === null ? null : JSON.stringify(key.projectIds),
    JSON.stringify(key.scopes),
    key.startSemantics,
    JSON.stringify(key.allowedIps),
    key.createdAt,
    key.expiresAt,
  ];
}

/** `name` is the key's name, which stores encode each in its own way. */
export function readKeyRow(row: Readonly<Record<string, unknown>>, name: string): StoredApiKey {
  const projectIds = row.project_ids ?? null;
  return {
    tenantId: String(row.tenant) as TenantId,
    name,
    prefix: String(row.prefix),
    // Plain bytes, whatever kind of view the driver gives.
    sha256: row.sha256 instanceof Uint8Array ? new Uint8Array(row.sha256) : new Uint8Array(0),
    projectIds: projectIds === null ? null : readList(projectIds).map((id) => projectId(Number(id))),
    scopes: readList(row.scopes).filter(isScope),
    startSemantics: row.start_meaning === 'offset' ? 'offset' : 'id',
    allowedIps: readList(row.allowed_ips).map(String),
    createdAt: instant(Number(row.created_at)),
    expiresAt: readInstant(row.expires_at),
    revokedAt: readInstant(row.revoked_at),
    lastUsedAt: readInstant(row.last_used_at),
  };
}

function readList(value: unknown): readonly unknown[] {
  const list: unknown = JSON.parse(String(value));
  return Array.isArray(list) ? list : [];
}

function isScope(value: unknown): value is Scope {
  return SCOPES.some((scope) => scope === value);
}

function readInstant(value: unknown): Instant | null {
  return value === null || value === undefined ? null : instant(Number(value));
}
