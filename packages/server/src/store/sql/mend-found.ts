/** Drops damaged copies, or makes them again, so that the next reader finds none. Each is a commit of its own. */
import { DIGEST_BYTES, digestOf } from '../../chat-log/codec/seal-chat.ts';
import { chatId } from '../../model/ids.ts';
import { type Instant, instant } from '../../model/instant.ts';
import { DamagedChat } from '../store-error.ts';
import { dropBlocks, dropBlocksAround } from './block-table.ts';
import { ChatMender, type MenderParts } from './chat-mender.ts';
import { readRows } from './chat-reader.ts';
import { documentOf, readSoundRow } from './chat-row.ts';
import { chatRepaired, lockHead } from './chat-table.ts';
import type { DamagedCopy } from './damage.ts';
import type { Transaction } from './database.ts';
import type { ProjectRow } from './project-table.ts';
import { type RefoldParts, refoldChats } from './refold-chats.ts';

/** `now` dates the change of a chat that its events now give otherwise than when it was stored. */
export async function mendFound(parts: RefoldParts & MenderParts, now: Instant): Promise<void> {
  const { database, projects, damage } = parts;
  for (const copy of damage.take()) {
    const { projectRow } = copy;
    await database.write({ projectRow, chatId: null }, async (transaction) => {
      const project = await projects.lock(transaction, projectRow);
      if (copy.kind === 'block') await dropBlocks(transaction, project, [copy.chatId]);
      else await mendChat(parts, transaction, project, copy, now);
    });
    await database.pause();
  }
}

/** Leaves a chat as it is when its events are damaged too. */
async function mendChat(
  parts: RefoldParts & MenderParts,
  transaction: Transaction,
  project: ProjectRow,
  { chatId: id }: DamagedCopy,
  now: Instant,
): Promise<void> {
  const { projectRow } = project;
  const head = await lockHead(transaction, projectRow, id);
  const [row] = await readRows(transaction, projectRow, [id]);
  if (head === null || row === undefined) return;
  try {
    const mended = await new ChatMender(parts, project).mend(transaction, row);
    const sound = readSoundRow(row);
    const before = sound === null ? row.digest.subarray(0, DIGEST_BYTES) : digestOf(documentOf(sound));
    if (Buffer.compare(before, mended.sealed.digest) !== 0) {
      await refoldChats(parts, transaction, project, [id], now);
      return;
    }
    await dropBlocksAround(transaction, project, [id]);
    const at = instant(mended.updatedAt);
    await transaction.runTogether(chatRepaired(transaction, project, { ...head, ...mended, chatId: chatId(id), at }));
  } catch (error) {
    if (!(error instanceof DamagedChat)) throw error;
  }
}
