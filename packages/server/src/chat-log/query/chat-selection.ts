/** Which chats of a project, and which part of them: what every read of the log is asked with. */
import type { AgentId, ChatId, QueueId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';

/** Conditions that must all hold; an absent one does not restrict. */
export interface ChatSelection {
  readonly lastAgent?: AgentId;
  /** Any agent that took part. */
  readonly agentId?: AgentId;
  /** Any queue that the chat was in. */
  readonly queueId?: QueueId;
  readonly entityId?: number;
  readonly contactId?: number;
  readonly ticketId?: number;
  readonly type?: string;
  readonly disposition?: string;
  readonly slaStatus?: string;
  readonly isSpam?: boolean;
  readonly isOpen?: boolean;
  /** Inclusive. */
  readonly startedFrom?: Instant;
  /** Exclusive. */
  readonly startedBefore?: Instant;
}

/** A run of the selection by chatId. */
export interface ChatWindow {
  readonly selection: ChatSelection;
  readonly direction: 'ASC' | 'DESC';
  /** Where to begin; null is the beginning. */
  readonly from: { readonly chatId: ChatId; readonly isInclusive: boolean } | null;
  /** Where to end, inclusive; null is the end. */
  readonly to: ChatId | null;
  /** Rows to skip before the first. */
  readonly offset: number;
  readonly limit: number;
}
