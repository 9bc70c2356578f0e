/** Erases a chat, which leaves a tombstone, and forgets old tombstones. The bytes leave the files with the next scrub. */
import { readPlace } from '../../chat-log/query/feed-position.ts';
import type { Actor } from '../../model/audit.ts';
import { type ChatId, chatId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import type { Placement } from './append-events.ts';
import { auditLine } from './audit-table.ts';
import { dropBlocksAround } from './block-table.ts';
import { chatsRemoved, lockHead } from './chat-table.ts';
import type { Database, Transaction } from './database.ts';
import { forgetFiles } from './desk/attachment-rows.ts';
import type { ErasureLedger } from './erasure-ledger.ts';
import { countersChanged, type ProjectRow } from './project-table.ts';
import { queuesForgotten } from './queue-limit.ts';
import { isOneOf, join, raw, sql } from './sql.ts';
import { checksumOfTombstone } from './tombstone.ts';

/** Who removes when, and what every removal is noted in. */
export interface Removal {
  readonly at: Instant;
  readonly actor: Actor;
  /** For the audit log. */
  readonly reason: string | null;
  readonly ledger: ErasureLedger;
  readonly placement: Placement;
  readonly scrubber: Database['scrubber'];
}

/** Runs inside a commit with the project locked; null when there is no such chat. */
export async function eraseChat(
  transaction: Transaction,
  project: ProjectRow,
  id: ChatId,
  { at, actor, reason, ledger, placement, scrubber }: Removal,
): Promise<{ readonly revision: number; readonly deletedAt: Instant } | null> {
  const { projectRow } = project;
  const head = await lockHead(transaction, projectRow, id);
  if (head === null) return null;
  const revision = head.revision + 1;
  await dropBlocksAround(transaction, project, [id]);
  await forgetFiles(transaction, projectRow, id, null);
  const now = placement.now();
  const stampOf = await placement.order.stamp(transaction, now, 1);
  const checksum = checksumOfTombstone({ chatId: id, revision, deletedAt: at });
  const tombstone = {
    project_row: projectRow,
    chat_id: id,
    revision,
    deleted_at: at,
    checksum,
    ...stampOf(0).inserted,
  };
  await transaction.runTogether([
    ...chatsRemoved(transaction.dialect, project, [id]),
    { table: 'tombstone', columns: Object.keys(tombstone), rows: [Object.values(tombstone)] },
    countersChanged(project, { added: -1, highestChatId: 0 }),
    ledger.note(project, { kind: 'erased-chat', id }, at),
    auditLine(projectRow, { at, actor, action: 'chat.erased', target: `chat ${id}`, reason }),
    ...scrubber.noteRemoval(now),
  ]);
  return { revision, deletedAt: at };
}

const MOST_PURGED = 1_000;

/**
 * Forgets one project's tombstones from before `before`, in feed order, and moves its horizon. True when there may be
 * more.
 */
export async function purgeTombstones(
  { order }: Placement,
  transaction: Transaction,
  before: Instant,
): Promise<boolean> {
  const due = await transaction.get(
    { project_row: 'int' },
    sql`SELECT project_row FROM tombstone WHERE changed_at < ${before} ORDER BY project_row LIMIT 1`,
  );
  if (due === null) return false;
  const { project_row } = due;
  await transaction.lockProject(project_row);
  const names = Object.keys(order.columns);
  const place = names.join(', ');
  const old = await transaction.all(
    { chat_id: 'int', changed_at: 'int', ...order.columns },
    sql`SELECT chat_id, changed_at, ${raw(place)} FROM tombstone
      WHERE project_row = ${project_row} AND changed_at < ${before} AND ${order.isSettled}
      ORDER BY ${raw(place)} LIMIT ${MOST_PURGED}`,
  );
  const last = old.at(-1);
  if (last === undefined) return false;
  const horizon = readPlace(order, last);
  const horizonNames = names.map((name) => `horizon_${name}`);
  const isAhead = sql`(${raw(horizonNames.join(', '))}) < (${join(horizon.map((part) => sql`${part}`))})`;
  const moved = horizonNames.map(
    (name, at) => sql`${raw(name)} = CASE WHEN ${isAhead} THEN ${horizon[at] ?? 0n} ELSE ${raw(name)} END`,
  );
  const ids = old.map((row) => chatId(row.chat_id));
  const newestAt = Math.max(...old.map((row) => row.changed_at));
  await transaction.runTogether([
    sql`DELETE FROM tombstone WHERE project_row = ${project_row} AND ${isOneOf('chat_id', ids)}`,
    queuesForgotten(project_row, ids),
    sql`UPDATE project SET ${join(moved)},
      horizon_at = CASE WHEN horizon_at < ${newestAt} THEN ${newestAt} ELSE horizon_at END WHERE project_row = ${project_row}`,
  ]);
  return true;
}
