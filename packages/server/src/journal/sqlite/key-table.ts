/** API keys. */
import { projectId, type TenantId } from '../../model/ids.ts';
import { type Instant, instant } from '../../model/instant.ts';
import { type NewApiKey, SCOPES, type Scope, type StoredApiKey } from '../api-key.ts';
import type { SqliteConnection, SqlRow, SqlValue } from './sqlite-connection.ts';

export function insertKey(connection: SqliteConnection, key: NewApiKey): void {
  connection.run(
    `INSERT INTO api_key (prefix, tenant, name, sha256, project_ids, scopes, start_meaning, allowed_ips, created_at, expires_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    key.prefix,
    key.tenantId,
    key.name,
    key.sha256,
    key.projectIds === null ? null : JSON.stringify(key.projectIds),
    JSON.stringify(key.scopes),
    key.startMeaning,
    JSON.stringify(key.allowedIps),
    key.createdAt,
    key.expiresAt,
  );
}

export function findKey(connection: SqliteConnection, prefix: string): StoredApiKey | null {
  const row = connection.get('SELECT * FROM api_key WHERE prefix = ?', prefix);
  return row === null ? null : readKey(row);
}

/** In order of creation. */
export function listKeys(connection: SqliteConnection, tenantId: TenantId): readonly StoredApiKey[] {
  return connection.all('SELECT * FROM api_key WHERE tenant = ? ORDER BY created_at, prefix', tenantId).map(readKey);
}

/** False when the tenant has no such key; a key that was revoked before keeps its first time. */
export function revokeKey(connection: SqliteConnection, tenantId: TenantId, prefix: string, at: Instant): boolean {
  const sql = 'UPDATE api_key SET revoked_at = coalesce(revoked_at, ?) WHERE tenant = ? AND prefix = ?';
  return connection.run(sql, at, tenantId, prefix) > 0;
}

export function touchKey(connection: SqliteConnection, prefix: string, at: Instant): void {
  connection.run('UPDATE api_key SET last_used_at = ? WHERE prefix = ?', at, prefix);
}

function readKey(row: SqlRow): StoredApiKey {
  const projectIds = row.project_ids ?? null;
  return {
    tenantId: String(row.tenant) as TenantId,
    name: String(row.name),
    prefix: String(row.prefix),
    sha256: row.sha256 as Uint8Array,
    projectIds: projectIds === null ? null : readList(projectIds).map((id) => projectId(Number(id))),
    scopes: readList(row.scopes).filter(isScope),
    startMeaning: row.start_meaning === 'offset' ? 'offset' : 'id',
    allowedIps: readList(row.allowed_ips).map(String),
    createdAt: instant(Number(row.created_at)),
    expiresAt: readInstant(row.expires_at),
    revokedAt: readInstant(row.revoked_at),
    lastUsedAt: readInstant(row.last_used_at),
  };
}

function readList(value: SqlValue | undefined): readonly unknown[] {
  const list: unknown = JSON.parse(String(value));
  return Array.isArray(list) ? list : [];
}

function isScope(value: unknown): value is Scope {
  return SCOPES.some((scope) => scope === value);
}

function readInstant(value: SqlValue | undefined): Instant | null {
  return value === null || value === undefined ? null : instant(Number(value));
}
