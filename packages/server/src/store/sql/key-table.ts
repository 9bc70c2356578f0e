/** API keys as rows of a table. */
import { SCOPES, type Scope } from '@parley/contract/scopes';
import type { NewApiKey, StoredApiKey } from '../../model/api-key.ts';
import type { NotedDeed } from '../../model/audit.ts';
import { projectId, queueId, type TenantId } from '../../model/ids.ts';
import { type Instant, instant } from '../../model/instant.ts';
import type { KeyStore } from '../key-store.ts';
import { deedLine } from './audit-table.ts';
import type { Columns, Database, Dialect, Row } from './database.ts';
import { readIds } from './id-list.ts';
import { sql } from './sql.ts';

const COLUMNS = {
  prefix: 'text',
  tenant: 'text',
  name: 'text',
  sha256: 'bytes',
  project_ids: 'text?',
  queue_ids: 'text?',
  scopes: 'text',
  start_meaning: 'text',
  allowed_ips: 'text',
  created_at: 'int',
  expires_at: 'int?',
  revoked_at: 'int?',
  last_used_at: 'int?',
} as const satisfies Columns;

export class KeyTable implements KeyStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  create(key: NewApiKey, deed: NotedDeed): Promise<void> {
    const {
      tenantId,
      prefix,
      name,
      sha256,
      projectIds,
      queueIds,
      scopes,
      startSemantics,
      allowedIps,
      createdAt,
      expiresAt,
    } = key;
    return this.#database.write(null, async (transaction) => {
      await transaction.run(
        sql`INSERT INTO api_key
          (prefix, tenant, name, sha256, project_ids, queue_ids, scopes, start_meaning, allowed_ips, created_at, expires_at)
          VALUES (${prefix}, ${tenantId}, ${transaction.dialect.encodeText(name)}, ${sha256},
            ${projectIds === null ? null : JSON.stringify(projectIds)},
            ${queueIds === null ? null : JSON.stringify(queueIds)}, ${JSON.stringify(scopes)}, ${startSemantics},
            ${JSON.stringify(allowedIps)}, ${createdAt}, ${expiresAt})`,
      );
      await transaction.run(deedLine(tenantId, deed));
    });
  }

  async findByPrefix(prefix: string): Promise<StoredApiKey | null> {
    const { answers, live } = this.#database;
    if (!isStorable(prefix)) return null;
    return answers.ask(`key ${prefix}`, async () => {
      const row = await live.get(COLUMNS, sql`SELECT * FROM api_key WHERE prefix = ${prefix}`);
      return row === null ? null : readKey(live.dialect, row);
    });
  }

  async list(tenantId: TenantId): Promise<readonly StoredApiKey[]> {
    const { live } = this.#database;
    const { byBytes } = live.dialect;
    const rows = await live.all(
      COLUMNS,
      sql`SELECT * FROM api_key WHERE tenant = ${tenantId} ORDER BY created_at, ${byBytes('prefix')}`,
    );
    return rows.map((row) => readKey(live.dialect, row));
  }

  async revoke(tenantId: TenantId, prefix: string, deed: NotedDeed): Promise<boolean> {
    if (!isStorable(prefix)) return false;
    return this.#database.write(null, async (transaction) => {
      const isKey = sql`tenant = ${tenantId} AND prefix = ${prefix}`;
      const revoked = await transaction.run(
        sql`UPDATE api_key SET revoked_at = ${deed.at} WHERE ${isKey} AND revoked_at IS NULL`,
      );
      if (revoked > 0) await transaction.run(deedLine(tenantId, deed));
      return (
        revoked > 0 ||
        (await transaction.get({ one: 'int' }, sql`SELECT 1 AS one FROM api_key WHERE ${isKey}`)) !== null
      );
    });
  }

  async touch(prefix: string, at: Instant): Promise<void> {
    await this.#database.write(null, (transaction) =>
      transaction.run(sql`UPDATE api_key SET last_used_at = ${at} WHERE prefix = ${prefix}`),
    );
  }
}

/** PostgreSQL's text cannot hold NUL, and no key has it. */
function isStorable(prefix: string): boolean {
  return !prefix.includes('\0');
}

function readKey(dialect: Dialect, row: Row<typeof COLUMNS>): StoredApiKey {
  return {
    tenantId: row.tenant as TenantId,
    name: dialect.decodeText(row.name),
    prefix: row.prefix,
    // Plain bytes, whatever kind of view the driver gives.
    sha256: new Uint8Array(row.sha256),
    projectIds: readIds(row.project_ids, projectId),
    queueIds: readIds(row.queue_ids, queueId),
    scopes: readList(row.scopes).filter(isScope),
    startSemantics: row.start_meaning === 'offset' ? 'offset' : 'id',
    allowedIps: readList(row.allowed_ips).map(String),
    createdAt: instant(row.created_at),
    expiresAt: readInstant(row.expires_at),
    revokedAt: readInstant(row.revoked_at),
    lastUsedAt: readInstant(row.last_used_at),
  };
}

function readList(json: string): readonly unknown[] {
  const list: unknown = JSON.parse(json);
  return Array.isArray(list) ? list : [];
}

function isScope(value: unknown): value is Scope {
  return SCOPES.some((scope) => scope === value);
}

function readInstant(ms: number | null): Instant | null {
  return ms === null ? null : instant(ms);
}
