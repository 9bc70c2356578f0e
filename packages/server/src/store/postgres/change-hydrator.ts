/** How the chats of a page of the feed are now, a bounded number at a time. */
import type { ChatId } from '../../model/ids.ts';
import { instant } from '../../model/instant.ts';
import type { ChangedKey, ChatChange } from '../chat-store.ts';
import type { ProjectRow } from '../project-row.ts';
import { bindLiterals } from './bind-literals.ts';
import { readStoredRow, STORED_COLUMNS } from './chat-reader.ts';
import type { Statements } from './postgres-database.ts';

/** These are unpacked on the thread that serves everybody. */
const OPENED_CHATS = 20;
/** More documents than this together are read one by one. */
const CHUNK_BYTES = 8_000_000;

/** In the order of the keys; a chat that is gone without a trace is left out. */
export async function* readAsNow(
  statements: Statements,
  project: ProjectRow,
  keys: readonly ChangedKey[],
): AsyncGenerator<readonly ChatChange[]> {
  const isLong = project.maxDocumentBytes * OPENED_CHATS > CHUNK_BYTES;
  const size = isLong ? Math.max(1, Math.floor(CHUNK_BYTES / project.maxDocumentBytes)) : OPENED_CHATS;
  for (let at = 0; at < keys.length; at += size) {
    const batch = await readBatch(statements, project, keys.slice(at, at + size));
    if (batch.length > 0) yield batch;
  }
}

async function readBatch(
  statements: Statements,
  project: ProjectRow,
  keys: readonly ChangedKey[],
): Promise<readonly ChatChange[]> {
  const found = new Map<number, ChatChange>();
  await addChats(statements, project, idsOf(keys, 'changed'), found);
  await addRevisions(statements, project, idsOf(keys, 'left'), found);
  const gone = keys.map((key) => key.chatId).filter((id) => !found.has(id));
  await addTombstones(statements, project, gone, found);
  return keys.map((key) => found.get(key.chatId)).filter((change) => change !== undefined);
}

function idsOf(keys: readonly ChangedKey[], kind: ChangedKey['kind']): readonly ChatId[] {
  return keys.filter((key) => key.kind === kind).map((key) => key.chatId);
}

type Found = Map<number, ChatChange>;

async function addChats(statements: Statements, project: ProjectRow, ids: readonly ChatId[], found: Found) {
  if (ids.length === 0) return;
  const sql = `SELECT ${STORED_COLUMNS} FROM parley.chat AS chat WHERE project_row = ? AND chat_id IN (${ids.map(() => '?').join(', ')})`;
  for (const row of await statements.copyOut(bindLiterals({ sql, values: [project.projectRow, ...ids] }))) {
    const chat = readStoredRow(row);
    found.set(chat.chatId, { kind: 'changed', chat });
  }
}

async function addRevisions(statements: Statements, { projectRow }: ProjectRow, ids: readonly ChatId[], found: Found) {
  if (ids.length === 0) return;
  const sql = 'SELECT chat_id, revision FROM parley.chat WHERE project_row = $1 AND chat_id = ANY($2::bigint[])';
  for (const row of await statements.query(sql, [projectRow, ids])) {
    const id = Number(row.chat_id) as ChatId;
    found.set(id, { kind: 'left', chatId: id, revision: Number(row.revision) });
  }
}

async function addTombstones(statements: Statements, { projectRow }: ProjectRow, ids: readonly ChatId[], found: Found) {
  if (ids.length === 0) return;
  const sql =
    'SELECT chat_id, revision, deleted_at FROM parley.tombstone WHERE project_row = $1 AND chat_id = ANY($2::bigint[])';
  for (const row of await statements.query(sql, [projectRow, ids])) {
    const id = Number(row.chat_id) as ChatId;
    const deletedAt = instant(Number(row.deleted_at));
    found.set(id, { kind: 'erased', chatId: id, revision: Number(row.revision), deletedAt });
  }
}
