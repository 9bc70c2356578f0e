/** API keys. */
import type { TenantId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import type { NewApiKey, StoredApiKey } from '../api-key.ts';
import { KEY_COLUMNS, keyValues, readKeyRow } from '../key-row.ts';
import type { SqliteConnection, SqlRow } from './sqlite-connection.ts';

export function insertKey(connection: SqliteConnection, key: NewApiKey): void {
  connection.run(
    `INSERT INTO api_key (${KEY_COLUMNS})
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...keyValues(key, key.name),
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
  return readKeyRow(row, String(row.name));
}
