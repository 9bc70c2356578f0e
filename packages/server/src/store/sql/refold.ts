/** Folds outdated chats again in the background. The progress is kept with the project, so any process can continue. */
import { FOLD_VERSION } from '../../chat-log/fold/fold-version.ts';
import { type ChatId, chatId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import type { RefoldNews } from '../chat-store.ts';
import type { Statements } from './database.ts';
import type { ProjectRow } from './project-table.ts';
import { type RefoldParts, refoldChats, type SizedChat, takeBatch } from './refold-chats.ts';
import { type PreparedFold, prepareFolds } from './refold-long.ts';
import { sql } from './sql.ts';

const LOOK_ROWS = 2_000;

/** Works through what is outdated, project by project, until it is late; true when there is more to do. */
export async function refoldOutdated(
  parts: RefoldParts,
  at: Instant,
  isLate: () => boolean,
  tell: (news: RefoldNews) => void,
): Promise<boolean> {
  for (const project of await parts.projects.list(parts.database.live, null)) {
    let isMore = isOutdated(project);
    while (isMore) {
      const step = await refoldNext(parts, project.projectRow, at);
      for (const news of step.news) tell(news);
      isMore = step.isMore;
      await parts.database.pause();
      if (isMore && isLate()) return true;
    }
  }
  return false;
}

/** Whether there is work for this version. What a later one has begun is left to that one. */
function isOutdated(project: ProjectRow): boolean {
  return project.refoldedVersion < FOLD_VERSION || !isForItsZone(project) || isUnderWay(project);
}

function isForItsZone({ refoldedZoneRevision, zoneRevision }: ProjectRow): boolean {
  return refoldedZoneRevision === zoneRevision;
}

/** Whether a pass over all chats, of this version and for the zone of now, has begun and not ended. */
function isUnderWay(project: ProjectRow): boolean {
  return project.refoldedVersion === FOLD_VERSION && isForItsZone(project) && project.refoldedTo !== null;
}

interface Step {
  readonly isMore: boolean;
  readonly news: readonly RefoldNews[];
}

/** The next outdated chats of the project in one commit, which also remembers how far the project is done. */
async function refoldNext(parts: RefoldParts, projectRow: number, at: Instant): Promise<Step> {
  const { database, projects } = parts;
  const prepared = await prepareNext(parts, projectRow);
  return database.write({ projectRow, chatId: null }, async (transaction): Promise<Step> => {
    const project = await projects.lock(transaction, projectRow);
    // Another process may have ended it meanwhile.
    if (!isOutdated(project)) return { isMore: false, news: [] };
    const { tenantId, projectId, zoneRevision } = project;
    const scope = { tenantId, projectId };
    const isBegun = isUnderWay(project);
    const { outdated, lookedTo } = await findOutdated(transaction, project);
    const ids = outdated.map((chat) => chat.chatId);
    const { failed } = await refoldChats(parts, transaction, project, ids, at, prepared);
    await transaction.run(
      sql`UPDATE project_read_stats SET refolded_version = ${FOLD_VERSION}, refolded_zone_revision = ${zoneRevision},
        refolded_to = ${lookedTo} WHERE project_row = ${projectRow}`,
    );
    const isMore = lookedTo !== null;
    return {
      isMore,
      news: [
        ...(isBegun ? [] : [{ ...scope, kind: 'begun' } as const]),
        ...failed.map((one) => ({ ...scope, kind: 'failed', ...one }) as const),
        ...(isMore ? [] : [{ ...scope, kind: 'done' } as const]),
      ],
    };
  });
}

/** Folds the long ones of the next outdated chats. Only projects that have such chats pay for it. */
async function prepareNext(parts: RefoldParts, projectRow: number): Promise<ReadonlyMap<ChatId, PreparedFold>> {
  const { live } = parts.database;
  const project = await parts.projects.read(live, projectRow);
  if (project.maxDocumentBytes < parts.longChats.fromBytes) return new Map();
  const { outdated } = await findOutdated(live, project);
  const ids = outdated.map((chat) => chat.chatId);
  return prepareFolds(parts, project, ids);
}

/** The next outdated chats, and how far the project was looked through for them; null at its end. */
async function findOutdated(
  statements: Statements,
  project: ProjectRow,
): Promise<{ readonly outdated: readonly SizedChat[]; readonly lookedTo: number | null }> {
  const { projectRow, zoneRevision } = project;
  const from = isUnderWay(project) ? project.refoldedTo : null;
  const rows = await statements.all(
    { chat_id: 'int', fold_version: 'int', zone_revision: 'int', document_bytes: 'int' },
    sql`SELECT chat_id, fold_version, zone_revision, document_bytes FROM chat
      WHERE project_row = ${projectRow} AND chat_id > ${from ?? -1} ORDER BY chat_id LIMIT ${LOOK_ROWS}`,
  );
  const all = rows
    // Rows of a later version are left to it.
    .filter(({ fold_version: version, zone_revision: zone }) => {
      return version < FOLD_VERSION || (version === FOLD_VERSION && zone !== zoneRevision);
    })
    .map((row) => ({ chatId: chatId(row.chat_id), documentBytes: row.document_bytes }));
  const outdated = takeBatch(all);
  if (outdated.length < all.length) return { outdated, lookedTo: outdated.at(-1)?.chatId ?? null };
  return { outdated, lookedTo: rows.length < LOOK_ROWS ? null : (rows.at(-1)?.chat_id ?? null) };
}
