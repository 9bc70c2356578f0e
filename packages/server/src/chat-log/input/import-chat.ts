/** A chat to import, and the outcome of storing it. */
import { isDeepStrictEqual } from 'node:util';
import type { StoredEvent } from '../../model/event.ts';
import type { ChatId, ProjectId } from '../../model/ids.ts';
import { type Instant, UNKNOWN_START } from '../../model/instant.ts';
import type { Zone } from '../../model/zone.ts';
import { type SealedChat, sealChat } from '../codec/seal-chat.ts';
import { foldStored } from '../fold/fold-stored.ts';
import type { FoldedChat } from '../fold/folded-chat.ts';
import { isRedactionChange, redactEvents } from '../privacy/redact-events.ts';
import { parseExact } from './exact-json.ts';

/** A chat ready to be stored: already checked, folded and sealed, so that the commit does no other work. */
export interface ImportChat {
  readonly chatId: ChatId;
  readonly events: readonly StoredEvent[];
  readonly folded: FoldedChat;
  readonly sealed: SealedChat;
  /** SHA-256 of the bytes that the chat was read from: the same bytes need no comparison. */
  readonly contentHash: Uint8Array;
}

/**
 * `unchanged`: the id is stored with the same content. `replaced`: an imported chat had other content.
 * `collision`: the id belongs to a captured chat. `erased`: the id belonged to a chat that was erased. `redacted`: content of that chat was redacted
 * here, and the import would bring it back.
 */
export type ImportOutcome = 'created' | 'replaced' | 'unchanged' | 'collision' | 'erased' | 'redacted';

/** What is known about a chat before its stored events are read. */
export interface ImportFacts {
  /** The stored chat with that id; null when there is none. */
  readonly head: { readonly isImported: boolean; readonly contentHash: Uint8Array | null } | null;
  /** Called only when the result matters: each call may cost a hash and a lookup. */
  readonly wasErased: () => boolean;
  readonly wasRedacted: () => boolean;
}

/** `compare`: other bytes may have the same meaning, so `isSameContent` must decide between `unchanged` and `replaced`. */
export function judgeImport(
  chat: ImportChat,
  { head, wasErased, wasRedacted }: ImportFacts,
): ImportOutcome | 'compare' {
  if (head === null) return wasErased() ? 'erased' : 'created';
  if (!head.isImported) return 'collision';
  if (wasRedacted()) return 'redacted';
  const isSameBytes = head.contentHash !== null && Buffer.compare(head.contentHash, chat.contentHash) === 0;
  return isSameBytes ? 'unchanged' : 'compare';
}

/** Whether the stored events equal the chat's except for whitespace and the order of keys. */
export function isSameContent(stored: readonly StoredEvent[], chat: ImportChat): boolean {
  return isDeepStrictEqual(stored, asStored(chat.events));
}

/** The events as a store would return them. */
export function asStored(events: readonly StoredEvent[]): readonly StoredEvent[] {
  return parseExact(JSON.stringify(events)) as readonly StoredEvent[];
}

/** An imported chat as it is stored. */
export type StoredImport = Omit<ImportChat, 'contentHash'> & {
  /** null, because a hash could reveal what was removed. */
  readonly contentHash: Uint8Array | null;
};

/**
 * The chat without what its contact left, when it started before `redactedAt`, the time at which the contact was redacted
 * (null: never); null when the chat is to be stored as it is. `at` is the time of the import.
 */
export function redactOnImport(
  project: { readonly projectId: ProjectId; readonly zone: Zone },
  chat: ImportChat,
  redactedAt: Instant | null,
  at: Instant,
): StoredImport | null {
  const { startedAt } = chat.folded.index;
  // Whatever may be from before the redaction counts as that.
  const isLater = redactedAt !== null && startedAt !== UNKNOWN_START && startedAt >= redactedAt;
  if (redactedAt === null || isLater) return null;
  const redacted = redactEvents(chat.events, { kind: 'contact' }, at);
  if (redacted === null || !isRedactionChange(redacted)) return null;
  const folded = foldStored(project, chat.chatId, redacted.events);
  return { chatId: chat.chatId, events: redacted.events, folded, sealed: sealChat(folded), contentHash: null };
}
