/** The result of folding a chat's events: the log entry, its additional facts, and its index values. */
import type { ChatExt, LoggedChat, MessageExt } from '@parley/contract';
import type { AgentId, QueueId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';

/** The additional facts without those that only the store knows, which it adds on reading. */
export interface StoredExt {
  readonly chat: Omit<ChatExt, 'revision' | 'updatedAt'>;
  /** One for each message of the transcript, in its order. */
  readonly messages: readonly MessageExt[];
}

/** The values by which a chat is filtered and ordered. Ids are 0 when there is none. */
export interface ChatIndex {
  readonly isOpen: boolean;
  readonly startedAt: Instant;
  readonly lastAgent: AgentId;
  readonly entityId: number;
  readonly contactId: number;
  readonly ticketId: number;
  readonly type: string;
  readonly disposition: string;
  readonly slaStatus: string;
  readonly isSpam: boolean;
  /** Every agent and queue that took part, each once. */
  readonly agents: readonly AgentId[];
  readonly queues: readonly QueueId[];
  /** When the next running SLA target will be missed; null when none runs. */
  readonly nextDueAt: Instant | null;
}

/** Seconds and counts are null where the entry has null; ids are 0 when there is none. */
export interface ChatFacts {
  /** null while the chat is open, and for an imported row whose close cannot be read. */
  readonly closedAt: Instant | null;
  readonly firstQueue: number;
  readonly lastQueue: number;
  readonly pageName: string;
  readonly firstResponseTime: number | null;
  readonly averageResponseTime: number | null;
  readonly maxResponseTime: number | null;
  readonly responseCount: number | null;
  readonly sumResponseTime: number | null;
  /** From the start, or the bot's hand-off where that is later, to the first person who owned the chat; null when nobody did. */
  readonly wait: number | null;
  readonly duration: number | null;
  readonly messages: number | null;
  /** null when the entry does not say who wrote what. */
  readonly visitorMessages: number | null;
  readonly agentMessages: number | null;
  readonly transferCount: number | null;
}

/** What is stored of a chat besides its document and additional facts. */
export interface FoldedFacts {
  readonly chat: Pick<LoggedChat, 'sumResponseTime' | 'transfers'>;
  readonly index: ChatIndex;
  readonly facts: ChatFacts;
}

/** `C` is `Chat` for a chat of events and `ImportedChat` for an imported row. */
export interface FoldedChat<C extends LoggedChat = LoggedChat> {
  /** The keys of a chat in contract order. */
  readonly chat: C;
  readonly ext: StoredExt;
  readonly index: ChatIndex;
  readonly facts: ChatFacts;
}
