/** Erasure, redaction and scrubbing of a SQLite store, each in commits of its own. Used by the journal only. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CompiledCalendars } from '../../model/calendar.ts';
import type { ChatId } from '../../model/ids.ts';
import { type Instant, instant } from '../../model/instant.ts';
import type { Actor, ProjectScope, RedactionResult, RedactionTarget } from '../chat-store.ts';
import type { ProjectRow } from '../project-row.ts';
import type { CommitQueue } from './commit-queue.ts';
import { eraseChat, type RemovalContext } from './erasure.ts';
import type { ProjectTable } from './project-table.ts';
import type { ReaderPool } from './reader-pool.ts';
import { beginContact, redactContactBatch, redactMessage } from './redact-chat.ts';
import { findScrubDue, runScrub } from './scrub.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

export interface RemovalParts {
  readonly file: string;
  readonly writer: SqliteConnection;
  readonly reader: SqliteConnection;
  readonly pool: ReaderPool;
  readonly commits: CommitQueue;
  readonly projects: ProjectTable;
  readonly calendars: CompiledCalendars;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
}

export class Removals {
  readonly #parts: RemovalParts;

  constructor(parts: RemovalParts) {
    this.#parts = parts;
  }

  /** As `Journal.eraseChat`. */
  erase(scope: ProjectScope, id: ChatId, at: Instant, actor: Actor) {
    return this.#commit(scope, at, actor, (project, context) => eraseChat(this.#parts.writer, project, id, context));
  }

  /** As `Journal.redact`. */
  redact(scope: ProjectScope, target: RedactionTarget, at: Instant, actor: Actor): Promise<RedactionResult | null> {
    const { writer, calendars } = this.#parts;
    if (target.kind === 'contact') return this.#redactContact(scope, target.contactId, at, actor);
    return this.#commit(scope, at, actor, (project, context) =>
      redactMessage(writer, project, target, { ...context, calendars }),
    );
  }

  /** A commit for each batch. It is noted first: an import in between cannot bring back what is gone through already. */
  async #redactContact(
    scope: ProjectScope,
    contactId: number,
    at: Instant,
    actor: Actor,
  ): Promise<RedactionResult | null> {
    const { writer, calendars } = this.#parts;
    const isThere = await this.#commit(scope, at, actor, (project, context) =>
      beginContact(writer, project, contactId, { ...context, calendars }),
    );
    if (isThere !== true) return null;
    let total: RedactionResult = { chats: 0, messages: 0 };
    for (let after: number | null = -1; after !== null; await nextTurn()) {
      const from: number = after;
      const batch = await this.#commit(scope, at, actor, (project, context) =>
        redactContactBatch(writer, project, contactId, from, { ...context, calendars }),
      );
      total = { chats: total.chats + (batch?.chats ?? 0), messages: total.messages + (batch?.messages ?? 0) };
      after = batch?.last ?? null;
    }
    return total;
  }

  /** As `Journal.scrub`. */
  async scrub(): Promise<boolean> {
    const { file, reader, pool } = this.#parts;
    if (findScrubDue(reader) === null) return true;
    if (await runScrub(file)) return true;
    // Snapshots that overlap all the time leave no moment without a reader.
    using _rest = pool.rest();
    return await runScrub(file);
  }

  /** Null when there is no such project. */
  #commit<T>(
    scope: ProjectScope,
    at: Instant,
    actor: Actor,
    write: (project: ProjectRow, context: RemovalContext) => T,
  ): Promise<T | null> {
    const { commits, projects, writer, nowMs } = this.#parts;
    return commits.enqueue(() => {
      const project = projects.find(writer, scope);
      return project === null ? null : write(project, { at, actor, now: instant(nowMs()) });
    });
  }
}
