/** Redacts messages and contacts in the stored chats. Every function runs inside a transaction with the project locked. */
import { isRedactionChange, type RedactedEvents, redactEvents } from '../../chat-log/privacy/redact-events.ts';
import type { RedactionScope } from '../../chat-log/privacy/redact-row.ts';
import type { CompiledCalendars } from '../../model/calendar.ts';
import { type ChatId, chatId } from '../../model/ids.ts';
import type { RedactionResult, RedactionTarget } from '../chat-store.ts';
import { redactedWrite } from '../chat-write.ts';
import { foldStored } from '../fold-stored.ts';
import type { ProjectRow } from '../project-row.ts';
import { insertAudit } from './audit-table.ts';
import { dropBlocksAround } from './block-table.ts';
import { insertEvents, lockHead, selectEvents, writeChat } from './chat-writer.ts';
import type { RemovalContext } from './erasure.ts';
import { noteInLedger } from './erasure-ledger.ts';
import type { Statements } from './postgres-database.ts';
import { raiseMaxDocumentBytes } from './project-table.ts';
import { noteRemoval } from './scrub.ts';

export interface RedactionContext extends RemovalContext {
  readonly calendars: CompiledCalendars;
}

/** Chats to a commit: each is folded again, and no live write waits longer than for these. */
const BATCH_CHATS = 20;
const NOTHING: RedactionResult = { chats: 0, messages: 0 };

/** Null when there is no such chat or message. */
export async function redactMessage(
  statements: Statements,
  project: ProjectRow,
  target: Extract<RedactionTarget, { kind: 'message' }>,
  context: RedactionContext,
): Promise<RedactionResult | null> {
  const scope = { kind: 'message', seq: target.seq } as const;
  const result = await redactChat(statements, project, target.chatId, scope, context);
  if (result === null) return null;
  await insertAudit(statements, project, {
    at: context.at,
    actor: context.actor,
    action: 'message.redacted',
    target: `chat ${target.chatId} message ${target.seq}`,
  });
  return result;
}

/** Notes the redaction of a contact before its chats are gone through; false when the contact has no chat. */
export async function beginContact(
  statements: Statements,
  project: ProjectRow,
  contactId: number,
  { at, actor }: RedactionContext,
): Promise<boolean> {
  if ((await selectOfContact(statements, project, contactId, -1, 1)).length === 0) return false;
  await noteInLedger(statements, project, [{ kind: 'redacted-contact', id: contactId }], at);
  await insertAudit(statements, project, { at, actor, action: 'contact.redacted', target: `contact ${contactId}` });
  return true;
}

export interface ContactBatch extends RedactionResult {
  /** Id of the last chat that was gone through; null when there was none left. */
  readonly last: ChatId | null;
}

/** Redacts the next chats of the contact behind the id `after`, each whole. */
export async function redactContactBatch(
  statements: Statements,
  project: ProjectRow,
  contactId: number,
  after: number,
  context: RedactionContext,
): Promise<ContactBatch> {
  const ids = await selectOfContact(statements, project, contactId, after, BATCH_CHATS);
  let chats = 0;
  let messages = 0;
  for (const id of ids) {
    const result = (await redactChat(statements, project, id, { kind: 'contact' }, context)) ?? NOTHING;
    chats += result.chats;
    messages += result.messages;
  }
  return { chats, messages, last: ids.at(-1) ?? null };
}

async function selectOfContact(
  statements: Statements,
  { projectRow }: ProjectRow,
  contactId: number,
  after: number,
  limit: number,
): Promise<readonly ChatId[]> {
  const rows = await statements.query(
    `SELECT chat_id FROM parley.chat
     WHERE project_row = $1 AND contact_id = $2 AND contact_id > 0 AND chat_id > $3 ORDER BY chat_id LIMIT $4`,
    [projectRow, contactId, after, limit],
  );
  return rows.map((row) => chatId(Number(row.chat_id)));
}

async function redactChat(
  statements: Statements,
  project: ProjectRow,
  id: ChatId,
  scope: RedactionScope,
  context: RedactionContext,
): Promise<RedactionResult | null> {
  const head = await lockHead(statements, project, id);
  if (head === null) return null;
  const redacted = redactEvents(await selectEvents(statements, project, id), scope, context.at);
  if (redacted === null) return null;
  if (!isRedactionChange(redacted)) return NOTHING;
  const folded = foldStored(project, id, redacted.events, context.calendars);
  await emptyEvents(statements, project, id, redacted);
  await insertEvents(statements, project, id, redacted.added, folded);
  await dropBlocksAround(statements, project, [id]);
  const write = redactedWrite(id, folded, head, redacted.added.length, context.at);
  await writeChat(statements, project, write, false, context.now);
  await raiseMaxDocumentBytes(statements, project, write.sealed.documentBytes);
  await noteInLedger(statements, project, [{ kind: 'redacted-chat', id }], context.at);
  await noteRemoval(statements, context.now);
  return { chats: 1, messages: redacted.messages };
}

async function emptyEvents(
  statements: Statements,
  { projectRow }: ProjectRow,
  id: ChatId,
  { emptied }: RedactedEvents,
): Promise<void> {
  await statements.query(
    `UPDATE parley.chat_event AS event SET body = one.body FROM unnest($3::bigint[], $4::text[]) AS one (seq, body)
     WHERE event.project_row = $1 AND event.chat_id = $2 AND event.seq = one.seq`,
    [projectRow, id, emptied.map(({ seq }) => seq), emptied.map(({ body }) => JSON.stringify(body))],
  );
}
