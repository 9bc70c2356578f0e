/** The events of a chat, as folded and stored. Their members are described in `@parley/contract`. */
import type { EventType, WireEvent } from '@parley/contract';
import type { Instant } from './instant.ts';

type Decoded<E> = E extends { sentAt?: string } ? Omit<E, 'at' | 'sentAt'> & { sentAt?: Instant } : Omit<E, 'at'>;

/** What happened, without when: the wire event without `at`, with `sentAt` as an instant. */
export type EventBody = { [T in EventType]: Decoded<Extract<WireEvent, { type: T }>> }[EventType];

/** A whole row in the vendor's format as read, without redacted content: the only event of an imported chat. */
export interface ImportedBody {
  readonly type: 'chat.imported';
  readonly row: Readonly<Record<string, unknown>>;
  /** Positions in the transcript, from 1 and ascending, of redacted messages; omitted when there are none. */
  readonly redacted?: readonly number[];
}

/** The members of every event. */
export interface EventHeader {
  /** 1, 2, 3 … within the chat, in the order of recording. */
  readonly seq: number;
  /** When it happened or arrived. */
  readonly at: Instant;
  /** Minutes east of UTC, as given by the source of the event. */
  readonly offsetMinutes: number;
}

/** An event to append; the store numbers it. */
export interface NewEvent extends Omit<EventHeader, 'seq'> {
  readonly body: EventBody;
}

export type ChatEvent = EventHeader & { readonly body: EventBody };
export type ImportedEvent = EventHeader & { readonly body: ImportedBody };
export type StoredEvent = ChatEvent | ImportedEvent;
