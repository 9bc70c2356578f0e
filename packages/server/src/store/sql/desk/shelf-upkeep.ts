/** Which contents of attachments nobody has any more, across all projects. */
import type { Instant } from '../../../model/instant.ts';
import type { ShelfUpkeep } from '../../attachment-store.ts';
import type { Database, Statements, Transaction } from '../database.ts';
import { isOneOf, limitTo, sql } from '../sql.ts';
import { forgetThese } from './attachment-rows.ts';

const MOST_PURGED = 500;
const LONGEST_REMOVAL_MS = 600_000;

export function shelfUpkeepOf(database: Database): ShelfUpkeep {
  return {
    purgeUnsent: (before) => database.write(null, (transaction) => purgeUnsent(transaction, before)),
    takeUnused: async (limit, at) =>
      (await isAnyDue(database.live)) ? database.write(null, (transaction) => takeUnused(transaction, limit, at)) : [],
    async noteRemoved(contents) {
      if (contents.length === 0) return;
      await database.write(null, (transaction) =>
        transaction.run(sql`DELETE FROM attachment_blob WHERE going_at IS NOT NULL AND ${isOneOf('sha256', contents)}`),
      );
    },
    async findStrange(contents) {
      if (contents.length === 0) return [];
      const rows = await database.live.all(
        { sha256: 'text' },
        sql`SELECT sha256 FROM attachment_blob WHERE ${isOneOf('sha256', contents)}`,
      );
      const known = new Set(rows.map(({ sha256 }) => sha256));
      return contents.filter((content) => !known.has(content));
    },
    listKept: (after, limit) => listKept(database.live, after, limit),
  };
}

/** Asked every second, so nothing is locked for it. */
async function isAnyDue(statements: Statements): Promise<boolean> {
  const row = await statements.get({ one: 'int' }, sql`SELECT 1 AS one FROM attachment_blob WHERE is_due = 1 LIMIT 1`);
  return row !== null;
}

export function listKept(statements: Statements, after: string, limit: number): ReturnType<ShelfUpkeep['listKept']> {
  return statements.all(
    { sha256: 'text', bytes: 'int' },
    sql`SELECT DISTINCT sha256, bytes FROM live_attachment
      WHERE is_complete = 1 AND sha256 > ${after} ORDER BY sha256 ${limitTo(limit)}`,
  );
}

async function purgeUnsent(transaction: Transaction, before: Instant): Promise<boolean> {
  const rows = await transaction.all(
    { attachment_id: 'text' },
    transaction.dialect.forUpdate(
      sql`SELECT attachment_id FROM live_attachment WHERE chat_id IS NULL AND reserved_at < ${before}
        ORDER BY reserved_at ${limitTo(MOST_PURGED)}`,
    ),
  );
  if (rows.length === 0) return false;
  const ids = rows.map(({ attachment_id }) => attachment_id);
  await forgetThese(transaction, sql`chat_id IS NULL AND ${isOneOf('attachment_id', ids)}`);
  return rows.length === MOST_PURGED;
}

/** What another took is taken again when that has not ended for long: its process is gone. */
async function takeUnused(transaction: Transaction, limit: number, at: Instant): Promise<readonly string[]> {
  const due = await transaction.all(
    { sha256: 'text' },
    transaction.dialect.forUpdateUnlessLocked(
      sql`SELECT sha256 FROM attachment_blob WHERE is_due = 1 AND (going_at IS NULL OR going_at < ${at - LONGEST_REMOVAL_MS})
        ORDER BY sha256 ${limitTo(limit)}`,
    ),
  );
  const contents = due.map(({ sha256 }) => sha256);
  if (contents.length === 0) return [];
  const used = await transaction.all(
    { sha256: 'text' },
    sql`SELECT DISTINCT sha256 FROM live_attachment WHERE ${isOneOf('sha256', contents)}`,
  );
  const isUsed = new Set(used.map(({ sha256 }) => sha256));
  const unused = contents.filter((content) => !isUsed.has(content));
  if (isUsed.size > 0) {
    await transaction.run(sql`UPDATE attachment_blob SET is_due = 0 WHERE ${isOneOf('sha256', [...isUsed])}`);
  }
  if (unused.length > 0) {
    await transaction.run(sql`UPDATE attachment_blob SET going_at = ${at} WHERE ${isOneOf('sha256', unused)}`);
  }
  return unused;
}
