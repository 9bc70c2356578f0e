/** Reads the stored digests of a selection of chats in bounded steps. */
import type { ChatSelection, ChatWindow } from '../../log/chat-selection.ts';
import { chatId } from '../../model/ids.ts';
import { instant } from '../../model/instant.ts';
import type { ChatDigest } from '../journal.ts';
import { type Step, walk } from '../log-walk.ts';
import { boundIds, selectFrom } from '../selection-sql.ts';
import { asBytes } from './chat-reader.ts';
import type { ProjectRow } from './project-table.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import type { SqliteWalkSource } from './sqlite-walk-source.ts';

/** Digests to a statement: about 3 ms. */
const STEP_ROWS = 1_000;

/** By chatId; the source is released at the end, or when the reader stops. */
export async function* readDigests(
  source: SqliteWalkSource,
  project: ProjectRow | null,
  selection: ChatSelection,
): AsyncGenerator<readonly ChatDigest[]> {
  const limit = Number.MAX_SAFE_INTEGER;
  const window: ChatWindow = { selection, direction: 'ASC', from: null, to: null, offset: 0, limit };
  try {
    if (project === null) return;
    yield* walk(source, project, window, (of, part) => readStep(source.connection, of, part));
  } finally {
    source.release();
  }
}

function readStep(connection: SqliteConnection, project: ProjectRow, window: ChatWindow): Step<readonly ChatDigest[]> {
  const from = selectFrom(project, window.selection);
  const bounds = boundIds(window, from.idColumn);
  const limit = Math.min(STEP_ROWS, window.limit);
  const rows = connection.all(
    `SELECT chat.chat_id, chat.started_at, chat.digest ${from.sql} ${bounds.sql} ORDER BY ${from.idColumn} LIMIT ?`,
    ...from.values,
    ...bounds.values,
    limit,
  );
  const result = rows.map((row) => ({
    chatId: chatId(Number(row.chat_id)),
    startedAt: instant(Number(row.started_at)),
    digest: Buffer.from(asBytes(row.digest)).readBigUInt64BE(),
  }));
  return { result, count: rows.length, lastChatId: result.at(-1)?.chatId ?? null, isLast: rows.length < limit };
}
