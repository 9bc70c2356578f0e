/** API keys. */
import type { TenantId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import type { NewApiKey, StoredApiKey } from '../api-key.ts';
import { KEY_COLUMNS, keyValues, readKeyRow } from '../key-row.ts';
import type { SqlRow, Statements } from './postgres-database.ts';
import { decodeName, encodeName } from './project-table.ts';

export async function insertKey(statements: Statements, key: NewApiKey): Promise<void> {
  await statements.query(
    `INSERT INTO parley.api_key (${KEY_COLUMNS})
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    keyValues(key, encodeName(key.name)),
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
  return readKeyRow(row, decodeName(row.name));
}
