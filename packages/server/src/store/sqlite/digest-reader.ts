/** Reads the stored digests of a selection of chats. */
import type { ChatSelection, ChatWindow } from '../../chat-log/query/chat-selection.ts';
import { chatId } from '../../model/ids.ts';
import { instant } from '../../model/instant.ts';
import type { ChatDigest } from '../chat-store.ts';
import type { ProjectRow } from '../project-row.ts';
import { boundIds, selectFrom } from '../selection-sql.ts';
import { walkDigests } from '../walk-digests.ts';
import { asBytes } from './chat-reader.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import type { SqliteWalkSource } from './sqlite-walk-source.ts';

/** By chatId; the source is released at the end, or when the reader stops. */
export function readDigests(
  source: SqliteWalkSource,
  project: ProjectRow | null,
  selection: ChatSelection,
): AsyncGenerator<readonly ChatDigest[]> {
  return walkDigests(source, project, selection, (of, window) => readStep(source.connection, of, window));
}

function readStep(connection: SqliteConnection, project: ProjectRow, window: ChatWindow): readonly ChatDigest[] {
  const from = selectFrom(project, window.selection);
  const bounds = boundIds(window, from.idColumn);
  const rows = connection.all(
    `SELECT chat.chat_id, chat.started_at, chat.digest ${from.sql} ${bounds.sql} ORDER BY ${from.idColumn} LIMIT ?`,
    ...from.values,
    ...bounds.values,
    window.limit,
  );
  return rows.map((row) => ({
    chatId: chatId(Number(row.chat_id)),
    startedAt: instant(Number(row.started_at)),
    digest: Buffer.from(asBytes(row.digest)).readBigUInt64BE(),
  }));
}
