/** Compares by what a chat is found in the store with what its fold gives. */
import type { FoldedFacts } from '../../chat-log/fold/folded-chat.ts';
import { participantsOf } from '../../chat-log/query/filter-columns.ts';
import type { ChatId } from '../../model/ids.ts';
import { FOUND_COLUMNS, foundValues } from './chat-columns.ts';
import type { Columns, Statements } from './database.ts';
import type { ProjectRow } from './project-table.ts';
import { raw, sql } from './sql.ts';

/** Whether columns and participants of the chat are those that the fold names. */
export async function isFoundAs(
  statements: Statements,
  project: ProjectRow,
  id: ChatId,
  folded: FoldedFacts,
): Promise<boolean> {
  const { projectRow } = project;
  const found = foundValues(statements.dialect, folded).map((value, at) => ({ name: FOUND_COLUMNS[at] ?? '', value }));
  const columns: Columns = Object.fromEntries(
    found.map(({ name, value }) => [name, typeof value === 'string' ? ('text' as const) : ('int?' as const)]),
  );
  const index = await statements.get(
    columns,
    sql`SELECT ${raw(FOUND_COLUMNS.join(', '))} FROM chat WHERE project_row = ${projectRow} AND chat_id = ${id}`,
  );
  if (index === null || found.some(({ name, value }) => index[name] !== value)) return false;
  return hasParticipants(statements, project, id, folded);
}

/** Whether the stored participants are those that the fold names. */
async function hasParticipants(
  statements: Statements,
  { projectRow }: ProjectRow,
  id: ChatId,
  folded: FoldedFacts,
): Promise<boolean> {
  const stored = await statements.all(
    { kind: 'text', participant_id: 'int' },
    sql`SELECT kind, participant_id FROM chat_participant WHERE project_row = ${projectRow} AND chat_id = ${id}`,
  );
  const named = new Set(participantsOf(folded).map((one) => `${one.kind} ${one.id}`));
  return (
    stored.length === named.size && stored.every(({ kind, participant_id }) => named.has(`${kind} ${participant_id}`))
  );
}
