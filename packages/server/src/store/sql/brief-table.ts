/** Briefs of chats as rows, written in the commit that writes the chat. */
import { ChatBrief, checksumOf } from '../../chat-log/codec/chat-brief.ts';
import type { ChatWrite } from '../../chat-log/fold/chat-write.ts';
import type { ChatId } from '../../model/ids.ts';
import type { AddedRows, Columns, Row } from './database.ts';
import type { ProjectRow } from './project-table.ts';
import { isOneOf, type Sql, sql } from './sql.ts';

/** What `openBrief` needs of a chat, whether it has a brief or not. */
export const BRIEF = { chat_id: 'int', revision: 'int', checksum: 'int?', brief: 'bytes?' } as const satisfies Columns;
const OF_CHAT = 'WHERE own.project_row = chat.project_row AND own.chat_id = chat.chat_id';
/** From `chat`. */
export const BRIEF_COLUMNS = `chat.chat_id, chat.revision,
  (SELECT checksum FROM chat_brief AS own ${OF_CHAT}) AS checksum, (SELECT brief FROM chat_brief AS own ${OF_CHAT}) AS brief`;
const COLUMNS = ['project_row', 'chat_id', 'checksum', 'brief'];

type Briefed = Pick<ChatWrite, 'chatId' | 'revision'> & { readonly sealed: Pick<ChatWrite['sealed'], 'brief'> };

/** The briefs of new chats. */
export function briefsAdded(project: ProjectRow, writes: readonly Briefed[]): AddedRows {
  return { table: 'chat_brief', columns: COLUMNS, rows: rowsOf(project, writes) };
}

/** The brief of a chat that changed, whether it had one or not. */
export function briefChanged({ projectRow }: ProjectRow, { chatId: id, revision, sealed: { brief } }: Briefed): Sql {
  if (brief === null) return sql`DELETE FROM chat_brief WHERE project_row = ${projectRow} AND chat_id = ${id}`;
  return sql`INSERT INTO chat_brief (project_row, chat_id, checksum, brief)
      VALUES (${projectRow}, ${id}, ${checksumOf(brief, id, revision)}, ${brief})
    ON CONFLICT (project_row, chat_id) DO UPDATE SET checksum = excluded.checksum, brief = excluded.brief`;
}

/** Leaves out chats that have one: those are as new. */
export function briefsMade(project: ProjectRow, made: readonly Briefed[]): AddedRows {
  return { ...briefsAdded(project, made), isIfAbsent: true };
}

export function briefsReset({ projectRow }: Pick<ProjectRow, 'projectRow'>): Sql {
  return sql`DELETE FROM chat_brief WHERE project_row = ${projectRow}`;
}

export function briefsRemoved({ projectRow }: Pick<ProjectRow, 'projectRow'>, ids: readonly ChatId[]): Sql {
  return sql`DELETE FROM chat_brief WHERE project_row = ${projectRow} AND ${isOneOf('chat_id', ids)}`;
}

/** The brief of a row; null when there is none that is as it was stored. */
export function openBrief(row: Row<typeof BRIEF>): ChatBrief | null {
  const { chat_id, revision, checksum, brief } = row;
  if (brief === null || checksumOf(brief, chat_id, revision) !== checksum) return null;
  try {
    return ChatBrief.unpack(brief);
  } catch {
    // Of a version with another dictionary.
    return null;
  }
}

function rowsOf({ projectRow }: ProjectRow, writes: readonly Briefed[]) {
  return writes.flatMap(({ chatId: id, revision, sealed: { brief } }) =>
    brief === null ? [] : [[projectRow, id, checksumOf(brief, id, revision), brief]],
  );
}
