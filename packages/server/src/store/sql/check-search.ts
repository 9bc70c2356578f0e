/** Checks that the index of words has every chat that does not wait for it, with the words that it has. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { indexedWords } from '../../chat-log/search/indexed-words.ts';
import { searchedTexts } from '../../chat-log/search/searched-texts.ts';
import { chatId } from '../../model/ids.ts';
import { StoreError } from '../store-error.ts';
import type { StoreFact } from '../store-facts.ts';
import { readRows } from './chat-reader.ts';
import { type ChatRow, documentOf, readSoundRow } from './chat-row.ts';
import type { Statements } from './database.ts';
import type { ProjectRow } from './project-table.ts';
import { sql } from './sql.ts';

const BATCH_ROWS = 50;

export async function checkSearch(
  statements: Statements,
  projects: readonly ProjectRow[],
  signal: AbortSignal,
): Promise<StoreFact> {
  const { indexed, waiting, neither, wrong } = await countPlaces(statements);
  const counts = { kind: 'search', indexed, waiting } as const;
  try {
    let astray = neither + wrong + (await countAstrayEntries(statements));
    for (const project of projects) astray += await countOtherwise(statements, project, signal);
    return { ...counts, astray, isReadable: true };
  } catch (error) {
    // The index can be made again; whatever else is damaged is told by the other checks.
    if (error instanceof StoreError && error.code === 'damaged') return { ...counts, astray: 0, isReadable: false };
    throw error;
  }
}

async function countPlaces(statements: Statements) {
  const row = await statements.get(
    { indexed: 'int', waiting: 'int', neither: 'int', wrong: 'int' },
    sql`SELECT
      (SELECT count(*) FROM search_words) AS indexed,
      (SELECT count(*) FROM search_pending) AS waiting,
      (SELECT count(*) FROM chat WHERE
        NOT EXISTS (SELECT 1 FROM search_words AS own WHERE own.project_row = chat.project_row AND own.chat_id = chat.chat_id)
        AND NOT EXISTS (SELECT 1 FROM search_pending AS own WHERE own.project_row = chat.project_row AND own.chat_id = chat.chat_id)
      ) AS neither,
      (SELECT count(*) FROM search_words AS words WHERE
        NOT EXISTS (SELECT 1 FROM chat WHERE chat.project_row = words.project_row AND chat.chat_id = words.chat_id)
        OR EXISTS (SELECT 1 FROM search_pending AS own WHERE own.project_row = words.project_row AND own.chat_id = words.chat_id)
      ) AS wrong`,
  );
  return row ?? { indexed: 0, waiting: 0, neither: 0, wrong: 0 };
}

/** Entries of words that no chat has, or the other way round: their numbers differ. */
async function countAstrayEntries(statements: Statements): Promise<number> {
  const count = statements.dialect.search.countAstray;
  if (count === null) return 0;
  await statements.all({}, count.prepare);
  return Math.abs((await statements.get({ astray: 'int' }, count.select))?.astray ?? 0);
}

/** Chats whose words are others in the index than in their documents. */
async function countOtherwise(statements: Statements, project: ProjectRow, signal: AbortSignal): Promise<number> {
  const { projectRow } = project;
  let otherwise = 0;
  for (let after = -1; !signal.aborted; await nextTurn()) {
    const found = await statements.all(
      { chat_id: 'int' },
      sql`SELECT chat_id FROM search_words WHERE project_row = ${projectRow} AND chat_id > ${after}
        ORDER BY chat_id LIMIT ${BATCH_ROWS}`,
    );
    const last = found.at(-1);
    if (last === undefined) return otherwise;
    after = last.chat_id;
    const ids = found.map((row) => chatId(row.chat_id));
    for (const row of await readRows(statements, projectRow, ids)) {
      const sound = readSoundRow(row);
      if (sound === null) continue;
      const words = indexedWords(searchedTexts(Buffer.from(documentOf(sound)).toString()));
      const lookups = statements.dialect.search.confirm(projectRow, { chatId: chatId(row.chat_id), words });
      const isOtherwise = !(await confirmAll(statements, lookups));
      if (isOtherwise && (await isStill(statements, projectRow, row))) otherwise += 1;
    }
  }
  return otherwise;
}

/** Whether nobody has changed the chat meanwhile. */
async function isStill(statements: Statements, projectRow: number, { chat_id, revision }: ChatRow): Promise<boolean> {
  const row = await statements.get(
    { chat_id: 'int' },
    sql`SELECT chat_id FROM chat WHERE project_row = ${projectRow} AND chat_id = ${chat_id} AND revision = ${revision}`,
  );
  return row !== null;
}

async function confirmAll(statements: Statements, lookups: ReturnType<Statements['dialect']['search']['confirm']>) {
  for (const lookup of lookups) if ((await statements.get({ chat_id: 'int' }, lookup)) === null) return false;
  return true;
}
