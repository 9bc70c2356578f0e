/** Reads the stored digests of a selection of chats. */
import type { ChatSelection, ChatWindow } from '../../chat-log/query/chat-selection.ts';
import { chatId } from '../../model/ids.ts';
import { instant } from '../../model/instant.ts';
import type { ChatDigest } from '../chat-store.ts';
import type { ProjectRow } from '../project-row.ts';
import { walkDigests } from '../walk-digests.ts';
import { bindLiterals } from './bind-literals.ts';
import { innerSelect } from './chat-reader.ts';
import type { Statements } from './postgres-database.ts';
import type { PostgresWalkSource } from './postgres-walk-source.ts';

/** By chatId; the source is released at the end, or when the reader stops. */
export function readDigests(
  source: PostgresWalkSource,
  project: ProjectRow | null,
  selection: ChatSelection,
): AsyncGenerator<readonly ChatDigest[]> {
  return walkDigests(source, project, selection, (of, window) => readStep(source.statements, of, window));
}

async function readStep(
  statements: Statements,
  project: ProjectRow,
  window: ChatWindow,
): Promise<readonly ChatDigest[]> {
  const select = innerSelect(project, window, 'chat.chat_id, chat.started_at, chat.digest');
  const rows = await statements.copyOut(bindLiterals(select));
  return rows.map((row) => ({
    chatId: chatId(row.int(0) ?? 0),
    startedAt: instant(row.int(1) ?? 0),
    digest: row.bytes(2).readBigUInt64BE(),
  }));
}
