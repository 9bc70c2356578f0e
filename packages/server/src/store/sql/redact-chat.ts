/** Redacts messages and contacts in stored chats. Every function but `redactContact` runs inside a commit with the project locked. */
import { redactedWrite } from '../../chat-log/fold/chat-write.ts';
import { foldStored } from '../../chat-log/fold/fold-stored.ts';
import { isRedactionChange, redactEvents } from '../../chat-log/privacy/redact-events.ts';
import type { RedactionScope } from '../../chat-log/privacy/redact-row.ts';
import type { RedactionResult, RedactionTarget } from '../../chat-log/privacy/redaction.ts';
import type { CompiledCalendars } from '../../model/calendar.ts';
import { type ChatId, chatId } from '../../model/ids.ts';
import { DamagedChat } from '../store-error.ts';
import { auditLine } from './audit-table.ts';
import { dropBlocksAround } from './block-table.ts';
import { chatChanged, lockHead } from './chat-table.ts';
import type { Statements, Transaction } from './database.ts';
import type { Removal } from './erasure.ts';
import { eventsAdded, eventsChanged, readEvents } from './event-table.ts';
import { type ProjectRow, statsAfterWrite } from './project-table.ts';
import { sql } from './sql.ts';

export interface Redaction extends Removal {
  readonly calendars: CompiledCalendars;
}

/** Chats to a commit: each is folded again, and no live write waits longer than for these. */
const BATCH_CHATS = 20;
const NO_CHANGE: RedactionResult = { chats: 0, messages: 0 };

export async function redactMessage(
  transaction: Transaction,
  project: ProjectRow,
  target: Extract<RedactionTarget, { kind: 'message' }>,
  redaction: Redaction,
): Promise<RedactionResult | null> {
  const scope = { kind: 'message', seq: target.seq } as const;
  const result = await redactChat(transaction, project, target.chatId, scope, redaction);
  if (result === null) return null;
  const { at, actor } = redaction;
  const line = `chat ${target.chatId} message ${target.seq}`;
  await transaction.run(auditLine(project.projectRow, { at, actor, action: 'message.redacted', target: line }));
  return result;
}

/** Empties a chat of everything that people left in it; null when there is no such chat. */
export async function redactWholeChat(
  transaction: Transaction,
  project: ProjectRow,
  id: ChatId,
  redaction: Redaction,
): Promise<RedactionResult | null> {
  const result = await redactChat(transaction, project, id, { kind: 'contact' }, redaction);
  if (result === null || result.chats === 0) return result;
  const { at, actor } = redaction;
  await transaction.run(auditLine(project.projectRow, { at, actor, action: 'chat.redacted', target: `chat ${id}` }));
  return result;
}

/** Runs `work` in a commit with the project locked. */
type Change = <T>(work: (transaction: Transaction, project: ProjectRow) => Promise<T>) => Promise<T>;

/**
 * A commit to each batch; null for an unknown contact. Noted first, so that no import in between brings anything back.
 */
export async function redactContact(
  change: Change,
  contactId: number,
  redaction: Redaction,
): Promise<RedactionResult | null> {
  const isKnown = await change((transaction, project) => noteContact(transaction, project, contactId, redaction));
  if (!isKnown) return null;
  let { chats, messages } = NO_CHANGE;
  for (let after: number | null = -1; after !== null; ) {
    const from: number = after;
    const batch = await change((transaction, project) =>
      redactContactBatch(transaction, project, contactId, from, redaction),
    );
    chats += batch.chats;
    messages += batch.messages;
    after = batch.last;
  }
  return { chats, messages };
}

/** False when the contact has no chat. */
async function noteContact(
  transaction: Transaction,
  project: ProjectRow,
  contactId: number,
  { at, actor, ledger }: Redaction,
): Promise<boolean> {
  if ((await selectOfContact(transaction, project, contactId, -1, 1)).length === 0) return false;
  await transaction.runTogether([
    ledger.note(project, { kind: 'redacted-contact', id: contactId }, at),
    auditLine(project.projectRow, { at, actor, action: 'contact.redacted', target: `contact ${contactId}` }),
  ]);
  return true;
}

interface ContactBatch extends RedactionResult {
  readonly last: ChatId | null;
}

/** Redacts the next chats of the contact after the id `after`, each whole. */
async function redactContactBatch(
  transaction: Transaction,
  project: ProjectRow,
  contactId: number,
  after: number,
  redaction: Redaction,
): Promise<ContactBatch> {
  const ids = await selectOfContact(transaction, project, contactId, after, BATCH_CHATS);
  let { chats, messages } = NO_CHANGE;
  for (const id of ids) {
    const result = (await redactChat(transaction, project, id, { kind: 'contact' }, redaction)) ?? NO_CHANGE;
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
  const rows = await statements.all(
    { chat_id: 'int' },
    // The condition of the partial index, so that it is used.
    sql`SELECT chat_id FROM chat WHERE project_row = ${projectRow} AND contact_id = ${contactId} AND contact_id > 0
      AND chat_id > ${after} ORDER BY chat_id LIMIT ${limit}`,
  );
  return rows.map((row) => chatId(row.chat_id));
}

async function redactChat(
  transaction: Transaction,
  project: ProjectRow,
  id: ChatId,
  scope: RedactionScope,
  { at, calendars, ledger, placement, scrubber }: Redaction,
): Promise<RedactionResult | null> {
  const { projectRow } = project;
  const head = await lockHead(transaction, projectRow, id);
  if (head === null) return null;
  const events = await readEvents(transaction, projectRow, id);
  if (events.length !== head.lastSeq)
    throw new DamagedChat(id, `${events.length} of its ${head.lastSeq} events are left`);
  const redacted = redactEvents(events, scope, at);
  if (redacted === null) return null;
  if (!isRedactionChange(redacted)) return NO_CHANGE;
  const folded = foldStored(project, id, redacted.events, calendars);
  const write = redactedWrite(id, folded, head, redacted.added.length, at);
  await dropBlocksAround(transaction, project, [id]);
  const now = placement.now();
  const stampOf = await placement.order.stamp(transaction, now, 1);
  await transaction.runTogether([
    ...eventsChanged(projectRow, id, redacted.emptied),
    eventsAdded(projectRow, [{ chatId: id, events: redacted.added }]),
    ...chatChanged(transaction, project, write, stampOf(0)),
    ledger.note(project, { kind: 'redacted-chat', id }, at),
    ...scrubber.noteRemoval(now),
    ...statsAfterWrite(project, [write]),
  ]);
  return { chats: 1, messages: redacted.messages };
}
