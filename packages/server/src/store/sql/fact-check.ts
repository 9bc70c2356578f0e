/** Which chats meet conditions on facts, also while some of them have no row of facts yet. */
import {
  conditionsOf,
  type FactCondition,
  type FilterSelection,
  isOfFacts,
  meets,
} from '../../chat-log/query/chat-selection.ts';
import { FACT_COLUMNS } from '../../chat-log/query/fact-columns.ts';
import { type ChatId, chatId } from '../../model/ids.ts';
import type { MenderParts } from './chat-mender.ts';
import { restrictFact } from './condition-sql.ts';
import type { Dialect, Statements } from './database.ts';
import { type MadeFactOf, makeFacts } from './made-facts.ts';
import type { ProjectRow } from './project-table.ts';
import { isOneOf, join, sql } from './sql.ts';

export interface FactCheckParts {
  readonly statements: Statements;
  readonly project: ProjectRow;
  readonly mender: MenderParts;
  readonly pause: () => Promise<void>;
}

/** Chats that are looked at together: those without facts are read. */
const TOGETHER = 32;

/** Whether every chat of the project has its row of facts. */
export async function hasAllFacts(statements: Statements, { projectRow }: ProjectRow): Promise<boolean> {
  const row = await statements.get(
    { chat_id: 'int' },
    sql`SELECT chat_id FROM fact_pending WHERE project_row = ${projectRow} LIMIT 1`,
  );
  return row === null;
}

/** Those of the chats that meet what the selection says of facts, in their order. @throws DamagedChat */
export async function keepByFacts(
  parts: FactCheckParts,
  selection: FilterSelection,
  ids: readonly ChatId[],
): Promise<readonly ChatId[]> {
  const conditions = conditionsOf(selection).filter(isOfFacts);
  const kept = new Set<number>();
  for (let at = 0; at < ids.length; at += TOGETHER) {
    const some = ids.slice(at, at + TOGETHER);
    for (const id of await findKept(parts, conditions, some)) kept.add(id);
    await parts.pause();
  }
  return ids.filter((id) => kept.has(id));
}

async function findKept(
  { statements, project, mender }: FactCheckParts,
  conditions: readonly FactCondition[],
  ids: readonly ChatId[],
): Promise<readonly number[]> {
  const { projectRow } = project;
  const byId = statements.dialect.byIdOnly('chat_fact');
  // In one statement: a chat that gets its facts between two would be in neither.
  const rows = await statements.all(
    { chat_id: 'int', is_pending: 'int' },
    sql`SELECT chat_id, 0 AS is_pending FROM chat_fact WHERE project_row = ${projectRow} AND ${isOneOf('chat_id', ids)}
        AND ${join(
          conditions.map((one) => restrictFact(statements.dialect, byId, one)),
          ' AND ',
        )}
      UNION ALL SELECT chat_id, 1 AS is_pending FROM fact_pending
        WHERE project_row = ${projectRow} AND ${isOneOf('chat_id', ids)}`,
  );
  const pending = rows.filter((row) => row.is_pending === 1).map((row) => row.chat_id);
  const made = await makeFacts(statements, project, pending, mender, (_, error) => {
    throw error;
  });
  const found = rows.filter((row) => row.is_pending === 0).map((row) => row.chat_id);
  return [
    ...found,
    ...made.filter((one) => meetsAll(statements.dialect, conditions, one)).map((one) => chatId(one.chatId)),
  ];
}

function meetsAll(dialect: Dialect, conditions: readonly FactCondition[], { values }: MadeFactOf): boolean {
  return conditions.every((condition) => {
    const { column, kind } = condition.filter;
    const value = values[FACT_COLUMNS.findIndex(({ name }) => name === column)] ?? null;
    if (value === null) return meets(condition, null);
    return meets(condition, kind === 'text' ? dialect.decodeText(String(value)) : Number(value));
  });
}
