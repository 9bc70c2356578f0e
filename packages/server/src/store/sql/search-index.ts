/** Indexes the words of chats that came or changed, step by step, beside all other work. Each step is a commit of its own. */
import { indexedWords } from '../../chat-log/search/indexed-words.ts';
import { searchedTexts } from '../../chat-log/search/searched-texts.ts';
import { type ChatId, chatId } from '../../model/ids.ts';
import type { UnindexedNews } from '../chat-store.ts';
import { DamagedChat, StoreError } from '../store-error.ts';
import { ChatMender, type MenderParts } from './chat-mender.ts';
import { readRows } from './chat-reader.ts';
import { type ChatRow, documentOf } from './chat-row.ts';
import type { Database, IndexedChat, Statements } from './database.ts';
import type { ProjectRow, ProjectTable } from './project-table.ts';
import { isVisible } from './queue-limit.ts';
import { isOneOf, raw, sql } from './sql.ts';

export interface SearchIndexParts extends MenderParts {
  readonly database: Database;
  readonly projects: ProjectTable;
}

/** Chats to a commit. */
const STEP_CHATS = 128;
/** Chats whose words are taken in one turn of the event loop, unless one of them is long: about 10 ms. */
const TURN_CHATS = 16;

interface ReadChat extends IndexedChat {
  readonly revision: number;
  /** Whether the index can have it. */
  readonly isHeld: boolean;
}

/** All projects; true when time ran out before the last chat was done. `tell` names chats that could not be taken in. */
export async function indexWords(
  parts: SearchIndexParts,
  isLate: () => boolean,
  tell: (news: UnindexedNews) => void,
): Promise<boolean> {
  const { database, projects } = parts;
  for (;;) {
    const due = await findDue(database.live);
    if (due === null) return false;
    const project = await projects.read(database.live, due.projectRow);
    await indexChats(parts, project, await readDue(parts, project, due.ids, tell));
    if (isLate()) return true;
    await database.pause();
  }
}

async function findDue(
  statements: Statements,
): Promise<{ readonly projectRow: number; readonly ids: readonly ChatId[] } | null> {
  const rows = await statements.all(
    { project_row: 'int', chat_id: 'int' },
    sql`SELECT project_row, chat_id FROM search_pending WHERE is_due = 1 ORDER BY project_row, chat_id LIMIT ${STEP_CHATS}`,
  );
  const [first] = rows;
  if (first === undefined) return null;
  const own = rows.filter((row) => row.project_row === first.project_row);
  return { projectRow: first.project_row, ids: own.map((row) => chatId(row.chat_id)) };
}

async function readDue(
  parts: SearchIndexParts,
  project: ProjectRow,
  ids: readonly ChatId[],
  tell: (news: UnindexedNews) => void,
): Promise<readonly ReadChat[]> {
  const { database } = parts;
  const { tenantId, projectId } = project;
  const mender = new ChatMender(parts, project);
  const chats: ReadChat[] = [];
  for (let at = 0; at < ids.length; at += TURN_CHATS) {
    const rows = await readRows(database.live, project.projectRow, ids.slice(at, at + TURN_CHATS));
    for (const row of rows) {
      const onError = (error: unknown) => tell({ tenantId, projectId, chatId: chatId(row.chat_id), error });
      chats.push(await readWords(parts, mender, row, onError));
    }
    await database.pause();
  }
  return chats;
}

/** One that cannot be read stays out of the index, so that the others get in; a search that comes to it fails. */
async function readWords(
  parts: SearchIndexParts,
  mender: ChatMender,
  row: ChatRow,
  onError: (error: unknown) => void,
): Promise<ReadChat> {
  const { database, longChats } = parts;
  const own = { chatId: chatId(row.chat_id), revision: row.revision };
  try {
    const chat = await mender.open(database.live, row);
    const words =
      chat.document === null
        ? await longChats.words(chat)
        : indexedWords(searchedTexts(Buffer.from(documentOf(chat)).toString()));
    return { ...own, words, isHeld: database.dialect.search.canHold({ ...own, words }) };
  } catch (error) {
    if (error instanceof StoreError && !(error instanceof DamagedChat)) throw error;
    onError(error);
    return { ...own, words: [], isHeld: false };
  }
}

/** Leaves those out that changed since they were read, or that somebody is changing. */
async function indexChats(
  { database }: SearchIndexParts,
  { projectRow }: ProjectRow,
  chats: readonly ReadChat[],
): Promise<void> {
  const { dialect } = database;
  const ids = chats.map((chat) => chat.chatId);
  await database.write(null, async (transaction) => {
    const rows = await transaction.all(
      { chat_id: 'int', revision: 'int' },
      dialect.forUpdateUnlessLocked(
        sql`SELECT chat_id, revision FROM chat WHERE project_row = ${projectRow} AND ${isOneOf('chat_id', ids)}
          AND EXISTS (SELECT 1 FROM search_pending AS own WHERE own.project_row = chat.project_row AND own.chat_id = chat.chat_id)
          ORDER BY chat_id`,
      ),
    );
    const revisions = new Map(rows.map((row) => [row.chat_id, row.revision]));
    const same = chats.filter((chat) => revisions.get(chat.chatId) === chat.revision);
    const held = same.filter(({ isHeld }) => isHeld);
    const others = same.filter(({ isHeld }) => !isHeld);
    await transaction.runTogether([
      ...dialect.search.add(projectRow, held),
      sql`DELETE FROM search_pending WHERE project_row = ${projectRow} AND ${isOneOf(
        'chat_id',
        held.map((chat) => chat.chatId),
      )}`,
      sql`UPDATE search_pending SET is_due = 0 WHERE project_row = ${projectRow} AND ${isOneOf(
        'chat_id',
        others.map((chat) => chat.chatId),
      )}`,
    ]);
  });
}

/** How many chats of the project a search has to read one by one. */
export async function countUnindexed(statements: Statements, project: ProjectRow): Promise<number> {
  const { projectRow } = project;
  const limit = isVisible(project, 'search_pending.chat_id') ?? raw('1 = 1');
  const row = await statements.get(
    { count: 'int' },
    sql`SELECT count(*) AS count FROM search_pending WHERE project_row = ${projectRow} AND ${limit}`,
  );
  return row?.count ?? 0;
}
