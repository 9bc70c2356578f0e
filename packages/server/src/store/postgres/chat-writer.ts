/** Writes chats: their events, document and place in the feed. Every function runs inside a transaction of its caller. */
import type { FoldedChat } from '../../chat-log/fold/folded-chat.ts';
import type { StoredEvent } from '../../model/event.ts';
import type { ChatId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import { CHAT_COLUMNS, makeChatRow, readEventRow } from '../chat-row.ts';
import type { ChatWrite } from '../chat-write.ts';
import { participantsOf, TEXT_COLUMNS } from '../filter-columns.ts';
import type { ProjectRow } from '../project-row.ts';
import { comparableText } from './bind-literals.ts';
import type { SqlRow, SqlValue, Statements, Transaction } from './postgres-database.ts';

const DAY_MS = 86_400_000;

/** What is stored of a chat beside its document. */
export interface ChatHead {
  readonly revision: number;
  readonly lastSeq: number;
  readonly isImported: boolean;
  readonly isOpen: boolean;
  readonly contentHash: Uint8Array | null;
}

const HEAD_COLUMNS = 'chat_id, revision, last_seq, is_imported, is_open, content_hash';

/** The chat's head, and the chat itself for this transaction alone; null when there is no such chat. */
export async function lockHead(
  statements: Statements,
  { projectRow }: ProjectRow,
  chatId: ChatId,
): Promise<ChatHead | null> {
  const sql = `SELECT ${HEAD_COLUMNS} FROM parley.chat WHERE project_row = $1 AND chat_id = $2 FOR UPDATE`;
  const [row] = await statements.query(sql, [projectRow, chatId]);
  return row === undefined ? null : readHead(row);
}

/** The heads of those chats that there are. */
export async function findHeads(
  statements: Statements,
  { projectRow }: ProjectRow,
  chatIds: readonly ChatId[],
): Promise<ReadonlyMap<number, ChatHead>> {
  const sql = `SELECT ${HEAD_COLUMNS} FROM parley.chat WHERE project_row = $1 AND chat_id = ANY($2::bigint[])`;
  const rows = await statements.query(sql, [projectRow, chatIds]);
  return new Map(rows.map((row) => [Number(row.chat_id), readHead(row)]));
}

function readHead(row: SqlRow): ChatHead {
  return {
    revision: Number(row.revision),
    lastSeq: Number(row.last_seq),
    isImported: Number(row.is_imported) === 1,
    isOpen: Number(row.is_open) === 1,
    contentHash: row.content_hash instanceof Uint8Array ? row.content_hash : null,
  };
}

/** The columns of `makeRow`, in its order; all but `changed_at`, which the database can fill by its own clock. */
const COLUMNS = [...CHAT_COLUMNS, 'ext'] as const;
type Row = Readonly<Record<(typeof COLUMNS)[number], null | number | string | Uint8Array>>;

function makeRow({ projectRow }: ProjectRow, write: ChatWrite): Row {
  const row = makeChatRow(projectRow, write);
  const compared = TEXT_COLUMNS.map((column) => [column, comparableText(row[column])] as const);
  return { ...row, ...Object.fromEntries(compared), ext: write.sealed.ext };
}

/** `now` is when a change is dated, null for the database's own clock. */
export const CLOCK_SQL = '(extract(epoch FROM clock_timestamp()) * 1000)::bigint';

const PARAMETERS = COLUMNS.map((_, at) => `$${at + 1}`);
const NOW_PARAMETER = `coalesce($${COLUMNS.length + 1}::bigint, ${CLOCK_SQL})`;
const INSERT_CHAT = `INSERT INTO parley.chat (${COLUMNS.join(', ')}, changed_at) VALUES (${PARAMETERS.join(', ')}, ${NOW_PARAMETER})`;
const UPDATE_CHAT = `UPDATE parley.chat SET ${COLUMNS.map((column, at) => `${column} = $${at + 1}`).join(', ')},
    changed_at = ${NOW_PARAMETER}, xid = pg_current_xact_id(), seq = nextval('parley.change_seq')
  WHERE project_row = $1 AND chat_id = $2`;

/** Writes one chat's document, what it is found by and its new place in the feed. */
export async function writeChat(
  statements: Statements,
  project: ProjectRow,
  write: ChatWrite,
  isNew: boolean,
  now: Instant | null,
): Promise<void> {
  const row = makeRow(project, write);
  const values: SqlValue[] = COLUMNS.map((column) => row[column]);
  await statements.query(isNew ? INSERT_CHAT : UPDATE_CHAT, [...values, now]);
}

/** Adds the events, and those who took part: they never leave a chat while it is appended to, so that writing only adds. */
export async function insertEvents(
  statements: Statements,
  { projectRow }: ProjectRow,
  chatId: ChatId,
  events: readonly StoredEvent[],
  folded: FoldedChat,
): Promise<void> {
  const participants = participantsOf(folded);
  await statements.query(
    `WITH took_part AS (
       INSERT INTO parley.chat_participant (project_row, chat_id, kind, participant_id)
       SELECT $1::bigint, $2::bigint, kind, id FROM unnest($8::text[], $9::bigint[]) AS one (kind, id)
       ON CONFLICT DO NOTHING)
     INSERT INTO parley.chat_event (project_row, chat_id, seq, at, offset_minutes, type, body)
     SELECT $1::bigint, $2::bigint, * FROM unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::text[], $7::text[])`,
    [
      projectRow,
      chatId,
      events.map((event) => event.seq),
      events.map((event) => event.at),
      events.map((event) => event.offsetMinutes),
      events.map((event) => event.body.type),
      events.map((event) => JSON.stringify(event.body)),
      participants.map(({ kind }) => kind),
      participants.map(({ id }) => id),
    ],
  );
}

/** Puts whole chats, none of which stands there, into the tables: rows as binary COPY, a table at a time. */
export async function copyChats(
  transaction: Transaction,
  project: ProjectRow,
  chats: readonly { readonly write: ChatWrite; readonly events: readonly StoredEvent[] }[],
  now: Instant | null,
): Promise<void> {
  if (chats.length === 0) return;
  const [clock] = await transaction.query(`SELECT coalesce($1::bigint, ${CLOCK_SQL}) AS now`, [now]);
  const changedAt = Number(clock?.now);
  const { projectRow } = project;
  await transaction.copyIn(
    `parley.chat (${COLUMNS.join(', ')}, changed_at)`,
    chats.map(({ write }) => {
      const row = makeRow(project, write);
      return [...COLUMNS.map((column) => row[column]), changedAt];
    }),
  );
  await transaction.copyIn(
    'parley.chat_event (project_row, chat_id, seq, at, offset_minutes, type, body)',
    chats.flatMap(({ write: { chatId }, events }) =>
      events.map(({ seq, at, offsetMinutes, body }) => {
        return [projectRow, chatId, seq, at, offsetMinutes, body.type, JSON.stringify(body)];
      }),
    ),
  );
  await transaction.copyIn(
    'parley.chat_participant (project_row, chat_id, kind, participant_id)',
    chats.flatMap(({ write: { chatId, folded } }) =>
      participantsOf(folded).map(({ kind, id }) => [projectRow, chatId, kind, id]),
    ),
  );
  await writeStartDays(
    transaction,
    project,
    chats.map(({ write }) => write),
  );
}

/**
 * Keeps, for each UTC day, the range of ids that started on it: only ever widened, so it bounds and never excludes. With
 * the project locked.
 */
export async function writeStartDays(
  statements: Statements,
  { projectRow }: ProjectRow,
  writes: readonly ChatWrite[],
): Promise<void> {
  await statements.query(
    `INSERT INTO parley.start_day AS known (project_row, day, min_chat_id, max_chat_id)
     SELECT $1, day, min(chat_id), max(chat_id) FROM unnest($2::bigint[], $3::bigint[]) AS one (day, chat_id) GROUP BY day
     ON CONFLICT (project_row, day) DO UPDATE SET min_chat_id = least(known.min_chat_id, excluded.min_chat_id),
       max_chat_id = greatest(known.max_chat_id, excluded.max_chat_id)`,
    [
      projectRow,
      writes.map((write) => Math.floor(write.folded.index.startedAt / DAY_MS)),
      writes.map((write) => write.chatId),
    ],
  );
}

/** Removes chats with their events and what finds them, before they are replaced or erased; with the project locked. */
export async function removeChats(
  statements: Statements,
  { projectRow }: ProjectRow,
  chatIds: readonly number[],
): Promise<void> {
  if (chatIds.length === 0) return;
  for (const table of ['chat_participant', 'chat_event', 'chat']) {
    const sql = `DELETE FROM parley.${table} WHERE project_row = $1 AND chat_id = ANY($2::bigint[])`;
    await statements.query(sql, [projectRow, chatIds]);
  }
}

/** The stored events of a chat in order of `seq`. */
export async function selectEvents(
  statements: Statements,
  { projectRow }: ProjectRow,
  chatId: ChatId,
): Promise<readonly StoredEvent[]> {
  const rows = await statements.query(
    'SELECT seq, at, offset_minutes, body FROM parley.chat_event WHERE project_row = $1 AND chat_id = $2 ORDER BY seq',
    [projectRow, chatId],
  );
  return rows.map(readEventRow);
}
