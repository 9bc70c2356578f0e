/** Redacts messages and contacts in stored chats. Every function but `redactContact` runs inside a commit with the project locked. */
import { sealChat } from '../../chat-log/codec/seal-chat.ts';
import { type ChatWrite, redactedWrite } from '../../chat-log/fold/chat-write.ts';
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
import { forgetFiles } from './desk/attachment-rows.ts';
import type { Removal } from './erasure.ts';
import { readEvents, valuesAdded, valuesChanged, valuesOf } from './event-table.ts';
import { type LongChats, writtenOf } from './long-chats.ts';
import { type ProjectRow, statsAfterWrite } from './project-table.ts';
import { isAsPrepared, type PreparedRedaction, redactPrepared, writeEvents } from './redact-long.ts';
import { sql } from './sql.ts';

export interface Redaction extends Removal {
  readonly calendars: CompiledCalendars;
  readonly isLong: LongChats['isLong'];
  /** See `prepareRedaction`. */
  readonly prepare: (id: ChatId, scope: RedactionScope) => Promise<PreparedRedaction | null>;
}

/** `changed`: a prepared redaction is of what the chat no longer is. */
type Redacted = RedactionResult | 'changed' | null;

/** Chats to a commit: each is folded again, and no live write waits longer than for these. */
const BATCH_CHATS = 20;
const NO_CHANGE: RedactionResult = { chats: 0, messages: 0 };
const CONTENT = { kind: 'contact' } as const;

async function redactMessage(
  transaction: Transaction,
  project: ProjectRow,
  target: Extract<RedactionTarget, { kind: 'message' }>,
  redaction: Redaction,
  prepared: PreparedRedaction | null,
): Promise<Redacted> {
  const result = await redactChat(transaction, project, target.chatId, scopeOf(target), redaction, prepared);
  if (result === null || result === 'changed') return result;
  const { at, actor, reason } = redaction;
  const line = `chat ${target.chatId} message ${target.seq}`;
  await transaction.run(auditLine(project.projectRow, { at, actor, action: 'message.redacted', target: line, reason }));
  return result;
}

/** Empties a chat of everything that people left in it; null when there is no such chat. */
export async function redactWholeChat(
  transaction: Transaction,
  project: ProjectRow,
  id: ChatId,
  redaction: Redaction,
  prepared: PreparedRedaction | null,
): Promise<Redacted> {
  const result = await redactChat(transaction, project, id, CONTENT, redaction, prepared);
  if (result === null || result === 'changed' || result.chats === 0) return result;
  const { at, actor, reason } = redaction;
  await transaction.run(
    auditLine(project.projectRow, { at, actor, action: 'chat.redacted', target: `chat ${id}`, reason }),
  );
  return result;
}

/** Redacts one message or all of one chat in a commit of its own. */
export function redactOne(
  change: Change,
  target: Exclude<RedactionTarget, { kind: 'contact' }>,
  redaction: Redaction,
): Promise<RedactionResult | null> {
  return redactPrepared(
    () => redaction.prepare(target.chatId, scopeOf(target)),
    (prepared) =>
      change((transaction, project) =>
        target.kind === 'chat'
          ? redactWholeChat(transaction, project, target.chatId, redaction, prepared)
          : redactMessage(transaction, project, target, redaction, prepared),
      ),
  );
}

function scopeOf(target: Exclude<RedactionTarget, { kind: 'contact' }>): RedactionScope {
  return target.kind === 'chat' ? CONTENT : { kind: 'message', seq: target.seq };
}

/** Runs `work` in a commit with the project locked. */
export type Change = <T>(work: (transaction: Transaction, project: ProjectRow) => Promise<T>) => Promise<T>;

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
    for (const id of batch.long) {
      const result = await redactLongOfContact(change, id, redaction);
      chats += result.chats;
      messages += result.messages;
    }
    after = batch.last;
  }
  return { chats, messages };
}

async function redactLongOfContact(change: Change, id: ChatId, redaction: Redaction): Promise<RedactionResult> {
  const result = await redactPrepared(
    () => redaction.prepare(id, CONTENT),
    (prepared) => change((transaction, project) => redactChat(transaction, project, id, CONTENT, redaction, prepared)),
  );
  return result ?? NO_CHANGE;
}

/** False when the contact has no chat. */
async function noteContact(
  transaction: Transaction,
  project: ProjectRow,
  contactId: number,
  { at, actor, reason, ledger }: Redaction,
): Promise<boolean> {
  if ((await selectOfContact(transaction, project, contactId, -1, 1)).length === 0) return false;
  await transaction.runTogether([
    ledger.note(project, { kind: 'redacted-contact', id: contactId }, at),
    auditLine(project.projectRow, { at, actor, action: 'contact.redacted', target: `contact ${contactId}`, reason }),
  ]);
  return true;
}

interface ContactBatch extends RedactionResult {
  readonly last: ChatId | null;
  /** Those that were left, each for a commit of its own. */
  readonly long: readonly ChatId[];
}

/** Redacts the next chats of the contact after the id `after`, each whole, but long ones. */
async function redactContactBatch(
  transaction: Transaction,
  project: ProjectRow,
  contactId: number,
  after: number,
  redaction: Redaction,
): Promise<ContactBatch> {
  const found = await selectOfContact(transaction, project, contactId, after, BATCH_CHATS);
  let { chats, messages } = NO_CHANGE;
  const long: ChatId[] = [];
  for (const { id, ...size } of found) {
    if (redaction.isLong(size)) {
      long.push(id);
      continue;
    }
    const result = await redactChat(transaction, project, id, CONTENT, redaction, null);
    if (result === null || result === 'changed') continue;
    chats += result.chats;
    messages += result.messages;
  }
  return { chats, messages, last: found.at(-1)?.id ?? null, long };
}

async function selectOfContact(
  statements: Statements,
  { projectRow }: ProjectRow,
  contactId: number,
  after: number,
  limit: number,
): Promise<readonly { readonly id: ChatId; readonly documentBytes: number; readonly lastSeq: number }[]> {
  const rows = await statements.all(
    { chat_id: 'int', document_bytes: 'int', last_seq: 'int' },
    // The condition of the partial index, so that it is used.
    sql`SELECT chat_id, document_bytes, last_seq FROM chat WHERE project_row = ${projectRow} AND contact_id = ${contactId} AND contact_id > 0
      AND chat_id > ${after} ORDER BY chat_id LIMIT ${limit}`,
  );
  return rows.map((row) => ({ id: chatId(row.chat_id), documentBytes: row.document_bytes, lastSeq: row.last_seq }));
}

async function redactChat(
  transaction: Transaction,
  project: ProjectRow,
  id: ChatId,
  scope: RedactionScope,
  redaction: Redaction,
  prepared: PreparedRedaction | null,
): Promise<Redacted> {
  if (prepared !== null) return writePrepared(transaction, project, id, scope, prepared, redaction);
  const { projectRow } = project;
  const { at, calendars } = redaction;
  const head = await lockHead(transaction, projectRow, id);
  if (head === null) return null;
  const events = await readEvents(transaction, projectRow, id);
  if (events.length !== head.lastSeq)
    throw new DamagedChat(id, `${events.length} of its ${head.lastSeq} events are left`);
  const redacted = redactEvents(events, scope, at);
  if (redacted === null) return null;
  if (!isRedactionChange(redacted)) return NO_CHANGE;
  const folded = foldStored(project, id, redacted.events, calendars);
  const write = redactedWrite(id, { folded, sealed: sealChat(folded) }, head, redacted.added.length, at);
  await dropBlocksAround(transaction, project, [id]);
  await transaction.runTogether([
    ...valuesChanged(
      projectRow,
      id,
      redacted.emptied.map((event) => valuesOf(id, event)),
    ),
    valuesAdded(
      projectRow,
      id,
      redacted.added.map((event) => valuesOf(id, event)),
    ),
  ]);
  await forgetFiles(transaction, project.projectRow, id, scope.kind === 'message' ? scope.seq : null);
  await storeRedacted(transaction, project, write, redaction);
  return { chats: 1, messages: redacted.messages };
}

/** As `redactChat`, of a long chat; `changed` when it is no longer as it was when that was prepared. */
async function writePrepared(
  transaction: Transaction,
  project: ProjectRow,
  id: ChatId,
  scope: RedactionScope,
  prepared: PreparedRedaction,
  redaction: Redaction,
): Promise<Redacted> {
  const head = await lockHead(transaction, project.projectRow, id);
  if (head === null) return null;
  if (!isAsPrepared(prepared, head, project)) return 'changed';
  const { result } = prepared;
  if (result === null) return null;
  if (result === 'unchanged') return NO_CHANGE;
  const write = redactedWrite(id, writtenOf(result), head, result.addedCount, redaction.at);
  await dropBlocksAround(transaction, project, [id]);
  await writeEvents(transaction, project, id, result);
  await forgetFiles(transaction, project.projectRow, id, scope.kind === 'message' ? scope.seq : null);
  await storeRedacted(transaction, project, write, redaction);
  return { chats: 1, messages: result.messages };
}

async function storeRedacted(
  transaction: Transaction,
  project: ProjectRow,
  write: ChatWrite,
  { at, ledger, placement, scrubber }: Redaction,
): Promise<void> {
  const now = placement.now();
  const stampOf = await placement.order.stamp(transaction, now, 1);
  await transaction.runTogether([
    ...chatChanged(transaction, project, write, stampOf(0)),
    ledger.note(project, { kind: 'redacted-chat', id: write.chatId }, at),
    ...scrubber.noteRemoval(now),
    ...statsAfterWrite(project, [write]),
  ]);
}
