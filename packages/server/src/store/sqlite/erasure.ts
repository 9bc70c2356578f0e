/** Erases a chat. Runs inside a transaction of its caller; the bytes leave the files with the next scrub. */
import type { ChatId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import type { Actor } from '../chat-store.ts';
import type { ProjectRow } from '../project-row.ts';
import { insertAudit } from './audit-table.ts';
import { dropBlockAround } from './block-table.ts';
import { findHead, removeContent, updateCounters } from './chat-writer.ts';
import { noteInLedger } from './erasure-ledger.ts';
import { takeChange } from './feed-position.ts';
import { noteRemoval } from './scrub.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

/** Who removes when; `now` is the store's clock. */
export interface RemovalContext {
  readonly at: Instant;
  readonly actor: Actor;
  readonly now: Instant;
}

/** Null when there is no such chat. */
export function eraseChat(
  connection: SqliteConnection,
  project: ProjectRow,
  id: ChatId,
  { at, actor, now }: RemovalContext,
): { readonly revision: number; readonly deletedAt: Instant } | null {
  const head = findHead(connection, project, id);
  if (head === null) return null;
  const revision = head.revision + 1;
  removeContent(connection, project, id);
  dropBlockAround(connection, project, id);
  connection.run('DELETE FROM chat WHERE chat_row = ?', head.chatRow);
  connection.run('DELETE FROM chat_ext WHERE chat_row = ?', head.chatRow);
  const { position, changedAt } = takeChange(connection, now);
  connection.run(
    'INSERT INTO tombstone (project_row, chat_id, position, revision, changed_at, deleted_at) VALUES (?, ?, ?, ?, ?, ?)',
    project.projectRow,
    id,
    position,
    revision,
    changedAt,
    at,
  );
  updateCounters(connection, project, { added: -1, highestChatId: 0, maxDocumentBytes: 0 });
  noteInLedger(connection, project, 'erased-chat', id, at);
  insertAudit(connection, project, { at, actor, action: 'chat.erased', target: `chat ${id}` });
  noteRemoval(connection, now);
  return { revision, deletedAt: at };
}
