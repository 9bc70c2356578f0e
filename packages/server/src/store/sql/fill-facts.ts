/** Gives facts to chats that were stored before there were any, step by step, beside all other work. Each step is a commit. */

import { packFullRow } from '../../chat-log/codec/full-row.ts';
import { chatId } from '../../model/ids.ts';
import { instant } from '../../model/instant.ts';
import type { UnindexedNews } from '../chat-store.ts';
import { briefsMade } from './brief-table.ts';
import type { MenderParts } from './chat-mender.ts';
import type { Database } from './database.ts';
import { factsMade } from './fact-table.ts';
import { fullRowsMade, type RowWrite } from './full-row-table.ts';
import { type MadeFactOf, makeFacts } from './made-facts.ts';
import type { ProjectRow, ProjectTable } from './project-table.ts';
import { isOneOf, raw, sql } from './sql.ts';

export interface FillParts extends MenderParts {
  readonly database: Database;
  readonly projects: ProjectTable;
}

interface MadeChat extends MadeFactOf {
  readonly fullRow: RowWrite | null;
}

/** Chats to a commit. */
const STEP_CHATS = 128;
/** Chats that are opened in one turn of the event loop: about 5 ms. */
const TURN_CHATS = 32;

/**
 * All projects, or one; true when time ran out before the last chat was done. `tell` names chats that cannot be read: they
 * stay without, so that whoever counts them fails as whoever lists them.
 */
export async function fillFacts(
  parts: FillParts,
  isLate: () => boolean,
  tell: (news: UnindexedNews) => void,
  onlyProject: number | null = null,
): Promise<boolean> {
  const { database, projects } = parts;
  for (;;) {
    const due = await findDue(parts, onlyProject);
    const [first] = due;
    if (first === undefined) return false;
    const project = await projects.read(database.live, first.project_row);
    const ids = due.filter((row) => row.project_row === first.project_row).map((row) => row.chat_id);
    await storeFacts(parts, project, ids, await makeThese(parts, project, ids, tell));
    if (isLate()) return true;
    await database.pause();
  }
}

function findDue({ database }: FillParts, onlyProject: number | null) {
  const ofProject = onlyProject === null ? raw('') : sql`AND project_row = ${onlyProject}`;
  return database.live.all(
    { project_row: 'int', chat_id: 'int' },
    sql`SELECT project_row, chat_id FROM fact_pending WHERE is_due = 1 ${ofProject}
      ORDER BY project_row, chat_id LIMIT ${STEP_CHATS}`,
  );
}

async function makeThese(
  parts: FillParts,
  project: ProjectRow,
  ids: readonly number[],
  tell: (news: UnindexedNews) => void,
): Promise<readonly MadeChat[]> {
  const { database } = parts;
  const { tenantId, projectId } = project;
  const made: MadeChat[] = [];
  for (let at = 0; at < ids.length; at += TURN_CHATS) {
    const some = await makeFacts(database.live, project, ids.slice(at, at + TURN_CHATS), parts, (id, error) =>
      tell({ tenantId, projectId, chatId: chatId(id), error }),
    );
    made.push(...some.map((one) => ({ ...one, fullRow: fullRowOf(one) })));
    await database.pause();
  }
  return made;
}

function fullRowOf({ chatId: id, opened }: MadeFactOf): RowWrite | null {
  if (opened === null) return null;
  const { stored, chat, ext } = opened;
  const { revision, updatedAt, isImported, sumResponseTime, transfers, transferCount } = stored;
  const facts = { isImported, sumResponseTime, transfers, transferCount };
  return { chatId: id, revision, at: instant(updatedAt), ...facts, fullRow: packFullRow(chat, ext, true) };
}

/** Leaves those for later that changed since they were read, or that somebody is changing. */
async function storeFacts(
  { database }: FillParts,
  project: ProjectRow,
  ids: readonly number[],
  made: readonly MadeChat[],
): Promise<void> {
  const { projectRow } = project;
  const { dialect } = database;
  await database.write(null, async (transaction) => {
    const rows = await transaction.all(
      { chat_id: 'int', revision: 'int' },
      dialect.forUpdateUnlessLocked(
        sql`SELECT chat_id, revision FROM chat WHERE project_row = ${projectRow} AND ${isOneOf('chat_id', ids)}
          AND EXISTS (SELECT 1 FROM fact_pending AS own WHERE own.project_row = chat.project_row AND own.chat_id = chat.chat_id)
          ORDER BY chat_id`,
      ),
    );
    const madeOf = new Map<number, MadeChat>(made.map((one) => [one.chatId, one]));
    const same = rows.filter(({ chat_id, revision }) => (madeOf.get(chat_id)?.revision ?? revision) === revision);
    const [done, failed] = [new Map<number, MadeChat>(), [] as number[]];
    for (const { chat_id } of same) {
      const one = madeOf.get(chat_id);
      if (one === undefined) failed.push(chat_id);
      else done.set(chat_id, one);
    }
    const those = (some: readonly number[]) => sql`project_row = ${projectRow} AND ${isOneOf('chat_id', some)}`;
    await transaction.runTogether([
      ...factsMade(project, [...done.values()]),
      briefsMade(
        project,
        [...done.values()].map(({ chatId: id, revision, brief }) => ({
          chatId: id,
          revision,
          sealed: { brief },
        })),
      ),
      fullRowsMade(
        project,
        [...done.values()].flatMap((one) => one.fullRow ?? []),
      ),
      sql`DELETE FROM fact_pending WHERE ${those([...done.keys()])}`,
      sql`UPDATE fact_pending SET is_due = 0 WHERE ${those(failed)}`,
      sql`DELETE FROM fact_pending WHERE ${those(ids)} AND NOT EXISTS (SELECT 1 FROM chat
        WHERE chat.project_row = fact_pending.project_row AND chat.chat_id = fact_pending.chat_id)`,
    ]);
  });
}
