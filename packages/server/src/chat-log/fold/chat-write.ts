/** A chat to be stored, and how it is built from a change. */
import type { CompiledCalendars } from '../../model/calendar.ts';
import type { ChatState } from '../../model/chat-state.ts';
import type { NewEvent, StoredEvent } from '../../model/event.ts';
import type { ChatId, ProjectId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import type { Zone } from '../../model/zone.ts';
import { type SealedChat, sealChat } from '../codec/seal-chat.ts';
import type { StoredImport } from '../input/import-chat.ts';
import { documentOf } from './fold-chat.ts';
import { foldStored } from './fold-stored.ts';
import type { FoldedFacts } from './folded-chat.ts';

export interface ChatWrite {
  readonly chatId: ChatId;
  readonly folded: FoldedFacts;
  readonly sealed: SealedChat;
  readonly revision: number;
  readonly lastSeq: number;
  readonly at: Instant;
  readonly isImported: boolean;
  /** Hash of the imported bytes; null for a captured or redacted chat. */
  readonly contentHash: Uint8Array | null;
}

/** The facts of the replaced chat that a write needs. */
type Before = Pick<ChatWrite, 'revision' | 'lastSeq' | 'isImported'>;

/** The events with the numbers that follow `lastSeq`, which is 0 for a new chat. */
export function numberEvents(events: readonly NewEvent[], lastSeq: number): readonly StoredEvent[] {
  return events.map((event, at) => ({ ...event, seq: lastSeq + at + 1 }));
}

/**
 * A captured chat from all its events; `before` is the chat without the last of them, null for a new one; `state` is where it stands
 * after them, null when that has to be worked out.
 */
export function appendedWrite(
  project: { readonly projectId: ProjectId; readonly zone: Zone },
  chatId: ChatId,
  events: readonly StoredEvent[],
  before: Before | null,
  calendars: CompiledCalendars,
  state: ChatState | null = null,
): ChatWrite {
  const folded =
    state === null
      ? foldStored(project, chatId, events, calendars)
      : documentOf({ projectId: project.projectId, chatId }, state, project.zone, calendars);
  const last = events.at(-1);
  return {
    chatId,
    folded,
    sealed: sealChat(folded),
    revision: (before?.revision ?? 0) + 1,
    lastSeq: last?.seq ?? 0,
    at: last?.at ?? folded.index.startedAt,
    isImported: false,
    contentHash: null,
  };
}

/** An imported chat; `before` is the one that it replaces, null for a new one. */
export function importedWrite(chat: StoredImport, at: Instant, before: Before | null): ChatWrite {
  return {
    chatId: chat.chatId,
    folded: chat.folded,
    sealed: chat.sealed,
    revision: (before?.revision ?? 0) + 1,
    lastSeq: chat.events.at(-1)?.seq ?? 0,
    at,
    isImported: true,
    contentHash: chat.contentHash,
  };
}

/** The chat `before` after a redaction that added `added` events. */
export function redactedWrite(
  chatId: ChatId,
  { folded, sealed }: Pick<ChatWrite, 'folded' | 'sealed'>,
  before: Before,
  added: number,
  at: Instant,
): ChatWrite {
  return {
    chatId,
    folded,
    sealed,
    revision: before.revision + 1,
    lastSeq: before.lastSeq + added,
    at,
    isImported: before.isImported,
    // A hash of the original bytes would allow testing guesses of the removed content.
    contentHash: null,
  };
}
