/** What keys and people are limited to, and whether one may give another's limits to somebody. */
import type { ProjectId, QueueId } from './ids.ts';

export interface AccessLimits {
  /** null is every project of the tenant. */
  readonly projectIds: readonly ProjectId[] | null;
  /** Only chats that were in one of these queues; null is every chat. */
  readonly queueIds: readonly QueueId[] | null;
}

/** Whether who has the limits `asked` can see nothing that is hidden from who has `own`. Of no projects is within any. */
export function isWithin(own: AccessLimits, asked: AccessLimits): boolean {
  return isPart(own.projectIds, asked.projectIds) && isPart(own.queueIds, asked.queueIds);
}

export function isUnlimited({ projectIds, queueIds }: AccessLimits): boolean {
  return projectIds === null && queueIds === null;
}

function isPart<Id>(own: readonly Id[] | null, asked: readonly Id[] | null): boolean {
  if (own === null) return true;
  return asked?.every((id) => own.includes(id)) ?? false;
}
