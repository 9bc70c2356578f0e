/** Checks that a store agrees with itself: its counters, and every copy with its checksum and with its events. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { FOLD_VERSION } from '../../chat-log/fold/fold-version.ts';
import { CompiledCalendars } from '../../model/calendar.ts';
import { type ChatId, chatId } from '../../model/ids.ts';
import type { ChatPlace, StoreFact, WrongCounter } from '../store-facts.ts';
import { BLOCK_ROW, BLOCK_ROW_COLUMNS, judgeBlock } from './block-row.ts';
import { readRows } from './chat-reader.ts';
import { readSoundRow } from './chat-row.ts';
import { checkFactBlocks } from './check-fact-blocks.ts';
import { checkFacts } from './check-facts.ts';
import { checkSearch } from './check-search.ts';
import type { Statements } from './database.ts';
import { listKept } from './desk/shelf-upkeep.ts';
import { type ProjectRow, ProjectTable } from './project-table.ts';
import { compareChats } from './refold-chats.ts';
import { raw, sql } from './sql.ts';
import { isSoundTombstone } from './tombstone.ts';

const BATCH_ROWS = 100;
const BATCH_BLOCKS = 50;
const BATCH_FILES = 1_000;

/** The newest change, the counters, then every copy; `signal` ends the look over the copies. */
export async function* checkContent(statements: Statements, signal: AbortSignal): AsyncGenerator<StoreFact> {
  yield { kind: 'newest-change', atMs: await readNewestChange(statements) };
  const projects = await new ProjectTable().list(statements, null);
  yield { kind: 'counters', projects: projects.length, wrong: await findWrongCounters(statements, projects) };
  yield* checkChats(statements, projects, signal);
  yield await checkBlocks(statements, projects, signal);
  yield await checkTombstones(statements, projects);
  yield* checkFacts(statements, projects, signal);
  yield await checkFactBlocks(statements, projects, signal);
  yield await checkSearch(statements, projects, signal);
  yield* listFiles(statements, signal);
}

async function* listFiles(statements: Statements, signal: AbortSignal): AsyncGenerator<StoreFact> {
  for (let last = ''; !signal.aborted; await nextTurn()) {
    const files = await listKept(statements, last, BATCH_FILES);
    const end = files.at(-1);
    if (end === undefined) return;
    yield { kind: 'attachments', files };
    last = end.sha256;
  }
}

async function readNewestChange(statements: Statements): Promise<number | null> {
  const row = await statements.get({ newest: 'int?' }, sql`SELECT max(updated_at) AS newest FROM chat`);
  return row?.newest ?? null;
}

/** The number of chats must be exact; ids of chats that are gone count as seen, so the highest may lie above. */
async function findWrongCounters(
  statements: Statements,
  projects: readonly ProjectRow[],
): Promise<readonly WrongCounter[]> {
  const wrong: WrongCounter[] = [];
  for (const { projectRow, tenantId, projectId, chatCount, highestChatId } of projects) {
    const row = await statements.get(
      { chats: 'int', highest: 'int' },
      sql`SELECT count(*) AS chats, coalesce(max(chat_id), 0) AS highest FROM chat WHERE project_row = ${projectRow}`,
    );
    const { chats, highest } = row ?? { chats: 0, highest: 0 };
    if (chats === chatCount && highest <= highestChatId) continue;
    wrong.push({ tenantId, projectId, noted: chatCount, counted: chats });
  }
  return wrong;
}

/** Every document and what finds it against the fold of its events, and every event against its checksum. */
async function* checkChats(
  statements: Statements,
  projects: readonly ProjectRow[],
  signal: AbortSignal,
): AsyncGenerator<StoreFact> {
  const [documents, events]: [ChatPlace[], ChatPlace[]] = [[], []];
  let checked = 0;
  for (const project of projects) {
    const place = (id: ChatId) => ({ tenantId: project.tenantId, projectId: project.projectId, chatId: id });
    for (let after: number | null = -1; after !== null && !signal.aborted; await nextTurn()) {
      const batch = await checkBatch(statements, project, after);
      checked += batch.checked;
      documents.push(...batch.documents.map(place));
      events.push(...batch.events.map(place));
      after = batch.last;
    }
  }
  const isComplete = !signal.aborted;
  yield { kind: 'documents', checked, damaged: documents, isComplete };
  yield { kind: 'events', checked, damaged: events, isComplete };
}

interface CheckedBatch {
  readonly checked: number;
  /** Null at the end of the project. */
  readonly last: number | null;
  readonly documents: readonly ChatId[];
  readonly events: readonly ChatId[];
}

async function checkBatch(statements: Statements, project: ProjectRow, after: number): Promise<CheckedBatch> {
  const rows = await statements.all(
    { chat_id: 'int', fold_version: 'int', zone_revision: 'int' },
    sql`SELECT chat_id, fold_version, zone_revision FROM chat
      WHERE project_row = ${project.projectRow} AND chat_id > ${after} ORDER BY chat_id LIMIT ${BATCH_ROWS}`,
  );
  const ids = rows.map((row) => chatId(row.chat_id));
  const isCurrent = new Map(
    rows.map((row) => [row.chat_id, row.fold_version === FOLD_VERSION && row.zone_revision === project.zoneRevision]),
  );
  const compared = await compareChats({ calendars: new CompiledCalendars() }, statements, project, ids);
  const events = [...compared.withoutEvents, ...compared.failed.map((one) => one.chatId)];
  const different = compared.different.map((one) => one.chatId);
  const stale = different.filter((id) => isCurrent.get(id) !== true);
  const unsound = await findUnsound(statements, project, [...events, ...stale]);
  const documents = [...different.filter((id) => isCurrent.get(id) === true), ...unsound].sort((a, b) => a - b);
  return { checked: rows.length, last: rows.at(-1)?.chat_id ?? null, documents, events };
}

/** Those of the chats whose documents are not as they were stored. */
async function findUnsound(
  statements: Statements,
  { projectRow }: ProjectRow,
  ids: readonly ChatId[],
): Promise<readonly ChatId[]> {
  const rows = await readRows(statements, projectRow, ids);
  return rows.filter((row) => readSoundRow(row) === null).map((row) => chatId(row.chat_id));
}

async function checkBlocks(
  statements: Statements,
  projects: readonly ProjectRow[],
  signal: AbortSignal,
): Promise<StoreFact> {
  const damaged: ChatPlace[] = [];
  let checked = 0;
  for (const { projectRow, tenantId, projectId } of projects) {
    for (let after: number | null = -1; after !== null && !signal.aborted; await nextTurn()) {
      const from: number = after;
      const rows = await statements.bulk(
        BLOCK_ROW,
        sql`SELECT ${raw(BLOCK_ROW_COLUMNS)} FROM chat_block
          WHERE project_row = ${projectRow} AND first_chat_id > ${from} ORDER BY first_chat_id LIMIT ${BATCH_BLOCKS}`,
      );
      checked += rows.length;
      const wrong = rows.filter((row) => judgeBlock(row) === 'damaged');
      damaged.push(...wrong.map((row) => ({ tenantId, projectId, chatId: chatId(row.first_chat_id) })));
      after = rows.at(-1)?.first_chat_id ?? null;
    }
  }
  return { kind: 'blocks', checked, damaged, isComplete: !signal.aborted };
}

async function checkTombstones(statements: Statements, projects: readonly ProjectRow[]): Promise<StoreFact> {
  const damaged: ChatPlace[] = [];
  for (const { projectRow, tenantId, projectId } of projects) {
    const rows = await statements.all(
      { chat_id: 'int', revision: 'int', deleted_at: 'int', checksum: 'int?' },
      sql`SELECT chat_id, revision, deleted_at, checksum FROM tombstone WHERE project_row = ${projectRow}`,
    );
    const wrong = rows.filter((row) => !isSoundTombstone({ ...row, chatId: row.chat_id, deletedAt: row.deleted_at }));
    damaged.push(...wrong.map((row) => ({ tenantId, projectId, chatId: chatId(row.chat_id) })));
  }
  return { kind: 'tombstones', damaged };
}
