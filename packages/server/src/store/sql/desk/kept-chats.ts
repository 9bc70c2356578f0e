/**
 * Live chats as they were after the last change that was made here, so that the next one need not work them out from all of their
 * events. Used for a chat that is locked: its revision tells whether somebody else has changed it since.
 */
import type { StoredEvent } from '../../../model/event.ts';
import type { ChatId } from '../../../model/ids.ts';
import type { Lifecycle } from '../../../model/lifecycle/lifecycle.ts';
import type { IndexedValues } from '../chat-columns.ts';
import type { ProjectRow } from '../project-table.ts';

export interface KeptChat {
  readonly chatId: ChatId;
  readonly revision: number;
  /** All of them. */
  readonly events: readonly StoredEvent[];
  /** After those. */
  readonly lifecycle: Lifecycle;
  readonly indexed: IndexedValues;
}

/** Rows hold what is printed in the time zone of the project. */
type Project = Pick<ProjectRow, 'projectRow' | 'zoneRevision'>;

/** UTF-16 units of all texts, and as many for each event as it takes without its text: some tens of megabytes. */
const MOST_UNITS = 8_000_000;
const UNITS_OF_EVENT = 200;

export class KeptChats {
  /** Least recently used first. */
  readonly #chats = new Map<string, { readonly chat: KeptChat; readonly units: number }>();
  readonly #mostUnits: number;
  #units = 0;

  constructor(mostUnits = MOST_UNITS) {
    this.#mostUnits = mostUnits;
  }

  /** null when it is not held at that revision. */
  find(project: Project, chatId: ChatId, revision: number): KeptChat | null {
    const key = keyOf(project, chatId);
    const held = this.#chats.get(key);
    if (held?.chat.revision !== revision) return null;
    this.#chats.delete(key);
    this.#chats.set(key, held);
    return held.chat;
  }

  /** To be called after the commit: what is undone never was. */
  keep(project: Project, chat: KeptChat): void {
    const key = keyOf(project, chat.chatId);
    if ((this.#chats.get(key)?.chat.revision ?? 0) >= chat.revision) return;
    this.#drop(key);
    const units = unitsOf(chat.events);
    if (chat.lifecycle.phase === 'closed' || units > this.#mostUnits) return;
    this.#chats.set(key, { chat, units });
    this.#units += units;
    for (const oldest of this.#chats.keys()) {
      if (this.#units <= this.#mostUnits) break;
      this.#drop(oldest);
    }
  }

  /** Drops everything: erased content must not stay here. */
  clear(): void {
    this.#chats.clear();
    this.#units = 0;
  }

  #drop(key: string): void {
    this.#units -= this.#chats.get(key)?.units ?? 0;
    this.#chats.delete(key);
  }
}

function keyOf({ projectRow, zoneRevision }: Project, chatId: ChatId): string {
  return `${projectRow} ${zoneRevision} ${chatId}`;
}

function unitsOf(events: readonly StoredEvent[]): number {
  let units = events.length * UNITS_OF_EVENT;
  for (const { body } of events) if (body.type === 'message.sent') units += body.text.length;
  return units;
}
