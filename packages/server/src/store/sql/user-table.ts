/** People, their sessions and the links that sign them in, as rows of tables. */
import { ROLES, type Role } from '@parley/contract/scopes';
import type { NotedDeed } from '../../model/audit.ts';
import { projectId, queueId, type TenantId } from '../../model/ids.ts';
import { type Instant, instant } from '../../model/instant.ts';
import {
  keepsAdministrator,
  type LinkPurpose,
  type NewUser,
  type OpenidIdentity,
  type Session,
  type SignInLink,
  type User,
  type UserKey,
} from '../../model/user.ts';
import type { UserChange, UserChanged, UserStore } from '../user-store.ts';
import { deedLine } from './audit-table.ts';
import type { Columns, Database, Dialect, Row, Transaction } from './database.ts';
import { readIds } from './id-list.ts';
import { raw, type Sql, sql } from './sql.ts';

const USER_COLUMNS = {
  tenant: 'text',
  login: 'text',
  name: 'text',
  role: 'text',
  project_ids: 'text?',
  queue_ids: 'text?',
  password_hash: 'text?',
  is_openid_only: 'int',
  created_at: 'int',
  disabled_at: 'int?',
} as const satisfies Columns;

const SESSION_COLUMNS = {
  sha256: 'bytes',
  tenant: 'text',
  login: 'text',
  created_at: 'int',
  seen_at: 'int',
  expires_at: 'int',
} as const satisfies Columns;

const LINK_COLUMNS = { sha256: 'bytes', tenant: 'text', login: 'text', expires_at: 'int' } as const satisfies Columns;

export class UserTable implements UserStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  create(user: NewUser, deed: NotedDeed): Promise<boolean> {
    return this.#database.write(null, async (transaction) => {
      const { tenantId, login, role, passwordHash, createdAt } = user;
      const added = await transaction.run(
        sql`INSERT INTO user_account
            (tenant, login, name, role, project_ids, queue_ids, password_hash, is_openid_only, created_at)
          VALUES (${tenantId}, ${login}, ${transaction.dialect.encodeText(user.name)}, ${role}, ${listText(user.projectIds)},
            ${listText(user.queueIds)}, ${passwordHash}, ${Number(user.isOpenidOnly)}, ${createdAt})
          ON CONFLICT DO NOTHING`,
      );
      if (added > 0) await transaction.run(deedLine(tenantId, deed));
      return added > 0;
    });
  }

  async find(key: UserKey): Promise<User | null> {
    const { live } = this.#database;
    const row = await live.get(USER_COLUMNS, sql`SELECT * FROM user_account WHERE ${isUser(key)}`);
    return row === null ? null : readUser(live.dialect, row);
  }

  async list(tenantId: TenantId | null): Promise<readonly User[]> {
    const { live } = this.#database;
    const { byBytes } = live.dialect;
    const of = tenantId === null ? raw('1 = 1') : sql`tenant = ${tenantId}`;
    const rows = await live.all(
      USER_COLUMNS,
      sql`SELECT * FROM user_account WHERE ${of} ORDER BY ${byBytes('tenant')}, ${byBytes('login')}`,
    );
    return rows.map((row) => readUser(live.dialect, row));
  }

  change(
    key: UserKey,
    change: UserChange,
    deed: NotedDeed,
    rule = { keepsAdministrator: false },
  ): Promise<UserChanged> {
    return this.#database.write(null, async (transaction) => {
      if (rule.keepsAdministrator && (await endsAdministration(transaction, key, change))) return 'last-administrator';
      let changed = 0;
      for (const assignment of assignmentsOf(transaction.dialect, change)) {
        changed = await transaction.run(sql`UPDATE user_account SET ${assignment} WHERE ${isUser(key)}`);
      }
      if (changed === 0) return 'nobody';
      if (Object.keys(change).some((name) => name !== 'name')) await endAllOf(transaction, key);
      await transaction.run(deedLine(key.tenantId, deed));
      return 'changed';
    });
  }

  createLink({ sha256, expiresAt, purpose, ...key }: SignInLink, deed: NotedDeed): Promise<void> {
    return this.#database.write(null, async (transaction) => {
      await transaction.run(sql`DELETE FROM user_link WHERE ${isUser(key)}`);
      await transaction.run(
        sql`INSERT INTO user_link (sha256, tenant, login, purpose, expires_at)
          VALUES (${sha256}, ${key.tenantId}, ${key.login}, ${purpose}, ${expiresAt})`,
      );
      await transaction.run(deedLine(key.tenantId, deed));
    });
  }

  takeLink(sha256: Uint8Array, purpose: LinkPurpose): Promise<SignInLink | null> {
    return this.#database.write(null, async (transaction) => {
      const isLink = sql`sha256 = ${sha256} AND purpose = ${purpose}`;
      const row = await transaction.get(LINK_COLUMNS, sql`SELECT * FROM user_link WHERE ${isLink}`);
      // Of two who take it at the same time, one removes it.
      const removed = await transaction.run(sql`DELETE FROM user_link WHERE ${isLink}`);
      if (row === null || removed === 0) return null;
      return {
        sha256,
        purpose,
        tenantId: row.tenant as TenantId,
        login: row.login,
        expiresAt: instant(row.expires_at),
      };
    });
  }

  async findByIdentity({ issuer, subject }: OpenidIdentity): Promise<User | null> {
    const { live } = this.#database;
    const row = await live.get(
      { tenant: 'text', login: 'text' },
      sql`SELECT tenant, login FROM user_identity WHERE issuer = ${issuer} AND subject = ${subject}`,
    );
    return row === null ? null : this.find({ tenantId: row.tenant as TenantId, login: row.login });
  }

  connectIdentity(key: UserKey, { issuer, subject }: OpenidIdentity, deed: NotedDeed): Promise<boolean> {
    return this.#database.write(null, async (transaction) => {
      const added = await transaction.run(
        sql`INSERT INTO user_identity (issuer, subject, tenant, login, connected_at)
          VALUES (${issuer}, ${subject}, ${key.tenantId}, ${key.login}, ${deed.at}) ON CONFLICT DO NOTHING`,
      );
      const own = await transaction.get(
        { subject: 'text' },
        sql`SELECT subject FROM user_identity WHERE issuer = ${issuer} AND subject = ${subject} AND ${isUser(key)}`,
      );
      if (added === 0 && own === null) return false;
      await transaction.run(
        sql`DELETE FROM user_identity WHERE issuer = ${issuer} AND subject <> ${subject} AND ${isUser(key)}`,
      );
      await transaction.run(deedLine(key.tenantId, deed));
      await endAllOf(transaction, key);
      return true;
    });
  }

  startSession({ sha256, tenantId, login, createdAt, seenAt, expiresAt }: Session): Promise<void> {
    return this.#database.write(null, async (transaction) => {
      await transaction.run(
        sql`INSERT INTO user_session (sha256, tenant, login, created_at, seen_at, expires_at)
          VALUES (${sha256}, ${tenantId}, ${login}, ${createdAt}, ${seenAt}, ${expiresAt})`,
      );
    });
  }

  async findSession(sha256: Uint8Array): Promise<{ readonly session: Session; readonly user: User } | null> {
    const { live } = this.#database;
    const row = await live.get(SESSION_COLUMNS, sql`SELECT * FROM user_session WHERE sha256 = ${sha256}`);
    if (row === null) return null;
    const key = { tenantId: row.tenant as TenantId, login: row.login };
    const user = await this.find(key);
    if (user === null) return null;
    return { session: readSession(row), user };
  }

  async touchSession(sha256: Uint8Array, at: Instant): Promise<void> {
    await this.#run(sql`UPDATE user_session SET seen_at = ${at} WHERE sha256 = ${sha256}`);
  }

  async endSession(sha256: Uint8Array): Promise<void> {
    await this.#run(sql`DELETE FROM user_session WHERE sha256 = ${sha256}`);
  }

  async listSessions(key: UserKey): Promise<readonly Session[]> {
    const rows = await this.#database.live.all(
      SESSION_COLUMNS,
      sql`SELECT * FROM user_session WHERE ${isUser(key)} ORDER BY seen_at DESC, created_at DESC, sha256`,
    );
    return rows.map(readSession);
  }

  endSessions(key: UserKey, sha256: Uint8Array | null, deed: NotedDeed): Promise<number> {
    return this.#database.write(null, async (transaction) => {
      const which = sha256 === null ? isUser(key) : sql`${isUser(key)} AND sha256 = ${sha256}`;
      const ended = await transaction.run(sql`DELETE FROM user_session WHERE ${which}`);
      if (sha256 === null) await transaction.run(sql`DELETE FROM user_link WHERE ${isUser(key)}`);
      await transaction.run(deedLine(key.tenantId, deed));
      return ended;
    });
  }

  async purgeExpired(before: Instant): Promise<void> {
    await this.#database.write(null, async (transaction) => {
      await transaction.run(sql`DELETE FROM user_session WHERE expires_at < ${before}`);
      await transaction.run(sql`DELETE FROM user_link WHERE expires_at < ${before}`);
    });
  }

  async #run(statement: Sql): Promise<void> {
    await this.#database.write(null, (transaction) => transaction.run(statement));
  }
}

/** Ends what may have been ended before, in a history that this store does not know. */
export async function endAllSessions(transaction: Transaction): Promise<void> {
  await transaction.run(sql`DELETE FROM user_session`);
  await transaction.run(sql`DELETE FROM user_link`);
}

function isUser({ tenantId, login }: UserKey): Sql {
  return sql`tenant = ${tenantId} AND login = ${login}`;
}

async function endAllOf(transaction: Transaction, key: UserKey): Promise<void> {
  await transaction.run(sql`DELETE FROM user_session WHERE ${isUser(key)}`);
  await transaction.run(sql`DELETE FROM user_link WHERE ${isUser(key)}`);
}

/** Of two who change the last administrators at the same time, one waits for the other. */
async function endsAdministration(
  transaction: Transaction,
  { tenantId, login }: UserKey,
  change: UserChange,
): Promise<boolean> {
  const { dialect } = transaction;
  const select = sql`SELECT * FROM user_account WHERE tenant = ${tenantId} AND role = 'admin' ORDER BY login`;
  const before = (await transaction.all(USER_COLUMNS, dialect.forUpdate(select))).map((row) => readUser(dialect, row));
  const after = before.map((user) => (user.login === login ? { ...user, ...change } : user));
  return !keepsAdministrator(before, after);
}

function assignmentsOf(dialect: Dialect, change: UserChange): readonly Sql[] {
  const { name, role, projectIds, queueIds, passwordHash, isOpenidOnly, disabledAt } = change;
  return [
    ...(name === undefined ? [] : [sql`name = ${dialect.encodeText(name)}`]),
    ...(role === undefined ? [] : [sql`role = ${role}`]),
    ...(projectIds === undefined ? [] : [sql`project_ids = ${listText(projectIds)}`]),
    ...(queueIds === undefined ? [] : [sql`queue_ids = ${listText(queueIds)}`]),
    ...(passwordHash === undefined ? [] : [sql`password_hash = ${passwordHash}`]),
    ...(isOpenidOnly === undefined ? [] : [sql`is_openid_only = ${Number(isOpenidOnly)}`]),
    ...(disabledAt === undefined ? [] : [sql`disabled_at = ${disabledAt}`]),
  ];
}

function readSession(row: Row<typeof SESSION_COLUMNS>): Session {
  return {
    tenantId: row.tenant as TenantId,
    login: row.login,
    // Plain bytes, whatever kind of view the driver gives.
    sha256: new Uint8Array(row.sha256),
    createdAt: instant(row.created_at),
    seenAt: instant(row.seen_at),
    expiresAt: instant(row.expires_at),
  };
}

function listText(ids: readonly number[] | null): string | null {
  return ids === null ? null : JSON.stringify(ids);
}

function readUser(dialect: Dialect, row: Row<typeof USER_COLUMNS>): User {
  const { tenant, login, role, project_ids, password_hash, created_at, disabled_at } = row;
  return {
    tenantId: tenant as TenantId,
    login,
    name: dialect.decodeText(row.name),
    role: readRole(role),
    projectIds: readIds(project_ids, projectId),
    queueIds: readIds(row.queue_ids, queueId),
    passwordHash: password_hash,
    isOpenidOnly: row.is_openid_only === 1,
    createdAt: instant(created_at),
    disabledAt: disabled_at === null ? null : instant(disabled_at),
  };
}

/** A role that this version does not know may see least. */
function readRole(text: string): Role {
  return ROLES.find((role) => role === text) ?? 'analyst';
}
