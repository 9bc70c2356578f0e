/** The events that a chat is made of, as they are folded and stored. Their members are described in `@parley/contract`. */
import type { EventType, WireEvent } from '@parley/contract';
import type { Instant } from './instant.ts';

type Decoded<E> = E extends { sentAt?: string } ? Omit<E, 'at' | 'sentAt'> & { sentAt?: Instant } : Omit<E, 'at'>;

/** What happened, without when: the wire event less `at`, with `sentAt` as an instant. */
export type EventBody = { [T in EventType]: Decoded<Extract<WireEvent, { type: T }>> }[EventType];

/** A whole row in the vendor's format, as it was read, less what was redacted: the only event of an imported chat. */
export interface ImportedBody {
  readonly type: 'chat.imported';
  readonly row: Readonly<Record<string, unknown>>;
  /** Places in the transcript, from 1 and ascending, whose messages were redacted; left out when none was. */
  readonly redacted?: readonly number[];
}

/** What is known of every event, whatever happened. */
export interface EventHeader {
  /** 1, 2, 3 … in the chat, in the order in which the events were recorded. */
  readonly seq: number;
  /** When it happened or arrived. */
  readonly at: Instant;
  /** Minutes east of UTC that the source of the event wrote. */
  readonly offsetMinutes: number;
}

/** An event to append; the store numbers it. */
export interface NewEvent extends Omit<EventHeader, 'seq'> {
  readonly body: EventBody;
}

export type ChatEvent = EventHeader & { readonly body: EventBody };
export type ImportedEvent = EventHeader & { readonly body: ImportedBody };
export type StoredEvent = ChatEvent | ImportedEvent;
