/** Reads the stored digests of a selection of chats in bounded steps. */
import type { ChatSelection, ChatWindow } from '../../log/chat-selection.ts';
import { chatId } from '../../model/ids.ts';
import { instant } from '../../model/instant.ts';
import type { ChatDigest } from '../journal.ts';
import { type Step, walk } from '../log-walk.ts';
import { bindLiterals } from './bind-literals.ts';
import { innerSelect } from './chat-reader.ts';
import type { Statements } from './postgres-database.ts';
import type { PostgresWalkSource } from './postgres-walk-source.ts';
import type { ProjectRow } from './project-table.ts';

const STEP_ROWS = 1_000;

/** By chatId; the source is released at the end, or when the reader stops. */
export async function* readDigests(
  source: PostgresWalkSource,
  project: ProjectRow | null,
  selection: ChatSelection,
): AsyncGenerator<readonly ChatDigest[]> {
  const limit = Number.MAX_SAFE_INTEGER;
  const window: ChatWindow = { selection, direction: 'ASC', from: null, to: null, offset: 0, limit };
  try {
    if (project === null) return;
    yield* walk(source, project, window, (of, part) => readStep(source.statements, of, part));
  } finally {
    source.release();
  }
}

async function readStep(
  statements: Statements,
  project: ProjectRow,
  window: ChatWindow,
): Promise<Step<readonly ChatDigest[]>> {
  const limit = Math.min(STEP_ROWS, window.limit);
  const select = innerSelect(project, { ...window, limit }, 'chat.chat_id, chat.started_at, chat.digest');
  const rows = await statements.copyOut(bindLiterals(select));
  const result = rows.map((row) => ({
    chatId: chatId(row.int(0) ?? 0),
    startedAt: instant(row.int(1) ?? 0),
    digest: row.bytes(2).readBigUInt64BE(),
  }));
  return { result, count: rows.length, lastChatId: result.at(-1)?.chatId ?? null, isLast: rows.length < limit };
}
