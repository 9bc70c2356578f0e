/** Erases a chat; its bytes leave the files with the next scrub. */

import type { Actor } from '../../model/audit.ts';
import type { ChatId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import type { Placement } from './append-events.ts';
import { auditLine } from './audit-table.ts';
import { dropBlocksAround } from './block-table.ts';
import { chatsRemoved, lockHead } from './chat-table.ts';
import type { Database, Transaction } from './database.ts';
import type { ErasureLedger } from './erasure-ledger.ts';
import { countersChanged, type ProjectRow } from './project-table.ts';

/** Who removes when, and what every removal is noted in. */
export interface Removal {
  readonly at: Instant;
  readonly actor: Actor;
  readonly ledger: ErasureLedger;
  readonly placement: Placement;
  readonly scrubber: Database['scrubber'];
}

/** Runs inside a commit with the project locked; null when there is no such chat. */
export async function eraseChat(
  transaction: Transaction,
  project: ProjectRow,
  id: ChatId,
  { at, actor, ledger, placement, scrubber }: Removal,
): Promise<{ readonly revision: number; readonly deletedAt: Instant } | null> {
  const { projectRow } = project;
  const head = await lockHead(transaction, projectRow, id);
  if (head === null) return null;
  const revision = head.revision + 1;
  await dropBlocksAround(transaction, project, [id]);
  const now = placement.now();
  const stampOf = await placement.order.stamp(transaction, now, 1);
  const tombstone = { project_row: projectRow, chat_id: id, revision, deleted_at: at, ...stampOf(0).inserted };
  await transaction.runTogether([
    ...chatsRemoved(project, [id]),
    { table: 'tombstone', columns: Object.keys(tombstone), rows: [Object.values(tombstone)] },
    countersChanged(project, { added: -1, highestChatId: 0 }),
    ledger.note(project, { kind: 'erased-chat', id }, at),
    auditLine(projectRow, { at, actor, action: 'chat.erased', target: `chat ${id}` }),
    ...scrubber.noteRemoval(now),
  ]);
  return { revision, deletedAt: at };
}
