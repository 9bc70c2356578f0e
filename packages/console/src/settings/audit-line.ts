/** Who did what a line of the audit log says, and what it leads to. Pure. */
import type { AuditLine } from '../api/audit.ts';
import { LOG_FILTERS, type LogFilter } from '../search/log-filters.ts';
import type { SearchTexts } from '../search/search-text.ts';

/** The command line, as the log spells it. */
export const OPERATOR = 'operator';

export function personActor(login: string): string {
  return `user ${login}`;
}

export function keyActor(prefix: string): string {
  return `key ${prefix}`;
}

/** The chat that a line is about; null when it is about none, or about one that is gone. */
export function chatOf({ projectid, target, action }: AuditLine): { projectId: string; chatId: string } | null {
  const chatId = target?.match(/^chat (\d{1,20})\b/)?.[1];
  if (chatId === undefined || projectid === null || action === 'chat.erased') return null;
  return { projectId: String(projectid), chatId };
}

export interface UsedFilters {
  /** Those whose values are kept, as in the address of the list. */
  readonly kept: SearchTexts;
  /** Those of which only is known that they were given. */
  readonly hidden: readonly (LogFilter | string)[];
}

/** null where different filters were counted together. */
export function usedFilters({ filters }: Pick<AuditLine, 'filters'>): UsedFilters | null {
  if (filters === null) return null;
  const kept: Record<string, string> = {};
  const hidden: (LogFilter | string)[] = [];
  for (const { name, value } of filters) {
    if (value !== null) kept[name] = value;
    else hidden.push(LOG_FILTERS.find((one) => one.name === name) ?? name);
  }
  return { kept, hidden };
}

/** The list of the chats that were read; null where it is not known which. */
export function listOf(line: AuditLine): { projectId: string; search: SearchTexts } | null {
  const used = usedFilters(line);
  if (line.projectid === null || line.rows === null || line.target !== null) return null;
  if (used === null || used.hidden.length > 0) return null;
  return { projectId: String(line.projectid), search: used.kept };
}
