/** What a key or a person may see, while somebody types it. Pure. */

export interface AccessDraft {
  readonly hasEveryProject: boolean;
  /** As texts, which is what fields hold. */
  readonly projectIds: readonly string[];
  readonly hasEveryQueue: boolean;
  /** Numbers with commas between them. */
  readonly queueText: string;
}

export interface Limits {
  readonly projectIds: number[] | null;
  readonly queueIds: number[] | null;
}

export const EVERYTHING: AccessDraft = { hasEveryProject: true, projectIds: [], hasEveryQueue: true, queueText: '' };

export function draftOf({ projectIds, queueIds }: Limits): AccessDraft {
  return {
    hasEveryProject: projectIds === null,
    projectIds: projectIds?.map(String) ?? [],
    hasEveryQueue: queueIds === null,
    queueText: queueIds?.join(', ') ?? '',
  };
}

/** null when the queues are no list of numbers. */
export function limitsOf({ hasEveryProject, projectIds, hasEveryQueue, queueText }: AccessDraft): Limits | null {
  const projects = hasEveryProject ? null : projectIds.map(Number);
  if (hasEveryQueue) return { projectIds: projects, queueIds: null };
  const parts = queueText.split(',').map((part) => part.trim());
  if (!parts.every((part) => /^\d{1,15}$/.test(part))) return null;
  return { projectIds: projects, queueIds: [...new Set(parts.map(Number))] };
}
