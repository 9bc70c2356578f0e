/** Reads the change feed of a project on one connection: which chats changed, in the order of their commits, and how they are now. */
import type { ChatSelection } from '../../chat-log/query/chat-selection.ts';
import type { ChatId } from '../../model/ids.ts';
import { type Instant, instant } from '../../model/instant.ts';
import { changedKey } from '../changed-key.ts';
import type { ChangedKey, ChangePage, ChangeWindow, ChatChange } from '../chat-store.ts';
import type { ProjectRow } from '../project-row.ts';
import { selectFrom } from '../selection-sql.ts';
import { readOne } from './chat-reader.ts';
import { type FeedPlace, formatPlace, parsePlace } from './feed-cursor-state.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import type { Pause } from './sqlite-walk-source.ts';

/** Keys to a statement: about 2 ms where each is held against a selection. */
const STEP_KEYS = 500;
/** Chats that are opened before other work may run. */
const OPENED_CHATS = 20;
const OPENED_BYTES = 8_000_000;
/** A change is dated before its commit ends; those that are still being committed must not be missed. */
const COMMIT_SLACK_MS = 10_000;

/** The place of the project's newest change. */
export function readEnd(connection: SqliteConnection, { projectRow }: ProjectRow): number {
  const row = connection.get(
    `SELECT max(
       coalesce((SELECT max(position) FROM chat WHERE project_row = ?1), 0),
       coalesce((SELECT max(position) FROM tombstone WHERE project_row = ?1), 0),
       (SELECT feed_horizon FROM project WHERE project_row = ?1)
     ) AS position`,
    projectRow,
  );
  return Number(row?.position ?? 0);
}

/** The place before the first change that was dated at or after `since`. */
export function findPlace(connection: SqliteConnection, project: ProjectRow, since: Instant): number {
  const first = since - COMMIT_SLACK_MS;
  let [low, high] = [0, readEnd(connection, project)];
  // Dates never fall from one position to the next, so that halving finds the border.
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const changedAt = dateOfNext(connection, project, middle);
    if (changedAt !== null && changedAt < first) low = middle + 1;
    else high = middle;
  }
  // Of what lies before the horizon only the newest date is known.
  const horizon = readHorizon(connection, project);
  if (horizon.position === 0) return low;
  return horizon.at < first ? Math.max(low, horizon.position) : Math.min(low, horizon.position - 1);
}

/** When the first change behind `position` was dated; null when there is none. */
function dateOfNext(connection: SqliteConnection, { projectRow }: ProjectRow, position: number): number | null {
  const row = connection.get(
    `SELECT changed_at FROM (
       SELECT * FROM (SELECT position, changed_at FROM chat WHERE project_row = ?1 AND position > ?2 ORDER BY position LIMIT 1)
       UNION ALL
       SELECT * FROM (SELECT position, changed_at FROM tombstone WHERE project_row = ?1 AND position > ?2 ORDER BY position LIMIT 1)
     ) ORDER BY position LIMIT 1`,
    projectRow,
    position,
  );
  return row === null ? null : Number(row.changed_at);
}

/** A page of keys; the connection holds a snapshot for as long as this runs. */
export async function readPage(
  connection: SqliteConnection,
  project: ProjectRow,
  window: ChangeWindow,
  pause: Pause,
): Promise<ChangePage | 'expired'> {
  const end = readEnd(connection, project);
  const from: FeedPlace = window.after === null ? { position: 0, base: end } : parsePlace(window.after);
  if (isExpired(connection, project, from, end)) return 'expired';
  const found: Found[] = [];
  let isEnd = false;
  while (!isEnd && found.length < window.limit) {
    const wanted = Math.min(STEP_KEYS, window.limit - found.length);
    const after = found.at(-1)?.position ?? from.position;
    // One more than is wanted tells whether there are more.
    const step = readStep(connection, project, window.selection, after, wanted + 1);
    found.push(...step.slice(0, wanted));
    isEnd = step.length <= wanted;
    if (!isEnd) await pause();
  }
  const position = found.at(-1)?.position ?? from.position;
  return {
    keys: found.map(({ key }) => key),
    next: formatPlace({ position: isEnd ? Math.max(position, from.base) : position, base: from.base }),
    isEnd,
    watermarkLagMs: 0,
  };
}

/** A place beyond the newest change belongs to another history, even where the epoch does not say so. */
function isExpired(connection: SqliteConnection, project: ProjectRow, from: FeedPlace, end: number): boolean {
  const known = Math.max(from.position, from.base);
  return known < readHorizon(connection, project).position || known > end;
}

/** The newest tombstone that was forgotten, and its date; 0 when none was. */
function readHorizon(connection: SqliteConnection, { projectRow }: ProjectRow) {
  const row = connection.get('SELECT feed_horizon, feed_horizon_at FROM project WHERE project_row = ?', projectRow);
  return { position: Number(row?.feed_horizon ?? 0), at: Number(row?.feed_horizon_at ?? 0) };
}

interface Found {
  readonly key: ChangedKey;
  readonly position: number;
}

function readStep(
  connection: SqliteConnection,
  { projectRow, ...project }: ProjectRow,
  selection: ChatSelection,
  after: number,
  count: number,
): readonly Found[] {
  const isFiltered = Object.values(selection).some((value) => value !== undefined);
  const from = selectFrom({ ...project, projectRow }, selection);
  const [matches, values] = isFiltered
    ? [`EXISTS (SELECT 1 ${from.sql} AND ${from.idColumn} = key.chat_id)`, from.values]
    : ['1', []];
  const rows = connection.all(
    `SELECT chat_id, position, is_erased, CASE WHEN is_erased THEN 0 ELSE ${matches} END AS matches FROM (
       SELECT * FROM (SELECT chat_id, position, 0 AS is_erased FROM chat WHERE project_row = ? AND position > ? ORDER BY position LIMIT ?)
       UNION ALL
       SELECT * FROM (SELECT chat_id, position, 1 AS is_erased FROM tombstone WHERE project_row = ? AND position > ? ORDER BY position LIMIT ?)
     ) AS key ORDER BY position LIMIT ?`,
    ...values,
    ...[projectRow, after, count],
    ...[projectRow, after, count],
    count,
  );
  return rows.map((row) => ({
    key: changedKey(Number(row.chat_id), row.is_erased === 1, row.matches === 1),
    position: Number(row.position),
  }));
}

/** How the chats of the keys are now, in order; one that is gone without a trace is left out. */
export async function* readAsNow(
  connection: SqliteConnection,
  project: ProjectRow,
  keys: readonly ChangedKey[],
  pause: Pause,
): AsyncGenerator<readonly ChatChange[]> {
  let batch: ChatChange[] = [];
  let bytes = 0;
  for (const key of keys) {
    const change = readNow(connection, project, key);
    if (change === null) continue;
    batch.push(change);
    if (change.kind === 'changed') bytes += change.chat.chatJson.length;
    if (batch.length < OPENED_CHATS && bytes < OPENED_BYTES) continue;
    yield batch;
    await pause();
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}

function readNow(connection: SqliteConnection, project: ProjectRow, key: ChangedKey): ChatChange | null {
  if (key.kind === 'changed') {
    const chat = readOne(connection, project, key.chatId);
    if (chat !== null) return { kind: 'changed', chat };
  } else if (key.kind === 'left') {
    const revision = readRevision(connection, project, key.chatId);
    if (revision !== null) return { kind: 'left', chatId: key.chatId, revision };
  }
  return readTombstone(connection, project, key.chatId);
}

function readRevision(connection: SqliteConnection, project: ProjectRow, id: ChatId): number | null {
  const sql = 'SELECT revision FROM chat WHERE project_row = ? AND chat_id = ?';
  const row = connection.get(sql, project.projectRow, id);
  return row === null ? null : Number(row.revision);
}

function readTombstone(connection: SqliteConnection, project: ProjectRow, id: ChatId): ChatChange | null {
  const sql = 'SELECT revision, deleted_at FROM tombstone WHERE project_row = ? AND chat_id = ?';
  const row = connection.get(sql, project.projectRow, id);
  if (row === null) return null;
  return {
    kind: 'erased',
    chatId: id,
    revision: Number(row.revision),
    deletedAt: instant(Number(row.deleted_at)),
  };
}
