/**
 * Folds stored chats again and stores those that come out differently; the others keep revision and place in the feed.
 */
import { isSoundDigest, type SealedChat, sealChat } from '../../chat-log/codec/seal-chat.ts';
import type { ChatWrite } from '../../chat-log/fold/chat-write.ts';
import { foldStored } from '../../chat-log/fold/fold-stored.ts';
import { FOLD_VERSION } from '../../chat-log/fold/fold-version.ts';
import type { FoldedChat, FoldedFacts } from '../../chat-log/fold/folded-chat.ts';
import type { CompiledCalendars } from '../../model/calendar.ts';
import { type ChatId, chatId as chatIdOf } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import { DamagedChat, StoreError } from '../store-error.ts';
import { dropBlocksAround } from './block-table.ts';
import { refuseMissing } from './chat-mender.ts';
import { readRows, textsOf } from './chat-reader.ts';
import { type ChatRow, readSoundRow } from './chat-row.ts';
import {
  type ChatHead,
  chatChanged,
  lockHead,
  participantsAdded,
  participantsRemoved,
  startDaysWidened,
} from './chat-table.ts';
import type { Statements, Transaction } from './database.ts';
import { readEvents } from './event-table.ts';
import { isFoundAs } from './found-as.ts';
import { foundOf } from './long-chats.ts';
import { type ProjectRow, statsAfterWrite } from './project-table.ts';
import { queuesFoundAgain } from './queue-limit.ts';
import type { LongFoldParts, LongOutcome, PreparedFold } from './refold-long.ts';
import { isOneOf, sql } from './sql.ts';

/** Chats to a commit: no live write waits longer than for these. */
export const BATCH_CHATS = 20;
/** Bytes of documents to a commit, unless a single one is longer: opening and compressing them takes about 50 ms. */
const BATCH_BYTES = 500_000;

const NONE: ReadonlyMap<ChatId, PreparedFold> = new Map();

export interface RefoldParts extends LongFoldParts {
  readonly calendars: CompiledCalendars;
}

/** A stored chat, as far as it says how much work it is. */
export interface SizedChat {
  readonly chatId: ChatId;
  readonly documentBytes: number;
}

/** The first of the chats, as many as one commit may fold. */
export function takeBatch<C extends SizedChat>(chats: readonly C[]): readonly C[] {
  let bytes = 0;
  const end = chats.findIndex(({ documentBytes }, at) => {
    bytes += documentBytes;
    return at === BATCH_CHATS || (at > 0 && bytes > BATCH_BYTES);
  });
  return end === -1 ? chats : chats.slice(0, end);
}

/** What became of chats that were folded again, each named once. */
export interface Refolded {
  readonly same: readonly ChatId[];
  readonly different: readonly {
    readonly chatId: ChatId;
    readonly folded: FoldedFacts;
    readonly seal: () => SealedChat;
  }[];
  readonly withoutEvents: readonly ChatId[];
  /** Chats whose events cannot be read or folded: they stay as they are. */
  readonly failed: readonly { readonly chatId: ChatId; readonly error: unknown }[];
}

/** Folds the chats and compares without storing; leaves out chats that do not exist. `findLong` gives long ones, folded. */
export async function compareChats(
  { calendars }: Pick<RefoldParts, 'calendars'>,
  statements: Statements,
  project: ProjectRow,
  ids: readonly ChatId[],
  findLong: (chatId: ChatId) => Promise<LongOutcome | null> = async () => null,
): Promise<Refolded> {
  const [same, withoutEvents]: [ChatId[], ChatId[]] = [[], []];
  const different: Refolded['different'][number][] = [];
  const failed: Refolded['failed'][number][] = [];
  for (const chatId of ids) {
    const long = await findLong(chatId);
    if (long !== null) {
      if ('error' in long) failed.push({ chatId, error: long.error });
      else if ('isSame' in long) same.push(chatId);
      else different.push({ chatId, folded: foundOf(long), seal: () => long.sealed });
      continue;
    }
    try {
      const events = await readEvents(statements, project.projectRow, chatId);
      if (events.length === 0) {
        withoutEvents.push(chatId);
        continue;
      }
      const [row] = await readRows(statements, project.projectRow, [chatId]);
      if (row === undefined) continue;
      // Fewer events would give another chat than the one that is stored.
      refuseMissing(row, events);
      const folded = foldStored(project, chatId, events, calendars);
      if (await isStoredAs(statements, project, row, folded)) same.push(chatId);
      else different.push({ chatId, folded, seal: () => sealChat(folded) });
    } catch (error) {
      if (error instanceof StoreError && !(error instanceof DamagedChat)) throw error;
      failed.push({ chatId, error });
    }
  }
  return { same, different, withoutEvents, failed };
}

/**
 * Folds the chats, by ascending id, and stores what differs as changed `at`; with the project locked. Rows that a later
 * version of the fold made are left to it when they come out the same. `prepared`: long ones, see `prepareFolds`.
 */
export async function refoldChats(
  parts: RefoldParts,
  transaction: Transaction,
  project: ProjectRow,
  ids: readonly ChatId[],
  at: Instant,
  prepared: ReadonlyMap<ChatId, PreparedFold> = NONE,
): Promise<Refolded> {
  const { order, now } = parts.database;
  const { projectRow, zoneRevision } = project;
  const heads = new Map<ChatId, ChatHead>();
  // All before the first write, which may lock the read stats: whoever appends locks a chat before those.
  for (const id of ids) {
    const head = await lockHead(transaction, projectRow, id);
    if (head !== null) heads.set(id, head);
  }
  const refolded = await compareChats(parts, transaction, project, [...heads.keys()], async (id) => {
    const fold = prepared.get(id);
    const isAsPrepared = fold?.revision === heads.get(id)?.revision && fold?.zoneRevision === zoneRevision;
    return fold !== undefined && isAsPrepared ? fold.outcome : null;
  });
  if (refolded.same.length > 0) {
    await transaction.run(
      sql`UPDATE chat SET fold_version = ${FOLD_VERSION}, zone_revision = ${zoneRevision}
      WHERE project_row = ${projectRow} AND fold_version <= ${FOLD_VERSION} AND ${isOneOf('chat_id', refolded.same)}`,
    );
  }
  const writes = refolded.different.flatMap(({ chatId, folded, seal }): ChatWrite[] => {
    const head = heads.get(chatId);
    if (head === undefined) return [];
    return [{ ...head, chatId, folded, sealed: seal(), revision: head.revision + 1, at }];
  });
  if (writes.length === 0) return refolded;
  const changed = writes.map(({ chatId }) => chatId);
  await dropBlocksAround(transaction, project, changed);
  await transaction.runTogether(participantsRemoved(project, changed));
  const stampOf = await order.stamp(transaction, now(), writes.length);
  await transaction.runTogether([
    ...writes.flatMap((write, index) => chatChanged(transaction, project, write, stampOf(index))),
    participantsAdded(project, writes),
    queuesFoundAgain(projectRow, changed),
    ...startDaysWidened(project, writes),
    ...statsAfterWrite(project, writes),
  ]);
  return refolded;
}

/** Whether the store holds exactly what the fold gives; a row that cannot be read does not. */
async function isStoredAs(
  statements: Statements,
  project: ProjectRow,
  row: ChatRow,
  folded: FoldedChat,
): Promise<boolean> {
  const id = chatIdOf(row.chat_id);
  if (!(await isFoundAs(statements, project, id, folded))) return false;
  const sound = readSoundRow(row);
  if (sound === null || !isSoundDigest(row.digest, id, row.started_at)) return false;
  const { chatJson, extJson } = textsOf(sound);
  return chatJson === JSON.stringify(folded.chat) && extJson === JSON.stringify(folded.ext);
}
