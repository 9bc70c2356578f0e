/** Makes the log of a project again from its events, in one commit, while no server runs. For `parley rebuild`. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sealChat } from '../../chat-log/codec/seal-chat.ts';
import type { FoldedChat } from '../../chat-log/fold/folded-chat.ts';
import { CompiledCalendars } from '../../model/calendar.ts';
import { type ChatId, chatId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import type { ProjectScope } from '../chat-store.ts';
import { foldStored, foundBy } from '../fold-stored.ts';
import type { ProjectRow } from '../project-row.ts';
import { StoreError } from '../store-error.ts';
import { readStoredChat } from './chat-reader.ts';
import { findHead, selectEvents, writeChat, writeParticipants } from './chat-writer.ts';
import { takeChange } from './feed-position.ts';
import { STORE_FILE } from './open-sqlite-store.ts';
import { ProjectTable } from './project-table.ts';
import { takeServeLock } from './serve-lock.ts';
import { SqliteConnection, type SqlRow } from './sqlite-connection.ts';

const BATCH_ROWS = 200;
const BUSY_TIMEOUT_MS = 60_000;

export interface RebuildRequest {
  readonly directory: string;
  readonly scope: ProjectScope;
  /** Compare only; then a server may run and nothing is written. */
  readonly isCheckOnly: boolean;
  /** When a chat that comes out differently is said to have changed. */
  readonly at: Instant;
  /** Called between batches with the number of chats that are done. */
  readonly onProgress: (done: number) => void;
  /** Aborting undoes everything. */
  readonly signal: AbortSignal;
}

export interface Rebuilt {
  readonly chats: number;
  /** Chats whose document, facts or filter columns came out differently than they are stored. */
  readonly different: number;
  /** Chats that have no events to be made from; they are left as they are. */
  readonly withoutEvents: readonly ChatId[];
  readonly isComplete: boolean;
}

/**
 * Folds every chat of the project again. Chats that come out the same keep their revision and position; the others get
 * new ones. What agents and queues find, and the project's counters, are made anew.
 * @throws StoreError `locked` when a server has the store, `missing` when there is no store or no such project
 */
export async function rebuildProject(request: RebuildRequest): Promise<Rebuilt> {
  const file = join(request.directory, STORE_FILE);
  if (!existsSync(file)) throw new StoreError('missing', `there is no store in ${request.directory}`);
  using _lock = request.isCheckOnly ? null : takeServeLock(request.directory);
  using connection = new SqliteConnection({
    file,
    isReadOnly: request.isCheckOnly,
    busyTimeoutMs: BUSY_TIMEOUT_MS,
  });
  connection.exec(request.isCheckOnly ? 'BEGIN' : 'BEGIN IMMEDIATE');
  try {
    const project = new ProjectTable().find(connection, request.scope);
    if (project === null) throw new StoreError('missing', `there is no project ${request.scope.projectId}`);
    if (!request.isCheckOnly) clearDerived(connection, project);
    const rebuilt = await rebuildChats(connection, project, request);
    if (!request.isCheckOnly && rebuilt.isComplete) {
      writeCounters(connection, project);
      connection.exec('COMMIT');
    }
    return rebuilt;
  } finally {
    connection.rollBack();
  }
}

async function rebuildChats(
  connection: SqliteConnection,
  project: ProjectRow,
  { isCheckOnly, at, onProgress, signal }: RebuildRequest,
): Promise<Rebuilt> {
  const calendars = new CompiledCalendars();
  const result = { chats: 0, different: 0, withoutEvents: [] as ChatId[] };
  for (let after = -1; !signal.aborted; ) {
    const rows = connection.all(
      `SELECT chat.*, chat_ext.ext FROM chat LEFT JOIN chat_ext USING (chat_row) WHERE project_row = ? AND chat_id > ? ORDER BY chat_id LIMIT ${BATCH_ROWS}`,
      project.projectRow,
      after,
    );
    const last = rows.at(-1);
    if (last === undefined) return { ...result, isComplete: true };
    for (const row of rows) {
      const id = chatId(Number(row.chat_id));
      const events = selectEvents(connection, project, id);
      result.chats += 1;
      if (events.length === 0) {
        result.withoutEvents.push(id);
        continue;
      }
      const folded = foldStored(project, id, events, calendars);
      const isDifferent = !isStoredAs(row, folded);
      if (isDifferent) result.different += 1;
      if (!isCheckOnly && isDifferent) rewrite(connection, project, id, folded, at);
      if (!isCheckOnly) writeParticipants(connection, project, id, folded);
    }
    after = Number(last.chat_id);
    onProgress(result.chats);
    await nextTurn();
  }
  return { ...result, isComplete: false };
}

function rewrite(connection: SqliteConnection, project: ProjectRow, id: ChatId, folded: FoldedChat, at: Instant): void {
  const head = findHead(connection, project, id);
  if (head === null) return;
  const write = { ...head, chatId: id, folded, sealed: sealChat(folded), revision: head.revision + 1, at };
  writeChat(connection, project, write, takeChange(connection, at), head);
}

/** Whether the row holds exactly what the fold gives; a row that cannot be read does not. */
function isStoredAs(row: SqlRow, folded: FoldedChat): boolean {
  if (Object.entries(foundBy(folded)).some(([name, value]) => row[name] !== value)) return false;
  try {
    const stored = readStoredChat(row);
    return stored.chatJson === JSON.stringify(folded.chat) && stored.extJson === JSON.stringify(folded.ext);
  } catch {
    return false;
  }
}

function clearDerived(connection: SqliteConnection, project: ProjectRow): void {
  connection.run('DELETE FROM chat_participant WHERE project_row = ?', project.projectRow);
}

/** Ids of chats that are gone stay taken, so the highest never falls. */
function writeCounters(connection: SqliteConnection, { projectRow }: ProjectRow): void {
  connection.run(
    `UPDATE project SET
       chat_count = (SELECT count(*) FROM chat WHERE project_row = ?1),
       highest_chat_id = max(highest_chat_id, (SELECT coalesce(max(chat_id), 0) FROM chat WHERE project_row = ?1)),
       max_document_bytes = max(max_document_bytes, (SELECT coalesce(max(document_bytes), 0) FROM chat WHERE project_row = ?1))
     WHERE project_row = ?1`,
    projectRow,
  );
}
