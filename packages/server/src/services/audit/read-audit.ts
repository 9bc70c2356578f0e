/** Reads a page of the audit log as somebody may see it. */

import type { Actor } from '../../model/audit.ts';
import { type AuditLine, type AuditPlace, type AuditQuery, actorText } from '../../model/audit.ts';
import type { ChatStore } from '../../store/chat-store.ts';
import type { ProjectAccess } from '../access/visible-projects.ts';

export interface AuditPage {
  readonly lines: readonly AuditLine[];
  /** The last line of the page when more follow; null at the end. */
  readonly lastOfPage: AuditPlace | null;
}

export type AuditPageQuery = Omit<AuditQuery, 'tenantId'>;

/**
 * Lines of projects that whoever asks may see. Somebody limited to queues sees only their own: lines of others name chats, and
 * say how many there are, whatever their queues.
 */
export async function readAudit(
  { audit }: Pick<ChatStore, 'audit'>,
  access: ProjectAccess & { readonly actor: Actor },
  query: AuditPageQuery,
): Promise<AuditPage> {
  const { tenantId, queueIds } = access;
  const own = queueIds === null ? null : actorText(access.actor);
  if (own !== null && query.actor !== null && query.actor !== own) return { lines: [], lastOfPage: null };
  const projectIds = query.projectIds ?? access.projectIds;
  const found = await audit.read({
    ...query,
    tenantId,
    projectIds,
    actor: own ?? query.actor,
    limit: query.limit + 1,
  });
  const lines = found.slice(0, query.limit);
  return { lines, lastOfPage: found.length > query.limit ? (lines.at(-1)?.place ?? null) : null };
}
