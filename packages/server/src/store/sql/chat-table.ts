/** Chats as rows: their documents, what finds them, and their place in the feed. Everything here runs inside a commit. */
import type { ChatWrite } from '../../chat-log/fold/chat-write.ts';
import { shareOf } from '../../chat-log/fold/fold-stored.ts';
import { participantsOf } from '../../chat-log/query/filter-columns.ts';
import type { StoredEvent } from '../../model/event.ts';
import { type ChatId, chatId, projectId, type TenantId } from '../../model/ids.ts';
import { type Instant, instant } from '../../model/instant.ts';
import type { OverdueChat } from '../chat-store.ts';
import { briefChanged, briefsAdded, briefsRemoved } from './brief-table.ts';
import { rowUpdate } from './changed-columns.ts';
import { CONTENT_COLUMNS, contentOf, foundValues, type IndexedValues, indexedValuesOf } from './chat-columns.ts';
import type { AddedRows, Change, Columns, Dialect, Row, Stamp, Statements, Transaction } from './database.ts';
import { liveRemoved } from './desk/live-rows.ts';
import { eventsAdded } from './event-table.ts';
import { factChanged, factsAdded, factsRemoved } from './fact-table.ts';
import { fullRowChanged, fullRowsAdded, fullRowsRemoved, type RowWrite } from './full-row-table.ts';
import type { ProjectRow } from './project-table.ts';
import { queuesKept } from './queue-limit.ts';
import { searchOutdated, searchPending, searchRemoved } from './search-table.ts';
import { isOneOf, raw, type Sql, type SqlValue, sql } from './sql.ts';

const DAY_MS = 86_400_000;

/** What is stored of a chat beside its document. */
export interface ChatHead {
  readonly revision: number;
  readonly lastSeq: number;
  readonly isImported: boolean;
  readonly isOpen: boolean;
  /** Of the document or of its additional facts, whichever is longer. */
  readonly documentBytes: number;
  readonly contentHash: Uint8Array | null;
}

const HEAD = {
  chat_id: 'int',
  revision: 'int',
  last_seq: 'int',
  is_imported: 'int',
  is_open: 'int',
  document_bytes: 'int',
  content_hash: 'bytes?',
} as const satisfies Columns;

/** The chat's head, and the chat itself for this transaction alone; null when there is no such chat. */
export async function lockHead(transaction: Transaction, projectRow: number, id: ChatId): Promise<ChatHead | null> {
  const row = await transaction.get(
    HEAD,
    transaction.dialect.forUpdate(
      sql`SELECT chat_id, revision, last_seq, is_imported, is_open, document_bytes, content_hash FROM chat
        WHERE project_row = ${projectRow} AND chat_id = ${id}`,
    ),
  );
  return row === null ? null : readHead(row);
}

/** The heads of those chats that exist; with the project locked. */
export async function findHeads(
  statements: Statements,
  { projectRow }: ProjectRow,
  ids: readonly ChatId[],
): Promise<ReadonlyMap<ChatId, ChatHead>> {
  const rows = await statements.all(
    HEAD,
    sql`SELECT chat_id, revision, last_seq, is_imported, is_open, document_bytes, content_hash FROM chat
      WHERE project_row = ${projectRow} AND ${isOneOf('chat_id', ids)}`,
  );
  return new Map(rows.map((row) => [chatId(row.chat_id), readHead(row)]));
}

/**
 * Waits for whoever makes something of the chats beside them. PostgreSQL shows a statement nothing that was committed while it
 * waited, so that what removes them must be a later one.
 */
export async function lockChats(
  transaction: Transaction,
  { projectRow }: ProjectRow,
  ids: readonly ChatId[],
): Promise<void> {
  if (ids.length === 0) return;
  const select = sql`SELECT chat_id FROM chat WHERE project_row = ${projectRow} AND ${isOneOf('chat_id', ids)} ORDER BY chat_id`;
  await transaction.all({ chat_id: 'int' }, transaction.dialect.forUpdate(select));
}

function readHead(row: Row<typeof HEAD>): ChatHead {
  return {
    revision: row.revision,
    lastSeq: row.last_seq,
    isImported: row.is_imported === 1,
    isOpen: row.is_open === 1,
    documentBytes: row.document_bytes,
    contentHash: row.content_hash,
  };
}

function rowWriteOf({ chatId: id, revision, at, isImported, folded, sealed }: ChatWrite): RowWrite {
  return {
    chatId: id,
    revision,
    at,
    isImported,
    ...shareOf(folded),
    fullRow: sealed.fullRow,
  };
}

const updateChat = rowUpdate('chat', CONTENT_COLUMNS, ['project_row', 'chat_id']);

export interface NewChat {
  readonly write: ChatWrite;
  readonly events: readonly StoredEvent[];
}

const EXT_COLUMNS = ['project_row', 'chat_id', 'ext'] as const;
const PARTICIPANT_COLUMNS = ['project_row', 'kind', 'participant_id', 'chat_id'] as const;

/** Inserts whole chats, stamped in their order. */
export function chatsAdded(
  statements: Statements,
  project: ProjectRow,
  chats: readonly NewChat[],
  stampOf: (at: number) => Stamp,
): readonly Change[] {
  const { projectRow } = project;
  const writes = chats.map(({ write }) => write);
  const rows = writes.map((write, at) => {
    const content = contentOf(foundValues(statements.dialect, write.folded), project, write);
    return [projectRow, write.chatId, ...content, ...Object.values(stampOf(at).inserted)];
  });
  const stamped = writes.length === 0 ? [] : Object.keys(stampOf(0).inserted);
  const ext = writes.map(({ chatId: id, sealed }) => [projectRow, id, sealed.ext]);
  const events = chats.map(({ write, events: own }) => ({ chatId: write.chatId, events: own }));
  return [
    { table: 'chat', columns: ['project_row', 'chat_id', ...CONTENT_COLUMNS, ...stamped], rows },
    { table: 'chat_ext', columns: EXT_COLUMNS, rows: ext },
    eventsAdded(projectRow, events),
    {
      table: 'chat_participant',
      columns: PARTICIPANT_COLUMNS,
      rows: writes.flatMap((write) => participantRows(project, write)),
    },
    ...factsAdded(statements.dialect, project, writes),
    briefsAdded(project, writes),
    fullRowsAdded(project, writes.map(rowWriteOf)),
    searchPending(project, writes),
    ...startDaysWidened(project, writes),
  ];
}

/** What is known of a chat's rows before they change. */
export interface ChatBefore {
  /** Captured here and open, so that the index of words never had it. */
  readonly isInProgress: boolean;
  /** null when they have to be written whatever they are. */
  readonly indexed: IndexedValues | null;
}
const UNKNOWN: ChatBefore = { isInProgress: false, indexed: null };

/** Updates a chat's document, what finds it, and its place in the feed. */
export function chatChanged(
  statements: Statements,
  project: ProjectRow,
  write: ChatWrite,
  { updated }: Stamp,
  { isInProgress, indexed }: ChatBefore = UNKNOWN,
  { found, facts } = indexedValuesOf(statements, write),
): readonly Change[] {
  const { projectRow } = project;
  const staysInProgress = isInProgress && write.folded.index.isOpen;
  const { chatId: id, sealed } = write;
  return [
    updateChat(contentOf(found, project, write), updated, [projectRow, id], indexed?.found),
    sql`UPDATE chat_ext SET ext = ${sealed.ext} WHERE project_row = ${projectRow} AND chat_id = ${id}`,
    ...factChanged(project, id, facts, indexed?.facts),
    briefChanged(project, write),
    fullRowChanged(project, rowWriteOf(write)),
    ...(staysInProgress ? [] : searchOutdated(statements.dialect, project, [write])),
  ];
}

/** Writes a chat's row again as it was before it was damaged: it keeps its place in the feed. */
export function chatRepaired(statements: Statements, project: ProjectRow, write: ChatWrite): readonly Change[] {
  const { projectRow } = project;
  const { found, facts } = indexedValuesOf(statements, write);
  const { chatId: id, sealed } = write;
  return [
    updateChat(contentOf(found, project, write), sql`project_row = project_row`, [projectRow, id]),
    sql`INSERT INTO chat_ext (project_row, chat_id, ext) VALUES (${projectRow}, ${id}, ${sealed.ext})
      ON CONFLICT (project_row, chat_id) DO UPDATE SET ext = excluded.ext`,
    ...factChanged(project, id, facts),
    briefChanged(project, write),
    fullRowChanged(project, rowWriteOf(write)),
    participantsAdded(project, [write]),
    ...startDaysWidened(project, [write]),
  ];
}

/** Agents and queues never leave a chat while it is appended to, so that writing only adds. */
export function participantsAdded(project: ProjectRow, writes: readonly ChatWrite[]): AddedRows {
  const rows = writes.flatMap((write) => participantRows(project, write));
  return { table: 'chat_participant', columns: PARTICIPANT_COLUMNS, rows, isIfAbsent: true };
}

function participantRows({ projectRow }: ProjectRow, { chatId, folded }: ChatWrite): SqlValue[][] {
  return participantsOf(folded).map(({ kind, id }) => [projectRow, kind, id, chatId]);
}

/** Removes the participants of the chats, before others are named. */
export function participantsRemoved({ projectRow }: ProjectRow, ids: readonly ChatId[]): readonly Sql[] {
  return [
    queuesKept(projectRow, ids),
    sql`DELETE FROM chat_participant WHERE project_row = ${projectRow} AND ${isOneOf('chat_id', ids)}`,
  ];
}

/** Keeps, for each UTC day, the range of ids that started on it: only ever widened, so it bounds and never excludes. */
export function startDaysWidened({ projectRow }: ProjectRow, writes: readonly ChatWrite[]): readonly Sql[] {
  const ranges = new Map<number, { min: number; max: number }>();
  for (const { chatId: id, folded } of writes) {
    const day = Math.floor(folded.index.startedAt / DAY_MS);
    const { min, max } = ranges.get(day) ?? { min: id, max: id };
    ranges.set(day, { min: Math.min(min, id), max: Math.max(max, id) });
  }
  // Always in the same order, so that two imports do not wait for each other.
  return [...ranges]
    .sort(([a], [b]) => a - b)
    .map(
      ([day, { min, max }]) =>
        sql`INSERT INTO start_day (project_row, day, min_chat_id, max_chat_id) VALUES (${projectRow}, ${day}, ${min}, ${max})
          ON CONFLICT (project_row, day) DO UPDATE SET
            min_chat_id = CASE WHEN excluded.min_chat_id < start_day.min_chat_id THEN excluded.min_chat_id ELSE start_day.min_chat_id END,
            max_chat_id = CASE WHEN excluded.max_chat_id > start_day.max_chat_id THEN excluded.max_chat_id ELSE start_day.max_chat_id END`,
    );
}

/** Removes chats with their events and what finds them, before they are replaced or erased; with the project locked. */
export function chatsRemoved(dialect: Dialect, project: ProjectRow, ids: readonly ChatId[]): readonly Sql[] {
  if (ids.length === 0) return [];
  const { projectRow } = project;
  const tables = ['chat_participant', 'chat_event', 'chat_ext', 'chat'].map(
    (table) => sql`DELETE FROM ${raw(table)} WHERE project_row = ${projectRow} AND ${isOneOf('chat_id', ids)}`,
  );
  return [
    ...searchRemoved(dialect, projectRow, ids),
    queuesKept(projectRow, ids),
    briefsRemoved({ projectRow }, ids),
    fullRowsRemoved({ projectRow }, ids),
    ...factsRemoved(project, ids),
    ...liveRemoved(projectRow, ids),
    ...tables,
  ];
}

/** Chats of the whole store whose next SLA target was due at or before `at`, oldest first. */
export async function findOverdueChats(
  statements: Statements,
  at: Instant,
  limit: number,
): Promise<readonly OverdueChat[]> {
  const rows = await statements.all(
    { tenant: 'text', project_id: 'int', chat_id: 'int', next_due_at: 'int' },
    sql`SELECT tenant, project_id, chat_id, next_due_at FROM chat JOIN project USING (project_row)
      WHERE next_due_at <= ${at} AND is_imported = 0 ORDER BY next_due_at LIMIT ${limit}`,
  );
  return rows.map((row) => ({
    tenantId: row.tenant as TenantId,
    projectId: projectId(row.project_id),
    chatId: chatId(row.chat_id),
    dueAt: instant(row.next_due_at),
  }));
}
