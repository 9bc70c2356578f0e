/**
 * Reads the change feed: which chats changed, in the order of their transactions, as far as no transaction that still runs
 * can come in between. A sequence or a time stamp alone would lose what commits late.
 */
import { createHash } from 'node:crypto';
import type { ChatSelection } from '../../chat-log/query/chat-selection.ts';
import type { Instant } from '../../model/instant.ts';
import { changedKey } from '../changed-key.ts';
import type { ChangedKey, ChangePage, ChangeWindow, FeedHead } from '../chat-store.ts';
import type { ProjectRow } from '../project-row.ts';
import { selectFrom } from '../selection-sql.ts';
import { bindLiterals } from './bind-literals.ts';
import { SCHEMA } from './chat-reader.ts';
import type { CopyRow } from './copy-binary.ts';
import { type FeedPlace, formatPlace, formatPlain, isBefore, laterOf, type Place, START } from './feed-cursor-state.ts';
import { LONGEST_TRANSACTION_MS, type Statements } from './postgres-database.ts';

/** Everything below is committed or undone for good. */
const XMIN = 'pg_snapshot_xmin(pg_current_snapshot())';

/** Where the feed of a project stands, in one snapshot. */
export interface FeedEnds {
  /** The newest change below the watermark, or the horizon. */
  readonly end: Place;
  /** The newest tombstone that was forgotten. */
  readonly horizon: Place;
  readonly horizonAt: number;
  /** The oldest transaction that still runs. */
  readonly xmin: bigint;
  /** The first that has not completed yet; changes from `xmin` on are held back until it is reached. */
  readonly xmax: bigint;
}

function newestBelow(table: string): string {
  return `(SELECT xid, seq FROM ${SCHEMA}${table} WHERE project_row = p.project_row AND xid < ${XMIN} ORDER BY xid DESC, seq DESC LIMIT 1)`;
}

/** Of a project that is not there. */
export const NO_MOMENT: FeedHead = { version: '0.0', end: formatPlain(START) };

/** Two transaction ids as `bigint`: binary COPY sends both alike. */
const ENDS_SQL = `SELECT chat.xid, chat.seq, tombstone.xid, tombstone.seq, p.horizon_xid, p.horizon_seq, p.horizon_at,
    ${XMIN}, pg_snapshot_xmax(pg_current_snapshot())
  FROM parley.project AS p LEFT JOIN LATERAL ${newestBelow('chat')} AS chat ON true
    LEFT JOIN LATERAL ${newestBelow('tombstone')} AS tombstone ON true
  WHERE p.project_row = ?`;

function placeAt(row: CopyRow, column: number): Place {
  return { xid: row.int64(column), seq: row.int64(column + 1) };
}

export async function readEnds(statements: Statements, { projectRow }: ProjectRow): Promise<FeedEnds> {
  const [row] = await statements.copyOut(bindLiterals({ sql: ENDS_SQL, values: [projectRow] }));
  if (row === undefined) return { end: START, horizon: START, horizonAt: 0, xmin: 0n, xmax: 0n };
  const horizon = placeAt(row, 4);
  return {
    end: laterOf(laterOf(placeAt(row, 0), placeAt(row, 2)), horizon),
    horizon,
    horizonAt: row.int(6) ?? 0,
    xmin: row.int64(7),
    xmax: row.int64(8),
  };
}

/**
 * The newest change below the watermark and all that can be seen beyond it: transactions become visible out of order, so
 * that the newest alone would not tell of one that comes later with a lower number.
 */
export async function readMoment(statements: Statements, { projectRow }: ProjectRow): Promise<FeedHead> {
  const sql = 'SELECT end_xid, end_seq, visible FROM parley.read_moment(?)';
  const [row] = await statements.copyOut(bindLiterals({ sql, values: [projectRow] }));
  if (row === undefined) return NO_MOMENT;
  const end = formatPlain(placeAt(row, 0));
  const visible = row.text(2);
  const hash = visible === '' ? '' : `.${createHash('sha256').update(visible).digest('hex').slice(0, 24)}`;
  return { version: `${end}${hash}`, end };
}

/** The place before the first change that may have been committed at or after `since`. */
export async function findPlace(statements: Statements, project: ProjectRow, since: Instant): Promise<Place> {
  const { projectRow } = project;
  // A change is dated when it is written; its transaction may commit that much later.
  const first = since - LONGEST_TRANSACTION_MS;
  const ends = await readEnds(statements, project);
  const found = ['chat', 'tombstone'].map(
    (table) =>
      `(SELECT xid, seq FROM parley.${table} WHERE project_row = ? AND changed_at >= ? ORDER BY xid, seq LIMIT 1)`,
  );
  const rows = await statements.copyOut(
    bindLiterals({ sql: found.join(' UNION ALL '), values: [projectRow, first, projectRow, first] }),
  );
  let place = ends.end;
  for (const row of rows) {
    const { xid, seq } = placeAt(row, 0);
    const before = { xid, seq: seq - 1n };
    if (isBefore(before, place)) place = before;
  }
  // Of what lies before the horizon only the newest date is known.
  if (ends.horizon.xid === 0n) return place;
  if (ends.horizonAt < first) return laterOf(place, ends.horizon);
  const forgotten = { xid: ends.horizon.xid, seq: ends.horizon.seq - 1n };
  return isBefore(place, forgotten) ? place : forgotten;
}

/** A page of keys, all chosen by one statement. `lagMs` says by how much the watermark of `ends` is behind. */
export async function readPage(
  statements: Statements,
  project: ProjectRow,
  window: ChangeWindow,
  from: FeedPlace,
): Promise<Omit<ChangePage, 'watermarkLagMs'>> {
  // One more than is wanted tells whether there are more.
  const rows = await statements.copyOut(pageSql(project, window.selection, from, window.limit + 1));
  const wanted = rows.slice(0, window.limit);
  const isEnd = rows.length <= window.limit;
  const last = wanted.at(-1);
  const reached = last === undefined ? from : placeAt(last, 0);
  return {
    keys: wanted.map(readKey),
    next: formatPlace({ ...(isEnd ? laterOf(reached, from.base) : reached), base: from.base }),
    isEnd,
  };
}

function pageSql({ projectRow }: ProjectRow, selection: ChatSelection, { xid, seq }: Place, count: number): string {
  const isFiltered = Object.values(selection).some((value) => value !== undefined);
  const from = selectFrom({ projectRow }, selection, SCHEMA);
  const matches = isFiltered ? `EXISTS (SELECT 1 ${from.sql} AND ${from.idColumn} = key.chat_id)` : 'true';
  const part = (table: string, isErased: number) => `(SELECT xid, seq, chat_id, ${isErased} AS is_erased
    FROM parley.${table} WHERE project_row = ? AND (xid, seq) > (?::xid8, ?::bigint) AND xid < ${XMIN} ORDER BY xid, seq LIMIT ?)`;
  const one = [projectRow, String(xid), String(seq), count];
  return bindLiterals({
    sql: `SELECT xid, seq, chat_id, is_erased::bigint, (CASE WHEN is_erased = 1 THEN false ELSE ${matches} END)::int::bigint
      FROM (${part('chat', 0)} UNION ALL ${part('tombstone', 1)}) AS key ORDER BY xid, seq LIMIT ?`,
    values: [...(isFiltered ? from.values : []), ...one, ...one, count],
  });
}

function readKey(row: CopyRow): ChangedKey {
  return changedKey(row.int(2) ?? 0, row.int(3) === 1, row.int(4) === 1);
}

/** A place that a tombstone may be missing behind, or one of a history that this database does not have. */
export function isExpired(from: FeedPlace, { horizon, xmax }: FeedEnds): boolean {
  const known = laterOf(from, from.base);
  return isBefore(known, horizon) || known.xid >= xmax;
}
