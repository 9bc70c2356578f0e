/** Checks that a store agrees with itself: its counters, and every document with its checksum and its events. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { inflateRawSync } from 'node:zlib';
import { openSegment } from '../../chat-log/codec/segment.ts';
import type { Columns, Row, Statements } from './database.ts';
import { type ProjectRow, ProjectTable } from './project-table.ts';
import { SCHEMA_VERSION } from './schema-steps.ts';
import { sql } from './sql.ts';

export interface Finding {
  readonly verdict: 'ok' | 'warn' | 'fail';
  /** What was looked at and how it is; for `warn` and `fail` also what to do. */
  readonly text: string;
}

export interface InspectionOptions {
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  /** Monotonic milliseconds. */
  readonly monotonicMs: () => number;
  /** Ends the look over the documents. */
  readonly signal: AbortSignal;
}

const BATCH_ROWS = 200;
const NAMED_CHATS = 10;
/** A clock that shows a time before this version was made is not set. */
const EARLIEST_CREDIBLE_MS = Date.UTC(2026, 0, 1);
const DAY_MS = 86_400_000;

export function checkVersion(version: number): Finding {
  if (version === SCHEMA_VERSION) return { verdict: 'ok', text: `tables: version ${version}` };
  if (version > SCHEMA_VERSION) {
    return { verdict: 'fail', text: `tables: version ${version} was made by a later Parley; update this one` };
  }
  const next = 'the next start of parley serve brings them up to date';
  return { verdict: 'warn', text: `tables: version ${version} of ${SCHEMA_VERSION}; ${next}` };
}

/** A finding for each: the clock, the counters, the documents. */
export async function* checkContent(
  statements: Statements,
  { nowMs, signal }: InspectionOptions,
): AsyncGenerator<Finding> {
  yield checkClock(nowMs(), await readNewestChange(statements));
  const projects = await new ProjectTable().list(statements, null);
  yield await checkCounters(statements, projects);
  yield await checkDocuments(statements, projects, signal);
}

/** Epoch milliseconds; null when there is no chat. */
async function readNewestChange(statements: Statements): Promise<number | null> {
  const row = await statements.get({ newest: 'int?' }, sql`SELECT max(updated_at) AS newest FROM chat`);
  return row?.newest ?? null;
}

function checkClock(nowMs: number, newestChangeMs: number | null): Finding {
  const now = new Date(nowMs).toISOString();
  const isBehind = nowMs < EARLIEST_CREDIBLE_MS;
  const isBehindStore = newestChangeMs !== null && newestChangeMs > nowMs + DAY_MS;
  if (!isBehind && !isBehindStore) return { verdict: 'ok', text: `clock: ${now}` };
  const reason = isBehind ? 'that is long past' : 'the store holds changes from more than a day later';
  return { verdict: 'warn', text: `clock: ${now}; ${reason}; set the time of the machine` };
}

/** The number of chats must be exact; ids of chats that are gone count as seen, so the highest may lie above. */
async function checkCounters(statements: Statements, projects: readonly ProjectRow[]): Promise<Finding> {
  const wrong: string[] = [];
  for (const { projectRow, tenantId, projectId, chatCount, highestChatId } of projects) {
    const counted = await statements.get(
      { chats: 'int', highest: 'int' },
      sql`SELECT count(*) AS chats, coalesce(max(chat_id), 0) AS highest FROM chat WHERE project_row = ${projectRow}`,
    );
    const { chats, highest } = counted ?? { chats: 0, highest: 0 };
    if (chats === chatCount && highest <= highestChatId) continue;
    wrong.push(`${tenantId}/${projectId} says ${chatCount} chats and has ${chats}`);
  }
  if (wrong.length === 0) return { verdict: 'ok', text: `counters of ${projects.length} projects` };
  return { verdict: 'fail', text: `counters: ${wrong.join('; ')}; stop the server and run parley rebuild` };
}

async function checkDocuments(
  statements: Statements,
  projects: readonly ProjectRow[],
  signal: AbortSignal,
): Promise<Finding> {
  let checked = 0;
  const damaged: string[] = [];
  for (const project of projects) {
    for (let after: number | null = -1; after !== null; await nextTurn()) {
      if (signal.aborted) return { verdict: 'warn', text: `documents: stopped after ${checked}` };
      const rows: readonly Row<typeof STORED>[] = await readStored(statements, project, after);
      checked += rows.length;
      const wrong = rows.filter((row) => !isSound(row)).map((row) => row.chat_id);
      damaged.push(...wrong.map((id) => `${project.tenantId}/${project.projectId}/${id}`));
      after = rows.at(-1)?.chat_id ?? null;
    }
  }
  if (damaged.length === 0) return { verdict: 'ok', text: `documents of ${checked} chats` };
  const what = `documents: ${damaged.length} of ${checked} are damaged (${damaged.slice(0, NAMED_CHATS).join(', ')})`;
  return { verdict: 'fail', text: `${what}; stop the server and run parley rebuild` };
}

const STORED = {
  chat_id: 'int',
  segment: 'bytes',
  segment_meta: 'bytes',
  ext: 'bytes?',
  has_events: 'int',
} as const satisfies Columns;

function readStored(
  statements: Statements,
  { projectRow }: ProjectRow,
  after: number,
): Promise<readonly Row<typeof STORED>[]> {
  return statements.bulk(
    STORED,
    sql`SELECT chat.chat_id, chat.segment, chat.segment_meta, chat_ext.ext,
        CASE WHEN EXISTS (SELECT 1 FROM chat_event
          WHERE chat_event.project_row = chat.project_row AND chat_event.chat_id = chat.chat_id) THEN 1 ELSE 0 END AS has_events
      FROM chat LEFT JOIN chat_ext ON chat_ext.project_row = chat.project_row AND chat_ext.chat_id = chat.chat_id
      WHERE chat.project_row = ${projectRow} AND chat.chat_id > ${after} ORDER BY chat.chat_id LIMIT ${BATCH_ROWS}`,
  );
}

function isSound({ segment, segment_meta, ext, has_events }: Row<typeof STORED>): boolean {
  if (ext === null || has_events !== 1) return false;
  try {
    JSON.parse(Buffer.from(openSegment(segment, segment_meta)).toString());
    JSON.parse(inflateRawSync(ext).toString());
    return true;
  } catch {
    return false;
  }
}
