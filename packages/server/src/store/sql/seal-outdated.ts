/** Gives chats and events that 0.1.0 stored their checksums in the background. The progress is kept with the project. */
import { isSoundDigest, sealDigest } from '../../chat-log/codec/seal-chat.ts';
import { sealMark } from '../../chat-log/codec/sealed-mark.ts';
import { MARK_BYTES } from '../../chat-log/codec/segment.ts';
import { chatId } from '../../model/ids.ts';
import { readRows } from './chat-reader.ts';
import { type ChatRow, readSoundRow } from './chat-row.ts';
import { lockHead } from './chat-table.ts';
import type { Statements, Transaction } from './database.ts';
import { findUnsealedEvents } from './event-table.ts';
import type { ProjectRow } from './project-table.ts';
import { BATCH_CHATS, type RefoldParts, takeBatch } from './refold-chats.ts';
import { type Sql, sql } from './sql.ts';

/** Works through what has no checksums, project by project, until it is late; true when there is more to do. */
export async function sealOutdated(parts: RefoldParts, isLate: () => boolean): Promise<boolean> {
  const { database, projects } = parts;
  for (const { projectRow, sealedTo } of await projects.list(database.live, null)) {
    for (let isMore = sealedTo !== null; isMore; ) {
      isMore = await database.write({ projectRow, chatId: null }, async (transaction) =>
        sealNext(transaction, await projects.lock(transaction, projectRow)),
      );
      await database.pause();
      if (isMore && isLate()) return true;
    }
  }
  return false;
}

/** True when there may be more. */
async function sealNext(transaction: Transaction, project: ProjectRow): Promise<boolean> {
  const { projectRow, sealedTo } = project;
  if (sealedTo === null) return false;
  const rows = await transaction.all(
    { chat_id: 'int', document_bytes: 'int' },
    sql`SELECT chat_id, document_bytes FROM chat WHERE project_row = ${projectRow} AND chat_id > ${sealedTo}
      ORDER BY chat_id LIMIT ${BATCH_CHATS + 1}`,
  );
  const found = rows.map((row) => ({ chatId: chatId(row.chat_id), documentBytes: row.document_bytes }));
  const batch = takeBatch(found);
  const isMore = batch.length < found.length;
  for (const { chatId: id } of batch) {
    // Whoever appends to it holds it alone.
    if ((await lockHead(transaction, projectRow, id)) === null) continue;
    const [row] = await readRows(transaction, projectRow, [id]);
    const changes = row === undefined ? [] : await sealChanges(transaction, project, row);
    for (const change of changes) await transaction.run(change);
  }
  const done = isMore ? (batch.at(-1)?.chatId ?? null) : null;
  await transaction.run(
    sql`UPDATE project_read_stats SET sealed_to = ${done},
      compacted_to = CASE WHEN compacted_to > ${sealedTo} THEN ${sealedTo} ELSE compacted_to END
      WHERE project_row = ${projectRow}`,
  );
  return isMore;
}

/** What is damaged already is left for its readers to find. */
async function sealChanges(statements: Statements, { projectRow }: ProjectRow, row: ChatRow): Promise<readonly Sql[]> {
  const id = chatId(row.chat_id);
  const events = await findUnsealedEvents(statements, projectRow, id);
  const sound = row.segment_meta.length === MARK_BYTES ? readSoundRow(row) : null;
  if (sound === null || !isSoundDigest(row.digest, id, row.started_at)) return events;
  const { sumResponseTime, transfers, transferCount, ext, digest } = sound;
  const mark = sealMark(sound.mark, sound.segment, {
    firstChatId: id,
    lastChatId: id,
    chatCount: 1,
    sumResponseTime,
    transfers,
    transferCount,
    beside: ext,
    revision: sound.revision,
    lastSeq: row.last_seq,
    updatedAt: sound.updatedAt,
    isImported: sound.isImported,
  });
  return [
    ...events,
    sql`UPDATE chat SET segment_meta = ${mark}, digest = ${sealDigest(digest, id, row.started_at)}
      WHERE project_row = ${projectRow} AND chat_id = ${id}`,
  ];
}
