/** Erasing and redacting in the store: each as one commit, a contact as a commit for each batch of chats. */
import type { CompiledCalendars } from '../../model/calendar.ts';
import type { ChatId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import type { Actor, ProjectScope, RedactionResult, RedactionTarget } from '../chat-store.ts';
import type { ProjectRow } from '../project-row.ts';
import { eraseChat } from './erasure.ts';
import type { Transaction } from './postgres-database.ts';
import { beginContact, type RedactionContext, redactContactBatch, redactMessage } from './redact-chat.ts';

export interface RemovalsParts {
  /** Runs `work` in a commit that keeps out everybody else who starts, imports or erases chats of the project. */
  readonly change: <T>(
    scope: ProjectScope,
    work: (transaction: Transaction, project: ProjectRow | null) => Promise<T>,
  ) => Promise<T>;
  readonly calendars: CompiledCalendars;
  /** By which changes are dated; null is the clock of the database. */
  readonly now: () => Instant | null;
}

export class Removals {
  readonly #parts: RemovalsParts;

  constructor(parts: RemovalsParts) {
    this.#parts = parts;
  }

  /** As `Journal.eraseChat`. */
  erase(scope: ProjectScope, id: ChatId, at: Instant, actor: Actor) {
    const { change, now } = this.#parts;
    return change(scope, async (transaction, project) => {
      if (project === null) return null;
      return eraseChat(transaction, project, id, { at, actor, now: now() });
    });
  }

  /** As `Journal.redact`. */
  async redact(
    scope: ProjectScope,
    target: RedactionTarget,
    at: Instant,
    actor: Actor,
  ): Promise<RedactionResult | null> {
    const { change, calendars, now } = this.#parts;
    const context = { at, actor, now: now(), calendars };
    if (target.kind === 'contact') return this.#redactContact(scope, target.contactId, context);
    return change(scope, async (transaction, project) =>
      project === null ? null : redactMessage(transaction, project, target, context),
    );
  }

  /** It is noted first: an import in between cannot bring back what is gone through already. */
  async #redactContact(
    scope: ProjectScope,
    contactId: number,
    context: RedactionContext,
  ): Promise<RedactionResult | null> {
    const { change } = this.#parts;
    const isKnown = await change(scope, async (transaction, project) =>
      project === null ? false : beginContact(transaction, project, contactId, context),
    );
    if (!isKnown) return null;
    const sum = { chats: 0, messages: 0 };
    for (let after = -1; ; ) {
      const from = after;
      const batch = await change(scope, async (transaction, project) =>
        project === null ? null : redactContactBatch(transaction, project, contactId, from, context),
      );
      if (batch === null || batch.last === null) return sum;
      sum.chats += batch.chats;
      sum.messages += batch.messages;
      after = batch.last;
    }
  }
}
