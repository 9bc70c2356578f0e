/** Stores imported chats, a batch to a commit. */
import { type ChatWrite, importedWrite } from '../../chat-log/fold/chat-write.ts';
import type { ImportChat, ImportOutcome } from '../../chat-log/input/import-chat.ts';
import { asStored, isSameContent, judgeImport, redactOnImport } from '../../chat-log/input/import-chat.ts';
import type { JoinedRun } from '../../chat-log/input/join-imports.ts';
import type { FindInLedger, LedgerSubject } from '../../chat-log/privacy/ledger-hash.ts';
import { type ChatId, chatId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import type { ImportedBatch } from '../chat-store.ts';
import { DamagedChat } from '../store-error.ts';
import type { Placement } from './append-events.ts';
import { addJoined, dropBlocksAround } from './block-table.ts';
import { type ChatHead, chatsAdded, chatsRemoved, findHeads, lockChats, type NewChat } from './chat-table.ts';
import type { Change, Statements, Transaction } from './database.ts';
import type { ErasureLedger } from './erasure-ledger.ts';
import { readEvents } from './event-table.ts';
import { countersChanged, type ProjectRow, statsAfterWrite } from './project-table.ts';
import { queuesFoundAgain } from './queue-limit.ts';

/** A chat of the batch that is to be written; the last of several with one id. */
interface Pending extends NewChat {
  readonly isRedacted: boolean;
}

export interface ImportRequest {
  readonly chats: readonly ImportChat[];
  /** Blocks of some of the chats. */
  readonly joined: readonly JoinedRun[];
  readonly at: Instant;
}

/**
 * Judges the chats in order, then writes what is new of them, and those of their blocks that can stand; with the project
 * locked. `at` is the time of the import.
 */
export async function importBatch(
  transaction: Transaction,
  project: ProjectRow,
  { chats, joined, at }: ImportRequest,
  ledger: ErasureLedger,
  placement: Placement,
): Promise<ImportedBatch> {
  const heads = await findHeads(transaction, project, [...new Set(chats.map((chat) => chat.chatId))]);
  const find = await ledger.read(transaction, project, chats.flatMap(subjectsOf));
  const pending = new Map<ChatId, Pending>();
  const outcomes: ImportOutcome[] = [];
  let redactedOnArrival = 0;
  for (const chat of chats) {
    const written = pending.get(chat.chatId) ?? null;
    const head = written === null ? (heads.get(chat.chatId) ?? null) : headOf(written.write);
    const outcome = await judge(transaction, project, chat, head, written, find);
    outcomes.push(outcome);
    if (outcome !== 'created' && outcome !== 'replaced') continue;
    const contactRedactedAt = find({ kind: 'redacted-contact', id: chat.folded.index.contactId });
    const redacted = redactOnImport(project, chat, contactRedactedAt, at);
    if (redacted !== null) redactedOnArrival += 1;
    const stored = redacted ?? chat;
    const isRedacted = redacted !== null;
    pending.set(chat.chatId, { write: importedWrite(stored, at, head), events: stored.events, isRedacted });
  }
  const written = [...pending.values()];
  await removeReplaced(transaction, project, heads, written);
  const stampOf = await placement.order.stamp(transaction, placement.now(), written.length);
  const replaced = written.map(({ write }) => write.chatId).filter((id) => heads.has(id));
  const created = written.map(({ write }) => write.chatId).filter((id) => !heads.has(id));
  await transaction.runTogether([
    ...chatsAdded(transaction, project, written, stampOf),
    ...foundAgain(project, replaced),
    countersChanged(project, { added: created.length, highestChatId: Math.max(0, ...pending.keys()) }),
    ...written
      .filter(({ isRedacted }) => isRedacted)
      .map(({ write }) => ledger.note(project, { kind: 'redacted-chat', id: write.chatId }, at)),
    ...statsAfterWrite(
      project,
      written.map(({ write }) => write),
    ),
  ]);
  await addJoined(transaction, project, joined, ({ chatId: id, segment }) => {
    return pending.get(chatId(id))?.write.sealed.segment === segment;
  });
  return {
    outcomes,
    createdBelowHighest: created.filter((id) => id < project.highestChatId).length,
    redactedOnArrival,
  };
}

function foundAgain({ projectRow }: ProjectRow, replaced: readonly ChatId[]): readonly Change[] {
  return replaced.length === 0 ? [] : [queuesFoundAgain(projectRow, replaced)];
}

function subjectsOf(chat: ImportChat): readonly LedgerSubject[] {
  return [
    { kind: 'erased-chat', id: chat.chatId },
    { kind: 'redacted-chat', id: chat.chatId },
    { kind: 'redacted-contact', id: chat.folded.index.contactId },
  ];
}

function headOf(write: ChatWrite): ChatHead {
  return { ...write, isOpen: write.folded.index.isOpen, documentBytes: write.sealed.documentBytes };
}

async function judge(
  statements: Statements,
  { projectRow }: ProjectRow,
  chat: ImportChat,
  head: ChatHead | null,
  written: Pending | null,
  find: FindInLedger,
): Promise<ImportOutcome> {
  const { chatId: id } = chat;
  const outcome = judgeImport(chat, {
    head,
    wasErased: () => find({ kind: 'erased-chat', id }) !== null,
    wasRedacted: () => written?.isRedacted === true || find({ kind: 'redacted-chat', id }) !== null,
  });
  if (outcome !== 'compare') return outcome;
  if (written !== null) return isSameContent(asStored(written.events), chat) ? 'unchanged' : 'replaced';
  try {
    return isSameContent(await readEvents(statements, projectRow, id), chat) ? 'unchanged' : 'replaced';
  } catch (error) {
    // What comes is sound, and what is stored is not.
    if (error instanceof DamagedChat) return 'replaced';
    throw error;
  }
}

/** A replaced chat is deleted and inserted as a whole. */
async function removeReplaced(
  transaction: Transaction,
  project: ProjectRow,
  heads: ReadonlyMap<ChatId, ChatHead>,
  written: readonly NewChat[],
): Promise<void> {
  const ids = written.map(({ write }) => write.chatId);
  const replaced = ids.filter((id) => heads.has(id));
  await lockChats(transaction, project, replaced);
  await transaction.runTogether(chatsRemoved(transaction.dialect, project, replaced));
  // No block reaches beyond the highest id.
  await dropBlocksAround(
    transaction,
    project,
    ids.filter((id) => id <= project.highestChatId),
  );
}
