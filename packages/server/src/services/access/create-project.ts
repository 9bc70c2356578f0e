/** Adds a project to a tenant. Used by the operator's command line, the demo, and administrators. */
import { type AccessLimits, isUnlimited } from '../../model/access-limits.ts';
import type { AdminDeed } from '../../model/audit.ts';
import type { ProjectScope } from '../../model/ids.ts';
import type { ChatStore, Project } from '../../store/chat-store.ts';
import { findZone, type UnknownZone } from './find-zone.ts';

export interface ProjectRequest extends ProjectScope {
  readonly name: string;
  /** IANA name, any case. */
  readonly zoneName: string;
}

/** The project as stored, or why it was not; commits. Somebody with limits would not see all of it, and may make none. */
export async function createProject(
  store: Pick<ChatStore, 'createProject'>,
  { zoneName, ...project }: ProjectRequest,
  { at, actor }: AdminDeed,
  own: AccessLimits = { projectIds: null, queueIds: null },
): Promise<Project | { readonly refused: 'project-exists' | 'beyond-own-limits' } | UnknownZone> {
  if (!isUnlimited(own)) return { refused: 'beyond-own-limits' };
  const zone = findZone(zoneName);
  if ('refused' in zone) return zone;
  const target = `project ${project.projectId}: ${zone.name}`;
  return store.createProject({ ...project, zone, createdAt: at }, { at, actor, action: 'project.created', target });
}
