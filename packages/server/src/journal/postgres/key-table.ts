/** API keys. */
import { projectId, type TenantId } from '../../model/ids.ts';
import { type Instant, instant } from '../../model/instant.ts';
import { type NewApiKey, SCOPES, type Scope, type StoredApiKey } from '../api-key.ts';
import type { SqlRow, Statements } from './postgres-database.ts';
import { decodeName, encodeName } from './project-table.ts';

export async function insertKey(statements: Statements, key: NewApiKey): Promise<void> {
  await statements.query(
    `INSERT INTO parley.api_key (prefix, tenant, name, sha256, project_ids, scopes, start_meaning, allowed_ips, created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      key.prefix,
      key.tenantId,
      encodeName(key.name),
      key.sha256,
      key.projectIds === null ? null : JSON.stringify(key.projectIds),
      JSON.stringify(key.scopes),
      key.startMeaning,
      JSON.stringify(key.allowedIps),
      key.createdAt,
      key.expiresAt,
    ],
  );
}

export async function findKey(statements: Statements, prefix: string): Promise<StoredApiKey | null> {
  // What a caller sends may hold what PostgreSQL's text cannot; no key has such a prefix.
  if (prefix.includes('\0')) return null;
  const [row] = await statements.query('SELECT * FROM parley.api_key WHERE prefix = $1', [prefix]);
  return row === undefined ? null : readKey(row);
}

/** In order of creation. */
export async function listKeys(statements: Statements, tenantId: TenantId): Promise<readonly StoredApiKey[]> {
  const sql = 'SELECT * FROM parley.api_key WHERE tenant = $1 ORDER BY created_at, prefix COLLATE "C"';
  return (await statements.query(sql, [tenantId])).map(readKey);
}

/** False when the tenant has no such key; a key that was revoked before keeps its first time. */
export async function revokeKey(
  statements: Statements,
  tenantId: TenantId,
  prefix: string,
  at: Instant,
): Promise<boolean> {
  if (prefix.includes('\0')) return false;
  const sql =
    'UPDATE parley.api_key SET revoked_at = coalesce(revoked_at, $3) WHERE tenant = $1 AND prefix = $2 RETURNING prefix';
  return (await statements.query(sql, [tenantId, prefix, at])).length > 0;
}

export async function touchKey(statements: Statements, prefix: string, at: Instant): Promise<void> {
  await statements.query('UPDATE parley.api_key SET last_used_at = $2 WHERE prefix = $1', [prefix, at]);
}

function readKey(row: SqlRow): StoredApiKey {
  const projectIds = row.project_ids ?? null;
  return {
    tenantId: String(row.tenant) as TenantId,
    name: decodeName(row.name),
    prefix: String(row.prefix),
    sha256: row.sha256 instanceof Uint8Array ? new Uint8Array(row.sha256) : new Uint8Array(0),
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
