/** Redacts messages and contacts in the stored chats. Every function runs inside a transaction of its caller. */

import { isRedactionChange, type RedactedEvents, redactEvents } from '../../chat-log/privacy/redact-events.ts';
import type { RedactionScope } from '../../chat-log/privacy/redact-row.ts';
import type { CompiledCalendars } from '../../model/calendar.ts';
import { type ChatId, chatId } from '../../model/ids.ts';
import type { RedactionResult, RedactionTarget } from '../chat-store.ts';
import { redactedWrite } from '../chat-write.ts';
import { foldStored } from '../fold-stored.ts';
import type { ProjectRow } from '../project-row.ts';
import { insertAudit } from './audit-table.ts';
import { findHead, insertEvents, selectEvents, updateCounters, writeChat } from './chat-writer.ts';
import type { RemovalContext } from './erasure.ts';
import { noteInLedger } from './erasure-ledger.ts';
import { takeChange } from './feed-position.ts';
import { noteRemoval } from './scrub.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

export interface RedactionContext extends RemovalContext {
  readonly calendars: CompiledCalendars;
}

/** Chats to a commit: each is folded again, and no live write waits longer than for these. */
const BATCH_CHATS = 20;
const NOTHING: RedactionResult = { chats: 0, messages: 0 };

/** Null when there is no such chat or message. */
export function redactMessage(
  connection: SqliteConnection,
  project: ProjectRow,
  target: Extract<RedactionTarget, { kind: 'message' }>,
  context: RedactionContext,
): RedactionResult | null {
  const scope = { kind: 'message', seq: target.seq } as const;
  const result = redactChat(connection, project, target.chatId, scope, context);
  if (result === null) return null;
  insertAudit(connection, project, {
    at: context.at,
    actor: context.actor,
    action: 'message.redacted',
    target: `chat ${target.chatId} message ${target.seq}`,
  });
  return result;
}

/** Notes the redaction of a contact before its chats are gone through; false when the contact has no chat. */
export function beginContact(
  connection: SqliteConnection,
  project: ProjectRow,
  contactId: number,
  { at, actor }: RedactionContext,
): boolean {
  if (selectOfContact(connection, project, contactId, -1, 1).length === 0) return false;
  noteInLedger(connection, project, 'redacted-contact', contactId, at);
  insertAudit(connection, project, { at, actor, action: 'contact.redacted', target: `contact ${contactId}` });
  return true;
}

export interface ContactBatch extends RedactionResult {
  /** Id of the last chat that was gone through; null when there was none left. */
  readonly last: ChatId | null;
}

/** Redacts the next chats of the contact behind the id `after`, each whole. */
export function redactContactBatch(
  connection: SqliteConnection,
  project: ProjectRow,
  contactId: number,
  after: number,
  context: RedactionContext,
): ContactBatch {
  const ids = selectOfContact(connection, project, contactId, after, BATCH_CHATS);
  let chats = 0;
  let messages = 0;
  for (const id of ids) {
    const result = redactChat(connection, project, id, { kind: 'contact' }, context) ?? NOTHING;
    chats += result.chats;
    messages += result.messages;
  }
  return { chats, messages, last: ids.at(-1) ?? null };
}

function selectOfContact(
  connection: SqliteConnection,
  project: ProjectRow,
  contactId: number,
  after: number,
  limit: number,
): readonly ChatId[] {
  const rows = connection.all(
    // The second condition lets SQLite use the index, which holds chats with a contact only.
    'SELECT chat_id FROM chat WHERE project_row = ? AND contact_id = ? AND contact_id > 0 AND chat_id > ? ORDER BY chat_id LIMIT ?',
    project.projectRow,
    contactId,
    after,
    limit,
  );
  return rows.map((row) => chatId(Number(row.chat_id)));
}

function redactChat(
  connection: SqliteConnection,
  project: ProjectRow,
  id: ChatId,
  scope: RedactionScope,
  context: RedactionContext,
): RedactionResult | null {
  const head = findHead(connection, project, id);
  if (head === null) return null;
  const redacted = redactEvents(selectEvents(connection, project, id), scope, context.at);
  if (redacted === null) return null;
  if (!isRedactionChange(redacted)) return NOTHING;
  writeEvents(connection, project, id, redacted);
  const folded = foldStored(project, id, redacted.events, context.calendars);
  const write = redactedWrite(id, folded, head, redacted.added.length, context.at);
  const maxDocumentBytes = writeChat(connection, project, write, takeChange(connection, context.now), head);
  updateCounters(connection, project, { added: 0, highestChatId: 0, maxDocumentBytes });
  noteInLedger(connection, project, 'redacted-chat', id, context.at);
  noteRemoval(connection, context.now);
  return { chats: 1, messages: redacted.messages };
}

function writeEvents(
  connection: SqliteConnection,
  project: ProjectRow,
  id: ChatId,
  { emptied, added }: RedactedEvents,
): void {
  for (const { seq, body } of emptied) {
    connection.run(
      'UPDATE chat_event SET body = ? WHERE project_row = ? AND chat_id = ? AND seq = ?',
      JSON.stringify(body),
      project.projectRow,
      id,
      seq,
    );
  }
  insertEvents(connection, project, id, added);
}
