/** Facts of chats as rows, written in the commit that writes the chat; blocks of facts go with each change. */

import type { ChatWrite } from '../../chat-log/fold/chat-write.ts';
import type { ChatFacts } from '../../chat-log/fold/folded-chat.ts';
import { FACT_COLUMNS, MEASURED, SHARED } from '../../chat-log/query/fact-columns.ts';
import type { ChatId } from '../../model/ids.ts';
import { briefsReset } from './brief-table.ts';
import { rowUpsert } from './changed-columns.ts';
import type { Change, Dialect, Statements } from './database.ts';
import { factBlocksDropped, factBlocksReset } from './fact-block-table.ts';
import { fullRowsReset } from './full-row-table.ts';
import type { ProjectRow } from './project-table.ts';
import { isOneOf, type Sql, type SqlValue, sql } from './sql.ts';

const NAMES = FACT_COLUMNS.map(({ name }) => name);
const COLUMNS = ['project_row', 'chat_id', ...NAMES];

const upsertFact = rowUpsert('chat_fact', ['project_row', 'chat_id'], NAMES);

/** The facts of new chats. */
export function factsAdded(dialect: Dialect, project: ProjectRow, writes: readonly ChatWrite[]): readonly Change[] {
  const { projectRow } = project;
  const rows = writes.map((write) => [projectRow, write.chatId, ...factValues(dialect, write)]);
  const ids = writes.map((write) => write.chatId);
  return [{ table: 'chat_fact', columns: COLUMNS, rows }, ...factBlocksDropped(project, ids)];
}

/** The facts of a chat that changed, whether it had any or not. `stored`: those that it has, as far as that is known. */
export function factChanged(
  project: ProjectRow,
  id: ChatId,
  values: readonly SqlValue[],
  stored: readonly SqlValue[] = [],
): readonly Sql[] {
  return [upsertFact([project.projectRow, id], values, stored), ...factBlocksDropped(project, [id])];
}

/** Removes the facts of chats that go. */
export function factsRemoved(project: ProjectRow, ids: readonly ChatId[]): readonly Sql[] {
  const those = sql`project_row = ${project.projectRow} AND ${isOneOf('chat_id', ids)}`;
  return [
    sql`DELETE FROM chat_fact WHERE ${those}`,
    sql`DELETE FROM fact_pending WHERE ${those}`,
    ...factBlocksDropped(project, ids),
  ];
}

/** In the order of `FACT_COLUMNS`. */
export function factValues(dialect: Dialect, { folded }: Pick<ChatWrite, 'folded'>): SqlValue[] {
  const shared = SHARED.map(({ kind, of }) => {
    const value = of(folded);
    return kind === 'compared' ? dialect.comparable(String(value)) : value;
  });
  return [...shared, ...measuredValues(dialect, folded.facts)];
}

/** The values of `MEASURED`, as columns hold them. */
export function measuredValues(dialect: Dialect, facts: ChatFacts): SqlValue[] {
  return MEASURED.map(({ kind, of }) => {
    const value = of(facts);
    return kind === 'text' ? dialect.encodeText(String(value)) : value;
  });
}

/** Facts that were made of stored chats, their values in the order of `FACT_COLUMNS`. */
export interface MadeFact {
  readonly chatId: ChatId;
  readonly values: readonly SqlValue[];
}

/** Leaves out chats that have facts: those are as new. */
export function factsMade(project: ProjectRow, made: readonly MadeFact[]): readonly Change[] {
  const rows = made.map(({ chatId, values }) => [project.projectRow, chatId, ...values]);
  const ids = made.map(({ chatId }) => chatId);
  return [{ table: 'chat_fact', columns: COLUMNS, rows, isIfAbsent: true }, ...factBlocksDropped(project, ids)];
}

/** Removes all facts, briefs and full rows of a project; each chat is to get some again. */
export function factsReset({ projectRow }: Pick<ProjectRow, 'projectRow'>): readonly Sql[] {
  return [
    sql`DELETE FROM chat_fact WHERE project_row = ${projectRow}`,
    factBlocksReset({ projectRow }),
    sql`DELETE FROM fact_pending WHERE project_row = ${projectRow} AND NOT EXISTS (SELECT 1 FROM chat
      WHERE chat.project_row = fact_pending.project_row AND chat.chat_id = fact_pending.chat_id)`,
    briefsReset({ projectRow }),
    fullRowsReset({ projectRow }),
    // SQLite would take ON for a join without the condition.
    sql`INSERT INTO fact_pending (project_row, chat_id, is_due)
      SELECT project_row, chat_id, 1 FROM chat WHERE project_row = ${projectRow}
      ON CONFLICT (project_row, chat_id) DO UPDATE SET is_due = 1`,
  ];
}

/** How many chats may have no facts yet. */
export async function countWithoutFacts(
  statements: Statements,
  { projectRow }: Pick<ProjectRow, 'projectRow'>,
): Promise<number> {
  const row = await statements.get(
    { count: 'int' },
    sql`SELECT count(*) AS count FROM fact_pending WHERE project_row = ${projectRow}`,
  );
  return row?.count ?? 0;
}
