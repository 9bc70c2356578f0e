/** Stores imported chats, a batch to a commit. */
import type { Instant } from '../../model/instant.ts';
import type { ImportChat, ImportedBatch, ImportOutcome } from '../chat-store.ts';
import { type ChatWrite, importedWrite } from '../chat-write.ts';
import { asStored, isSameContent, judgeImport } from '../import-outcome.ts';
import type { ProjectRow } from '../project-row.ts';
import { redactArrival, type StoredImport } from '../redact-on-import.ts';
import { dropBlocksAround } from './block-table.ts';
import { type ChatHead, copyChats, findHeads, removeChats, selectEvents } from './chat-writer.ts';
import { type FindInLedger, noteInLedger, readLedger } from './erasure-ledger.ts';
import type { Statements, Transaction } from './postgres-database.ts';
import { raiseMaxDocumentBytes, updateCounters } from './project-table.ts';

/** A chat of the batch that is to be written; the last of several with one id. */
interface Pending {
  readonly write: ChatWrite;
  readonly events: StoredImport['events'];
  readonly isRedacted: boolean;
}

/** Judges the chats in order, then writes what is new of them; inside a transaction with the project locked. */
export async function importBatch(
  transaction: Transaction,
  project: ProjectRow,
  chats: readonly ImportChat[],
  at: Instant,
  now: Instant | null,
): Promise<ImportedBatch> {
  const heads = await findHeads(transaction, project, [...new Set(chats.map((chat) => chat.chatId))]);
  const ledger = await readLedger(transaction, project, chats.flatMap(subjectsOf));
  const pending = new Map<number, Pending>();
  const outcomes: ImportOutcome[] = [];
  let redactedOnArrival = 0;
  for (const chat of chats) {
    const written = pending.get(chat.chatId);
    const head = written === undefined ? (heads.get(chat.chatId) ?? null) : headOf(written.write);
    const outcome = await judge(transaction, project, chat, head, written, ledger);
    outcomes.push(outcome);
    if (outcome !== 'created' && outcome !== 'replaced') continue;
    const redactedAt = ledger({ kind: 'redacted-contact', id: chat.folded.index.contactId });
    const redacted = redactArrival(project, chat, redactedAt, at);
    if (redacted !== null) redactedOnArrival += 1;
    const stored = redacted ?? chat;
    const isRedacted = redacted !== null;
    pending.set(chat.chatId, { write: importedWrite(stored, at, head), events: stored.events, isRedacted });
  }
  const createdBelowHighest = await writeAll(transaction, project, heads, [...pending.values()], at, now);
  return { outcomes, createdBelowHighest, redactedOnArrival };
}

function subjectsOf(chat: ImportChat) {
  return [
    { kind: 'erased-chat', id: chat.chatId },
    { kind: 'redacted-chat', id: chat.chatId },
    { kind: 'redacted-contact', id: chat.folded.index.contactId },
  ] as const;
}

function headOf(write: ChatWrite): ChatHead {
  return { ...write, isOpen: write.folded.index.isOpen };
}

async function judge(
  statements: Statements,
  project: ProjectRow,
  chat: ImportChat,
  head: ChatHead | null,
  written: Pending | undefined,
  ledger: FindInLedger,
): Promise<ImportOutcome> {
  const { chatId: id } = chat;
  const outcome = judgeImport(chat, {
    head,
    wasErased: () => ledger({ kind: 'erased-chat', id }) !== null,
    wasRedacted: () => written?.isRedacted === true || ledger({ kind: 'redacted-chat', id }) !== null,
  });
  if (outcome !== 'compare') return outcome;
  const stored = written === undefined ? await selectEvents(statements, project, id) : asStored(written.events);
  return isSameContent(stored, chat) ? 'unchanged' : 'replaced';
}

/** How many were created below the highest id. */
async function writeAll(
  transaction: Transaction,
  project: ProjectRow,
  heads: ReadonlyMap<number, ChatHead>,
  pending: readonly Pending[],
  at: Instant,
  now: Instant | null,
): Promise<number> {
  const ids = pending.map(({ write }) => write.chatId);
  const created = ids.filter((id) => !heads.has(id));
  const replaced = ids.filter((id) => heads.has(id));
  await removeChats(transaction, project, replaced);
  // No block reaches beyond the highest id.
  const withinReach = ids.filter((id) => id <= project.highestChatId);
  await dropBlocksAround(transaction, project, withinReach);
  await copyChats(transaction, project, pending, now);
  await updateCounters(transaction, project, { added: created.length, highestChatId: Math.max(0, ...ids) });
  const longest = Math.max(0, ...pending.map(({ write }) => write.sealed.documentBytes));
  await raiseMaxDocumentBytes(transaction, project, longest);
  const redacted = pending.filter(({ isRedacted }) => isRedacted);
  const subjects = redacted.map(({ write }) => ({ kind: 'redacted-chat', id: write.chatId }) as const);
  await noteInLedger(transaction, project, subjects, at);
  return created.filter((id) => id < project.highestChatId).length;
}
