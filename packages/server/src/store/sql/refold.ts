/**
 * Folds chats again whose documents were made by an older fold or for another time zone, a bounded number to a commit. What
 * comes out the same keeps its revision and its place in the feed.
 */
import { sealChat } from '../../chat-log/codec/seal-chat.ts';
import { foldStored } from '../../chat-log/fold/fold-stored.ts';
import { FOLD_VERSION } from '../../chat-log/fold/fold-version.ts';
import type { FoldedChat } from '../../chat-log/fold/folded-chat.ts';
import type { CompiledCalendars } from '../../model/calendar.ts';
import { type ChatId, chatId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import type { Zone } from '../../model/zone.ts';
import type { RebuildRequest, Rebuilt } from '../chat-store.ts';
import { StoreError } from '../store-error.ts';
import { dropBlocksAround } from './block-table.ts';
import { readThese } from './chat-reader.ts';
import { chatChanged, foundColumns, lockHead, participantsAdded, startDaysWidened } from './chat-table.ts';
import type { ChatWrite } from './chat-write.ts';
import type { Columns, Database, Statements, Transaction } from './database.ts';
import { readEvents } from './event-table.ts';
import { type ProjectRow, type ProjectTable, statsAfterWrite } from './project-table.ts';
import { raw, sql } from './sql.ts';

/** Chats to a commit: no live write waits longer than for these. */
const BATCH_CHATS = 20;
/** Rows whose version is looked at in one statement. */
const LOOK_ROWS = 2_000;

export interface RefoldParts {
  readonly database: Database;
  readonly projects: ProjectTable;
  readonly calendars: CompiledCalendars;
}

/** Works through what is outdated, project by project, until it is late; true when there is more to do. */
export async function refoldOutdated(parts: RefoldParts, at: Instant, isLate: () => boolean): Promise<boolean> {
  for (const project of await parts.projects.list(parts.database.live, null)) {
    let isMore = isOutdated(project);
    while (isMore) {
      isMore = await refoldNext(parts, project.projectRow, at);
      if (isMore && isLate()) return true;
      await parts.database.pause();
    }
  }
  return false;
}

/** What a later version wrote is left to that version. */
function isOutdated({ refoldedVersion, refoldedZoneRevision, zoneRevision }: ProjectRow): boolean {
  return refoldedVersion < FOLD_VERSION || refoldedZoneRevision !== zoneRevision;
}

/** The next outdated chats of the project in one commit, which also remembers how far they are done; false at the end. */
async function refoldNext(parts: RefoldParts, projectRow: number, at: Instant): Promise<boolean> {
  const { database, projects } = parts;
  return database.write({ projectRow, chatId: null }, async (transaction) => {
    const project = await projects.lock(transaction, projectRow);
    const { outdated, lookedTo } = await findOutdated(transaction, project);
    for (const id of outdated) await refoldChat(parts, transaction, project, id, at);
    const { zoneRevision } = project;
    await transaction.run(
      lookedTo === null
        ? sql`UPDATE project_read_stats SET refolded_version = ${FOLD_VERSION}, refolded_zone_revision = ${zoneRevision},
            refolded_to = -1 WHERE project_row = ${projectRow}`
        : sql`UPDATE project_read_stats SET refolded_to = ${lookedTo} WHERE project_row = ${projectRow}`,
    );
    return lookedTo !== null;
  });
}

/** The next outdated chats, and how far the project was looked through for them; null at its end. */
async function findOutdated(
  statements: Statements,
  { projectRow, zoneRevision, refoldedTo }: ProjectRow,
): Promise<{ readonly outdated: readonly ChatId[]; readonly lookedTo: ChatId | null }> {
  const rows = await statements.all(
    { chat_id: 'int', fold_version: 'int', zone_revision: 'int' },
    sql`SELECT chat_id, fold_version, zone_revision FROM chat
      WHERE project_row = ${projectRow} AND chat_id > ${refoldedTo} ORDER BY chat_id LIMIT ${LOOK_ROWS}`,
  );
  const outdated = rows
    .filter((row) => row.fold_version < FOLD_VERSION || row.zone_revision !== zoneRevision)
    .slice(0, BATCH_CHATS)
    .map((row) => chatId(row.chat_id));
  if (outdated.length === BATCH_CHATS) return { outdated, lookedTo: outdated.at(-1) ?? null };
  const last = rows.at(-1);
  return { outdated, lookedTo: last === undefined || rows.length < LOOK_ROWS ? null : chatId(last.chat_id) };
}

/**
 * Folds every chat of the project again, whatever made it, a batch to a commit, and counts them anew. A chat without events
 * stays as it is.
 */
export async function rebuildProject(
  parts: RefoldParts,
  projectRow: number,
  { isCheckOnly, at, onProgress, signal }: RebuildRequest,
): Promise<Rebuilt> {
  const { database, projects } = parts;
  const work = <T>(of: (statements: Transaction) => Promise<T>) => database.write({ projectRow, chatId: null }, of);
  let [chats, different] = [0, 0];
  const withoutEvents: ChatId[] = [];
  for (let after = -1; !signal.aborted; ) {
    const ids = await findNext(database.live, projectRow, after);
    const last = ids.at(-1);
    if (last === undefined) {
      if (!isCheckOnly) await work((transaction) => recount(transaction, projectRow));
      return { chats, different, withoutEvents, isComplete: true };
    }
    const results = await work(async (transaction) => {
      const project = await projects.lock(transaction, projectRow);
      const found: Refolded[] = [];
      for (const id of ids) found.push(await refoldChat(parts, transaction, project, id, isCheckOnly ? null : at));
      return found;
    });
    chats += ids.length;
    different += results.filter((result) => result === 'different').length;
    withoutEvents.push(...ids.filter((_, index) => results[index] === 'without-events'));
    after = last;
    onProgress(chats);
    await database.pause();
  }
  return { chats, different, withoutEvents, isComplete: false };
}

async function findNext(statements: Statements, projectRow: number, after: number): Promise<readonly ChatId[]> {
  const rows = await statements.all(
    { chat_id: 'int' },
    sql`SELECT chat_id FROM chat WHERE project_row = ${projectRow} AND chat_id > ${after}
      ORDER BY chat_id LIMIT ${BATCH_CHATS}`,
  );
  return rows.map((row) => chatId(row.chat_id));
}

type Refolded = 'same' | 'different' | 'without-events';

/** With the project locked; `at` is null where the chat is only compared. */
async function refoldChat(
  { database: { order, now }, calendars }: RefoldParts,
  transaction: Transaction,
  project: ProjectRow,
  id: ChatId,
  at: Instant | null,
): Promise<Refolded> {
  const { projectRow, zoneRevision } = project;
  const head = await lockHead(transaction, projectRow, id);
  if (head === null) return 'same';
  const events = await readEvents(transaction, projectRow, id);
  if (events.length === 0) return 'without-events';
  const folded = foldStored(project, id, events, calendars);
  const isSame = await isStoredAs(transaction, project, id, folded);
  if (at === null) return isSame ? 'same' : 'different';
  const write: ChatWrite = { ...head, chatId: id, folded, sealed: sealChat(folded), revision: head.revision + 1, at };
  if (!(await hasParticipants(transaction, project, write))) {
    await transaction.run(sql`DELETE FROM chat_participant WHERE project_row = ${projectRow} AND chat_id = ${id}`);
    await transaction.runTogether([participantsAdded(project, write)]);
  }
  if (isSame) {
    await transaction.run(
      sql`UPDATE chat SET fold_version = ${FOLD_VERSION}, zone_revision = ${zoneRevision}
        WHERE project_row = ${projectRow} AND chat_id = ${id}`,
    );
    return 'same';
  }
  await dropBlocksAround(transaction, project, [id]);
  const stampOf = await order.stamp(transaction, now(), 1);
  await transaction.runTogether([
    ...chatChanged(transaction, project, write, stampOf(0)),
    ...startDaysWidened(project, [write]),
    ...statsAfterWrite(project, write.sealed.documentBytes),
  ]);
  return 'different';
}

/** Whether the row holds exactly what the fold gives; a row that cannot be read does not. */
async function isStoredAs(
  statements: Statements,
  { projectRow }: ProjectRow,
  id: ChatId,
  folded: FoldedChat,
): Promise<boolean> {
  const found = foundColumns(statements.dialect, folded);
  const columns: Columns = Object.fromEntries(
    Object.entries(found).map(([name, value]) => [
      name,
      typeof value === 'string' ? ('text' as const) : ('int?' as const),
    ]),
  );
  const index = await statements.get(
    columns,
    sql`SELECT ${raw(Object.keys(found).join(', '))} FROM chat WHERE project_row = ${projectRow} AND chat_id = ${id}`,
  );
  if (index === null || Object.entries(found).some(([name, value]) => index[name] !== value)) return false;
  try {
    const [stored] = await readThese(statements, projectRow, [id]);
    return stored?.chatJson === JSON.stringify(folded.chat) && stored.extJson === JSON.stringify(folded.ext);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    return false;
  }
}

/** Whether those who are stored as having taken part are those whom the fold names. */
async function hasParticipants(statements: Statements, project: ProjectRow, write: ChatWrite): Promise<boolean> {
  const stored = await statements.all(
    { kind: 'text', participant_id: 'int' },
    sql`SELECT kind, participant_id FROM chat_participant WHERE project_row = ${project.projectRow} AND chat_id = ${write.chatId}`,
  );
  const { agents, queues } = write.folded.index;
  const named = new Set([...agents.map((id) => `agent ${id}`), ...queues.map((id) => `queue ${id}`)]);
  return (
    stored.length === named.size && stored.every(({ kind, participant_id }) => named.has(`${kind} ${participant_id}`))
  );
}

/** Ids of chats that are gone stay taken, so the highest never falls. */
async function recount(transaction: Transaction, projectRow: number): Promise<void> {
  await transaction.lockProject(projectRow);
  const counted = await transaction.get(
    { chats: 'int', highest: 'int', longest: 'int' },
    sql`SELECT count(*) AS chats, coalesce(max(chat_id), 0) AS highest, coalesce(max(document_bytes), 0) AS longest
      FROM chat WHERE project_row = ${projectRow}`,
  );
  const { chats, highest, longest } = counted ?? { chats: 0, highest: 0, longest: 0 };
  await transaction.runTogether([
    sql`UPDATE project SET chat_count = ${chats},
      highest_chat_id = CASE WHEN highest_chat_id < ${highest} THEN ${highest} ELSE highest_chat_id END
      WHERE project_row = ${projectRow}`,
    sql`UPDATE project_read_stats SET max_document_bytes = ${longest}
      WHERE project_row = ${projectRow} AND max_document_bytes < ${longest}`,
  ]);
}

/** Changes the zone of the project; its chats are folded for the new one in the background. */
export async function setTimeZone({ database, projects }: RefoldParts, projectRow: number, zone: Zone): Promise<void> {
  await database.write({ projectRow, chatId: null }, async (transaction) => {
    const project = await projects.lock(transaction, projectRow);
    if (project.zone.name === zone.name) return;
    await transaction.runTogether([
      sql`UPDATE project SET time_zone = ${zone.name}, zone_revision = zone_revision + 1 WHERE project_row = ${projectRow}`,
      sql`UPDATE project_read_stats SET refolded_to = -1 WHERE project_row = ${projectRow}`,
    ]);
  });
}
