/** Limits in words, for the audit log. */
import type { AccessLimits } from '../../model/access-limits.ts';

export function limitsText({ projectIds, queueIds }: AccessLimits): string {
  return `${namesText('project', projectIds)}, ${namesText('queue', queueIds)}`;
}

/** `every project`, `no project`, `project 7, 822`. */
function namesText(what: string, ids: readonly number[] | null): string {
  if (ids === null) return `every ${what}`;
  return ids.length === 0 ? `no ${what}` : `${what} ${ids.join(', ')}`;
}
