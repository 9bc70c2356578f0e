/** Checks that a store agrees with itself: its counters, and every document with its checksum and its events. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isSound } from '../../chat-log/codec/segment.ts';
import { type ChatId, chatId, type ProjectScope } from '../../model/ids.ts';
import type { StoreFact, WrongCounter } from '../store-facts.ts';
import type { Columns, Row, Statements } from './database.ts';
import { type ProjectRow, ProjectTable } from './project-table.ts';
import { sql } from './sql.ts';

const BATCH_ROWS = 200;

/** The newest change, the counters, the documents; `signal` ends the look over the documents. */
export async function* checkContent(statements: Statements, signal: AbortSignal): AsyncGenerator<StoreFact> {
  yield { kind: 'newest-change', atMs: await readNewestChange(statements) };
  const projects = await new ProjectTable().list(statements, null);
  yield { kind: 'counters', projects: projects.length, wrong: await findWrongCounters(statements, projects) };
  yield await checkDocuments(statements, projects, signal);
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

async function checkDocuments(
  statements: Statements,
  projects: readonly ProjectRow[],
  signal: AbortSignal,
): Promise<StoreFact> {
  let checked = 0;
  const damaged: (ProjectScope & { readonly chatId: ChatId })[] = [];
  for (const project of projects) {
    const { tenantId, projectId } = project;
    for (let after: number | null = -1; after !== null; await nextTurn()) {
      if (signal.aborted) return { kind: 'documents', checked, damaged, isComplete: false };
      const rows: readonly Row<typeof STORED>[] = await readStored(statements, project, after);
      checked += rows.length;
      const wrong = rows.filter(({ segment, segment_meta, ext, has_events }) => {
        return ext === null || has_events !== 1 || !isSound(segment, segment_meta, ext);
      });
      damaged.push(...wrong.map((row) => ({ tenantId, projectId, chatId: chatId(row.chat_id) })));
      after = rows.at(-1)?.chat_id ?? null;
    }
  }
  return { kind: 'documents', checked, damaged, isComplete: true };
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
