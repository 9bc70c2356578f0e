/**
 * Redacts a long chat: a thread beside this one folds it from a snapshot, and a commit writes that if the chat is as it was.
 * So nobody waits for the folding, not even other writers.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { deserialize } from 'node:v8';
import type { RedactionScope } from '../../chat-log/privacy/redact-row.ts';
import type { ChatId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import { type ChatHead, findHeads } from './chat-table.ts';
import type { Database, Transaction } from './database.ts';
import { type EventValues, valuesAdded, valuesChanged } from './event-table.ts';
import type { LongRedaction } from './long-chat-jobs.ts';
import { type LongChats, placeOf } from './long-chats.ts';
import type { ProjectRow, ProjectTable } from './project-table.ts';

/** How often a chat may change meanwhile until it is redacted in the commit itself, while others wait. */
const MOST_TRIES = 3;

/** A redaction of one long chat that is not written yet. */
export interface PreparedRedaction {
  readonly revision: number;
  readonly zoneRevision: number;
  /** null when there is no such message, `unchanged` when nothing of it is left. */
  readonly result: LongRedaction | 'unchanged' | null;
}

export interface PrepareParts {
  readonly database: Database;
  readonly projects: ProjectTable;
  readonly longChats: LongChats;
}

/** null for a chat that is not long, or not there. @throws DamagedChat */
export async function prepareRedaction(
  { database, projects, longChats }: PrepareParts,
  project: ProjectRow,
  id: ChatId,
  { scope, at }: { readonly scope: RedactionScope; readonly at: Instant },
): Promise<PreparedRedaction | null> {
  const before = (await findHeads(database.live, project, [id])).get(id);
  if (before === undefined || !longChats.isLong(before)) return null;
  using statements = await database.openSnapshot('self');
  const now = await projects.read(statements, project.projectRow);
  const size = (await findHeads(statements, now, [id])).get(id);
  if (size === undefined) return null;
  const source = { statements, project: now, place: placeOf(now, id), size };
  const result = await longChats.redact(source, { scope, at });
  return { revision: size.revision, zoneRevision: now.zoneRevision, result };
}

/** Repeats both until the chat does not change in between. */
export async function redactPrepared<T>(
  prepare: () => Promise<PreparedRedaction | null>,
  commit: (prepared: PreparedRedaction | null) => Promise<T | 'changed'>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const result = await commit(attempt > MOST_TRIES ? null : await prepare());
    if (result !== 'changed') return result;
  }
}

export function isAsPrepared(prepared: PreparedRedaction, head: ChatHead, { zoneRevision }: ProjectRow): boolean {
  return prepared.revision === head.revision && prepared.zoneRevision === zoneRevision;
}

/** Writes the events of the redaction; others of the process get their turns in between. */
export async function writeEvents(
  transaction: Transaction,
  { projectRow }: ProjectRow,
  id: ChatId,
  { emptied, added }: LongRedaction,
): Promise<void> {
  for (const piece of emptied) {
    await transaction.runTogether(valuesChanged(projectRow, id, readPiece(piece)));
    await nextTurn();
  }
  for (const piece of added) {
    await transaction.runTogether([valuesAdded(projectRow, id, readPiece(piece))]);
    await nextTurn();
  }
}

function readPiece(piece: Uint8Array): readonly EventValues[] {
  return deserialize(piece) as readonly EventValues[];
}
