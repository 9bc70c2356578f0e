/**
 * Joins runs of neighbouring closed chats into blocks, each compressed as one: a page of whole chats then costs half the
 * bytes and a tenth of the rows. Blocks are a copy that can go at any time; a change of a chat removes its block in the
 * same commit, and the chats are read one by one until the run is joined again.
 */
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import {
  DEFLATE_SEGMENT,
  frameSegment,
  INFLATE_SEGMENTS,
  SEPARATOR_BLOCK_BYTES,
  type Sealed,
} from '../../log/segment.ts';
import type { ChatId } from '../../model/ids.ts';
import type { ProjectRow } from './project-table.ts';
import type { SqliteConnection, SqlRow } from './sqlite-connection.ts';

const inflate = promisify(inflateRaw);
const deflate = promisify(deflateRaw);

/** Sixteen chats to a block give most of what larger ones would, and little is lost when one of them changes. */
export const BLOCK_CHATS = 16;
/** A shorter run between two blocks, after an erasure, is joined down to this length. */
const SHORTEST_RUN = 8;
/** Longer documents stay alone, so that a block is never large. */
const LONGEST_DOCUMENT_BYTES = 32_000;

/** What there is to do next in a project. */
export type BlockStep =
  | { readonly kind: 'join'; readonly run: readonly SqlRow[] }
  /** Nothing can be joined up to this id. */
  | { readonly kind: 'skip'; readonly to: number }
  /** The end of the log is reached; newer chats are still too few. */
  | { readonly kind: 'done' };

/** Looks at the chats behind those that were checked. */
export function findBlockStep(connection: SqliteConnection, project: ProjectRow): BlockStep {
  const next = connection.get(
    'SELECT first_chat_id, last_chat_id FROM chat_block WHERE project_row = ? AND first_chat_id > ? ORDER BY first_chat_id LIMIT 1',
    project.projectRow,
    project.blocksCheckedTo,
  );
  const rows = connection.all(
    `SELECT chat_id, position, is_open, document_bytes, sum_response_time, transfers, transfer_count, segment FROM chat
     WHERE project_row = ? AND chat_id > ? AND chat_id < ? ORDER BY chat_id LIMIT ${BLOCK_CHATS}`,
    project.projectRow,
    project.blocksCheckedTo,
    Number(next?.first_chat_id ?? Number.MAX_SAFE_INTEGER),
  );
  const barrier = rows.find((row) => row.is_open === 1 || Number(row.document_bytes) > LONGEST_DOCUMENT_BYTES);
  const run = barrier === undefined ? rows : rows.slice(0, rows.indexOf(barrier));
  const isBounded = barrier !== undefined || next !== null;
  if (run.length === BLOCK_CHATS || (isBounded && run.length >= SHORTEST_RUN)) return { kind: 'join', run };
  if (barrier !== undefined) return { kind: 'skip', to: Number(barrier.chat_id) };
  return next === null ? { kind: 'done' } : { kind: 'skip', to: Number(next.last_chat_id) };
}

/** Compresses the run's documents, joined by commas, as one segment; the work is done off this thread. */
export async function joinRun(run: readonly SqlRow[]): Promise<Sealed> {
  const segments = Buffer.concat(run.map((row) => row.segment as Uint8Array));
  const documents = await inflate(segments.subarray(SEPARATOR_BLOCK_BYTES), INFLATE_SEGMENTS);
  return frameSegment(documents, await deflate(documents, DEFLATE_SEGMENT));
}

/** Stores the block unless one of its chats has changed or was joined meanwhile; inside a transaction of its caller. */
export function writeBlock(
  connection: SqliteConnection,
  project: ProjectRow,
  run: readonly SqlRow[],
  sealed: Sealed,
): void {
  const first = Number(run[0]?.chat_id);
  const last = Number(run.at(-1)?.chat_id);
  const now = connection.get(
    'SELECT count(*) AS count, max(position) AS position FROM chat WHERE project_row = ? AND chat_id BETWEEN ? AND ?',
    project.projectRow,
    first,
    last,
  );
  const position = Math.max(...run.map((row) => Number(row.position)));
  if (now?.count !== run.length || now.position !== position || isJoined(connection, project, first, last)) return;
  const sumOf = (column: string) => run.reduce((sum, row) => sum + Number(row[column]), 0);
  const transfers = run.map((row) => row.transfers).filter((text) => text !== null);
  connection.run(
    `INSERT INTO chat_block (project_row, first_chat_id, last_chat_id, chat_count, sum_response_time, transfers, transfer_count, mark, segment)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    project.projectRow,
    first,
    last,
    run.length,
    sumOf('sum_response_time'),
    transfers.length === 0 ? null : transfers.join(','),
    sumOf('transfer_count'),
    sealed.mark,
    sealed.segment,
  );
  checkTo(connection, project, last);
}

function isJoined(connection: SqliteConnection, { projectRow }: ProjectRow, first: number, last: number): boolean {
  const sql =
    'SELECT 1 AS found FROM chat_block WHERE project_row = ? AND first_chat_id <= ? AND last_chat_id >= ? LIMIT 1';
  return connection.get(sql, projectRow, last, first) !== null;
}

/**
 * Remembers how far the log was looked through; inside a transaction of its caller. Does nothing when a change has moved
 * the mark since `project` was read: then there is something behind it to look at again.
 */
export function checkTo(
  connection: SqliteConnection,
  { projectRow, blocksCheckedTo }: ProjectRow,
  chatId: number,
): void {
  connection.run(
    'UPDATE project SET blocks_checked_to = ? WHERE project_row = ? AND blocks_checked_to = ?',
    chatId,
    projectRow,
    blocksCheckedTo,
  );
}

/** Before a chat is written or erased: removes the block that holds it or would close over it. */
export function dropBlockAround(connection: SqliteConnection, project: ProjectRow, chatId: ChatId): void {
  const block = connection.get(
    `SELECT block_row, first_chat_id, last_chat_id FROM chat_block
     WHERE project_row = ? AND first_chat_id <= ? ORDER BY first_chat_id DESC LIMIT 1`,
    project.projectRow,
    chatId,
  );
  const isAround = block !== null && Number(block.last_chat_id) >= chatId;
  if (isAround) connection.run('DELETE FROM chat_block WHERE block_row = ?', block.block_row ?? null);
  connection.run(
    'UPDATE project SET blocks_checked_to = ? WHERE project_row = ? AND blocks_checked_to >= ?',
    (isAround ? Number(block.first_chat_id) : chatId) - 1,
    project.projectRow,
    isAround ? Number(block.first_chat_id) : chatId,
  );
}
