/** Rows of attachments and of their contents. Locks go in the order content, attachment. */
import { type ChatId, chatId } from '../../../model/ids.ts';
import type {
  Claim,
  ProjectAttachments,
  Reservation,
  SentFiles,
  StoredAttachment,
  UnusableFile,
} from '../../attachment-store.ts';
import type { Change, Columns, Database, Dialect, Row, Statements, Transaction } from '../database.ts';
import { readEventsAfter } from '../event-table.ts';
import { isOneOf, raw, type Sql, sql } from '../sql.ts';

const COLUMNS = {
  attachment_id: 'text',
  sender: 'text',
  name: 'text',
  media_type: 'text',
  bytes: 'int',
  sha256: 'text?',
  is_complete: 'int',
  chat_id: 'int?',
} as const satisfies Columns;
const NAMES = raw(Object.keys(COLUMNS).join(', '));

export function attachmentsOf(database: Database, projectRow: number): ProjectAttachments {
  const findMany = (ids: readonly string[]) => findAttachments(database.live, projectRow, ids);
  return {
    reserve: (reservation) => database.write(null, (transaction) => reserve(transaction, projectRow, reservation)),
    findRequest: (sender, requestId) => findRequest(database.live, projectRow, sender, requestId),
    find: async (id) => (await findMany([id]))[0] ?? null,
    findMany,
    claim: (id, sha256) => database.write(null, (transaction) => claim(transaction, projectRow, id, sha256)),
    async complete(id, sha256) {
      const completed = await database.write(null, (transaction) =>
        transaction.run(
          sql`UPDATE live_attachment SET is_complete = 1
            WHERE project_row = ${projectRow} AND attachment_id = ${id} AND sha256 = ${sha256}`,
        ),
      );
      return completed > 0;
    },
  };
}

async function reserve(
  transaction: Transaction,
  projectRow: number,
  { attachmentId, sender, requestId, name, mediaType, bytes, at }: Reservation,
): Promise<StoredAttachment> {
  await transaction.run(
    sql`INSERT INTO live_attachment
        (project_row, attachment_id, sender, request_id, name, media_type, bytes, reserved_at, is_complete)
      VALUES (${projectRow}, ${attachmentId}, ${sender}, ${requestId}, ${transaction.dialect.encodeText(name)},
        ${mediaType}, ${bytes}, ${at}, 0)
      ON CONFLICT DO NOTHING`,
  );
  const reserved = await findRequest(transaction, projectRow, sender, requestId);
  if (reserved === null) throw new TypeError(`the attachment ${attachmentId} is of another`);
  return reserved;
}

async function findRequest(
  statements: Statements,
  projectRow: number,
  sender: string,
  requestId: string,
): Promise<StoredAttachment | null> {
  const row = await statements.get(
    COLUMNS,
    sql`SELECT ${NAMES} FROM live_attachment
      WHERE project_row = ${projectRow} AND sender = ${sender} AND request_id = ${requestId}`,
  );
  return row === null ? null : readAttachment(statements.dialect, row);
}

async function findAttachments(
  statements: Statements,
  projectRow: number,
  ids: readonly string[],
): Promise<readonly StoredAttachment[]> {
  if (ids.length === 0) return [];
  const rows = await statements.all(COLUMNS, selectThese(projectRow, ids));
  return rows.map((row) => readAttachment(statements.dialect, row));
}

function selectThese(projectRow: number, ids: readonly string[]): Sql {
  return sql`SELECT ${NAMES} FROM live_attachment
    WHERE project_row = ${projectRow} AND ${isOneOf('attachment_id', ids)} ORDER BY attachment_id`;
}

async function claim(transaction: Transaction, projectRow: number, id: string, sha256: string): Promise<Claim> {
  await transaction.run(sql`INSERT INTO attachment_blob (sha256, is_due) VALUES (${sha256}, 0) ON CONFLICT DO NOTHING`);
  const blob = await transaction.get(
    { going_at: 'int?' },
    transaction.dialect.forUpdate(sql`SELECT going_at FROM attachment_blob WHERE sha256 = ${sha256}`),
  );
  if (blob?.going_at !== null) return 'busy';
  const [known] = await findAttachments(transaction, projectRow, [id]);
  const claimed =
    known === undefined || known.isComplete
      ? 0
      : await transaction.run(
          sql`UPDATE live_attachment SET sha256 = ${sha256}
            WHERE project_row = ${projectRow} AND attachment_id = ${id} AND is_complete = 0`,
        );
  const replaced = claimed > 0 ? (known?.sha256 ?? null) : sha256;
  // Whatever nobody has is found by the next round of the upkeep.
  if (replaced !== null) await transaction.run(sql`UPDATE attachment_blob SET is_due = 1 WHERE sha256 = ${replaced}`);
  if (claimed > 0) return 'claimed';
  if (known === undefined) return 'not-found';
  return known.sha256 === sha256 ? 'complete' : 'taken';
}

/** The first of the files that the message cannot take along, and why; null when it can take all. Locks them. */
export async function findUnusable(
  transaction: Transaction,
  projectRow: number,
  { attachmentIds, sender }: SentFiles,
): Promise<{ readonly unusableId: string; readonly reason: UnusableFile } | null> {
  const rows = await transaction.all(COLUMNS, transaction.dialect.forUpdate(selectThese(projectRow, attachmentIds)));
  const known = new Map(rows.map((row) => [row.attachment_id, readAttachment(transaction.dialect, row)]));
  for (const unusableId of attachmentIds) {
    const reason = unusableAs(known.get(unusableId), sender);
    if (reason !== null) return { unusableId, reason };
  }
  return null;
}

/** Of another sender is as unknown: nobody learns what others upload. */
function unusableAs(file: StoredAttachment | undefined, sender: string): UnusableFile | null {
  if (file === undefined || file.sender !== sender) return 'unknown';
  if (!file.isComplete) return 'incomplete';
  return file.chatId === null ? null : 'sent-before';
}

/** With the message, by which its redaction finds them. */
export function filesSent(projectRow: number, id: ChatId, { attachmentIds, messageId }: SentFiles): Change {
  return sql`UPDATE live_attachment SET chat_id = ${id}, message_id = ${messageId}
    WHERE project_row = ${projectRow} AND ${isOneOf('attachment_id', attachmentIds)}`;
}

/** Forgets the files of a chat, or of the message of that event; what nobody else has leaves the shelf after the commit. */
export async function forgetFiles(
  transaction: Transaction,
  projectRow: number,
  id: ChatId,
  seq: number | null,
): Promise<void> {
  const ofChat = sql`project_row = ${projectRow} AND chat_id = ${id}`;
  if (seq === null) {
    await forgetThese(transaction, ofChat);
    return;
  }
  const [event] = await readEventsAfter(transaction, projectRow, id, seq - 1, 1);
  const messageId = event !== undefined && 'messageId' in event.body ? event.body.messageId : null;
  const which = sql`${ofChat} AND message_id = ${messageId}`;
  await forgetThese(transaction, which);
}

/** Returns how many rows went. */
export async function forgetThese(transaction: Transaction, which: Sql): Promise<number> {
  await transaction.run(
    sql`UPDATE attachment_blob SET is_due = 1 WHERE sha256 IN (SELECT sha256 FROM live_attachment WHERE ${which})`,
  );
  return transaction.run(sql`DELETE FROM live_attachment WHERE ${which}`);
}

function readAttachment(dialect: Dialect, row: Row<typeof COLUMNS>): StoredAttachment {
  return {
    attachmentId: row.attachment_id,
    sender: row.sender,
    name: dialect.decodeText(row.name),
    mediaType: row.media_type,
    bytes: row.bytes,
    sha256: row.sha256,
    isComplete: row.is_complete === 1,
    chatId: row.chat_id === null ? null : chatId(row.chat_id),
  };
}
