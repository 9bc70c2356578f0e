/** One project of the store: every operation on its chats, its feed and their content. */
import { sealChat } from '../../chat-log/codec/seal-chat.ts';
import { foldStored } from '../../chat-log/fold/fold-stored.ts';
import type { ImportChat } from '../../chat-log/input/import-chat.ts';
import { formatPlace } from '../../chat-log/query/feed-position.ts';
import type { Actor } from '../../model/audit.ts';
import type { CompiledCalendars } from '../../model/calendar.ts';
import type { StoredEvent } from '../../model/event.ts';
import type { ChatId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import type { ProjectChats, ProjectPrivacy, ProjectStore, ProjectUpkeep } from '../chat-store.ts';
import { DamagedChat } from '../store-error.ts';
import { appendEvents, lockChat, startChat } from './append-events.ts';
import { readThese } from './chat-reader.ts';
import { findHeads } from './chat-table.ts';
import type { ReadingPlace, Statements, Transaction } from './database.ts';
import { attachmentsOf } from './desk/attachment-rows.ts';
import { deskOf } from './desk/project-desk.ts';
import { eraseChat } from './erasure.ts';
import { readEvents } from './event-table.ts';
import { explainLong } from './explain-long.ts';
import { countWithoutFacts } from './fact-table.ts';
import { SqlFeed } from './feed.ts';
import { importBatch } from './import-batch.ts';
import { LogWalk } from './log-walk.ts';
import type { ProjectParts } from './project-parts.ts';
import type { ProjectRow } from './project-table.ts';
import { visibleAmong } from './queue-limit.ts';
import { rebuildProject } from './rebuild.ts';
import { type Redaction, redactContact, redactOne } from './redact-chat.ts';
import { prepareRedaction } from './redact-long.ts';
import { countRemovable, removeMany } from './remove-many.ts';
import { countUnindexed } from './search-index.ts';

export function openProject(parts: ProjectParts, project: ProjectRow): ProjectStore {
  const { tenantId, projectId, name, zone, zoneRevision, chatCount, highestChatId, queueIds } = project;
  return {
    tenantId,
    projectId,
    name,
    zone,
    zoneRevision,
    chatCount: queueIds === null ? chatCount : null,
    highestChatId,
    queueIds,
    chats: chatsOf(parts, project),
    feed: new SqlFeed(parts, project),
    privacy: privacyOf(parts, project),
    upkeep: upkeepOf(parts, project),
    desk: deskOf(parts, project),
    attachments: attachmentsOf(parts.database, project.projectRow),
  };
}

/** Runs `work` in a commit that keeps out everybody else who starts, imports or erases chats of the project. */
function changeProject<T>(
  { database, projects }: ProjectParts,
  { projectRow }: ProjectRow,
  work: (transaction: Transaction, project: ProjectRow) => Promise<T>,
): Promise<T> {
  return database.write({ projectRow, chatId: null }, async (transaction) =>
    work(transaction, await projects.lock(transaction, projectRow)),
  );
}

/** As many chats are read sooner here than they are asked for elsewhere. */
const FEW_ROWS = 200;

function placeFor({ chatCount }: ProjectRow, mostRows: number): ReadingPlace {
  return Math.min(chatCount, mostRows) > FEW_ROWS ? 'beside' : 'here';
}

function chatsOf(parts: ProjectParts, project: ProjectRow): ProjectChats {
  const { database, calendars, ledger, blocks } = parts;
  const { projectRow } = project;
  const walk = (statements: Statements, release: () => void) =>
    new LogWalk({ statements, project, blocks, mender: parts, pause: () => database.pause(), release });
  const sees = async (id: ChatId) => (await visibleAmong(database.live, project, [id])).length > 0;
  return {
    append(request) {
      requireWhole(project);
      const { chatId, events } = request;
      if (chatId === null) {
        return changeProject(parts, project, (transaction, now) =>
          startChat(transaction, now, events, calendars, database),
        );
      }
      return database.write({ projectRow, chatId }, async (transaction) => {
        const chat = await lockChat(transaction, projectRow, chatId, parts);
        return 'refused' in chat ? chat : appendEvents(transaction, chat, events, calendars, database);
      });
    },
    import(chats, at, joined = []) {
      requireWhole(project);
      return changeProject(parts, project, (transaction, now) =>
        importBatch(
          transaction,
          now,
          { chats: foldedFor(now, project, chats, calendars), joined, at },
          ledger,
          database,
        ),
      );
    },
    read: async (id) => (await readThese(database.live, project, [id], parts))[0] ?? null,
    readEvents: async (id) => ((await sees(id)) ? readAllEvents(parts, project, id) : []),
    explainLong: async (id, isMetadataOnly) =>
      (await sees(id)) ? explainLong(parts, project, id, isMetadataOnly) : null,
    async count(selection) {
      const snapshot = await database.openSnapshot('self');
      using reader = walk(snapshot, () => snapshot[Symbol.dispose]());
      return await reader.countChats(selection);
    },
    countUnindexed: () => countUnindexed(database.live, project),
    countWithoutFacts: () => countWithoutFacts(database.live, project),
    async openSnapshot(mostRows = 0) {
      const snapshot = await database.openSnapshot('reader', placeFor(project, mostRows));
      return walk(snapshot, () => snapshot[Symbol.dispose]());
    },
    async openOwnSnapshot() {
      const snapshot = await database.openSnapshot('self');
      return walk(snapshot, () => snapshot[Symbol.dispose]());
    },
    openLiveReader: (mostRows = 0) =>
      walk(placeFor(project, mostRows) === 'beside' ? database.beside : database.live, () => undefined),
    async readDigests(selection) {
      const snapshot = await database.openSnapshot('self', placeFor(project, project.chatCount));
      const reader = walk(snapshot, () => snapshot[Symbol.dispose]());
      try {
        const { end } = await database.order.readEnds(snapshot, projectRow);
        return { end: formatPlace(end), batches: reader.readDigests(selection) };
      } catch (error) {
        reader[Symbol.dispose]();
        throw error;
      }
    },
  };
}

/** Notes what is damaged. @throws DamagedChat */
async function readAllEvents(
  { database: { live }, damage }: ProjectParts,
  project: ProjectRow,
  id: ChatId,
): Promise<readonly StoredEvent[]> {
  try {
    const before = (await findHeads(live, project, [id])).get(id);
    const events = await readEvents(live, project.projectRow, id);
    // A chat that was erased in between has no events.
    const isErased = events.length === 0 && !(await findHeads(live, project, [id])).has(id);
    if (isErased || events.length >= (before?.lastSeq ?? 0)) return events;
    throw new DamagedChat(id, `${events.length} of its ${before?.lastSeq} events are left`);
  } catch (error) {
    if (error instanceof DamagedChat) damage.note(project, { kind: 'events', chatId: id, isLost: true });
    throw error;
  }
}

/** Folds the chats again when the project's zone has changed since they were folded. */
function foldedFor(
  now: ProjectRow,
  before: ProjectRow,
  chats: readonly ImportChat[],
  calendars: CompiledCalendars,
): readonly ImportChat[] {
  if (now.zoneRevision === before.zoneRevision) return chats;
  return chats.map((chat) => {
    const folded = foldStored(now, chat.chatId, chat.events, calendars);
    return { ...chat, folded, sealed: sealChat(folded) };
  });
}

function privacyOf(parts: ProjectParts, project: ProjectRow): ProjectPrivacy {
  const { database, calendars, ledger, longChats } = parts;
  const sees = async (statements: Statements, id: ChatId) => (await visibleAmong(statements, project, [id])).length > 0;
  const removal = (at: Instant, actor: Actor, reason: string | null) => {
    const prepare: Redaction['prepare'] = (id, scope) => prepareRedaction(parts, project, id, { scope, at });
    const isLong: Redaction['isLong'] = (size) => longChats.isLong(size);
    return { at, actor, reason, ledger, calendars, placement: database, scrubber: database.scrubber, isLong, prepare };
  };
  const change = <T>(work: (transaction: Transaction, now: ProjectRow) => Promise<T>) =>
    changeProject(parts, project, work);
  return {
    eraseChat: (id: ChatId, at, actor, reason = null) =>
      change(async (transaction, now) =>
        (await sees(transaction, id)) ? eraseChat(transaction, now, id, removal(at, actor, reason)) : null,
      ),
    countRemovable(selection) {
      requireWhole(project);
      return countRemovable(database.live, project, selection);
    },
    removeMany(many) {
      requireWhole(project);
      return removeMany(change, many, removal(many.at, many.actor, many.reason));
    },
    async redact(target, at, actor, reason = null) {
      if (target.kind === 'contact') {
        // A contact may have chats in other queues too.
        if (project.queueIds !== null) return null;
        return redactContact(change, target.contactId, removal(at, actor, reason));
      }
      return (await sees(database.live, target.chatId)) ? redactOne(change, target, removal(at, actor, reason)) : null;
    },
  };
}

/** For what is done to all chats. @throws TypeError when the project was opened for a reader who sees only some */
function requireWhole({ queueIds }: ProjectRow): void {
  if (queueIds !== null) throw new TypeError('this needs the whole project, and it was opened for some queues');
}

function upkeepOf(parts: ProjectParts, project: ProjectRow): ProjectUpkeep {
  return {
    rebuild(request) {
      requireWhole(project);
      return rebuildProject(parts, project.projectRow, request);
    },
    setTimeZone(zone, deed) {
      requireWhole(project);
      return changeProject(parts, project, (transaction, now) => parts.projects.setZone(transaction, now, zone, deed));
    },
  };
}
