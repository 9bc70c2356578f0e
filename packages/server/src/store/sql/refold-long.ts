/**
 * Folds long chats again in a thread beside this one, each from one moment of the store, before a commit stores what came
 * out: nobody waits for the folding.
 */
import { isSoundDigest } from '../../chat-log/codec/seal-chat.ts';
import type { ChatId } from '../../model/ids.ts';
import { StoreError } from '../store-error.ts';
import { readRows } from './chat-reader.ts';
import { readSoundRow } from './chat-row.ts';
import { type ChatHead, findHeads } from './chat-table.ts';
import type { Database, Statements } from './database.ts';
import { isFoundAs } from './found-as.ts';
import { foundOf, type LongChats, placeOf } from './long-chats.ts';
import type { ProjectRow, ProjectTable } from './project-table.ts';
import { sql } from './sql.ts';

export interface LongFoldParts {
  readonly database: Database;
  readonly projects: ProjectTable;
  readonly longChats: LongChats;
}

/** What the fold of a long chat gives as it was at that revision. */
export interface PreparedFold {
  readonly revision: number;
  readonly zoneRevision: number;
  readonly outcome: LongOutcome;
}

/** Not sealed when the store holds exactly that. */
export type LongOutcome = Awaited<ReturnType<LongChats['refold']>> | { readonly error: unknown };

/** The long ones among the chats. */
export async function prepareFolds(
  parts: LongFoldParts,
  project: ProjectRow,
  ids: readonly ChatId[],
): Promise<ReadonlyMap<ChatId, PreparedFold>> {
  const { database, projects, longChats } = parts;
  const prepared = new Map<ChatId, PreparedFold>();
  if (project.maxDocumentBytes < longChats.fromBytes) return prepared;
  const heads = await findHeads(database.live, project, ids);
  for (const id of ids) {
    const head = heads.get(id);
    if (head === undefined || !longChats.isLong(head)) continue;
    using statements = await database.openSnapshot('self');
    const now = await projects.read(statements, project.projectRow);
    const size = (await findHeads(statements, now, [id])).get(id);
    const outcome = size === undefined ? null : await foldLong(longChats, statements, now, id, size);
    if (size === undefined || outcome === null) continue;
    prepared.set(id, { revision: size.revision, zoneRevision: now.zoneRevision, outcome });
  }
  return prepared;
}

/** null for a chat without a single event. The statements must see one moment of the store. */
export async function foldLong(
  longChats: LongChats,
  statements: Statements,
  project: ProjectRow,
  id: ChatId,
  size: ChatHead,
): Promise<LongOutcome | null> {
  const event = await statements.get(
    { seq: 'int' },
    sql`SELECT seq FROM chat_event WHERE project_row = ${project.projectRow} AND chat_id = ${id} LIMIT 1`,
  );
  if (event === null) return null;
  const source = { statements, project, place: placeOf(project, id), size };
  try {
    const outcome = await longChats.refold(source, { stored: await readStored(statements, project, id) });
    if (!('isSame' in outcome) || (await isFoundAs(statements, project, id, foundOf(outcome)))) return outcome;
    return await longChats.refold(source, { stored: null });
  } catch (error) {
    if (error instanceof StoreError && error.code !== 'damaged') throw error;
    return { error };
  }
}

/** The stored chat, not opened; null when it is damaged. */
async function readStored(statements: Statements, project: ProjectRow, id: ChatId) {
  const [row] = await readRows(statements, project.projectRow, [id]);
  if (row === undefined || !isSoundDigest(row.digest, id, row.started_at)) return null;
  const sound = readSoundRow(row, 0);
  return sound === null ? null : { segment: sound.segment, mark: sound.mark, ext: sound.ext };
}
