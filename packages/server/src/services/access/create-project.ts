/** Adds a project to a tenant. Used by the operator's command line and the demo. */
import type { ProjectScope } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import type { ChatStore, Project } from '../../store/chat-store.ts';
import { findZone, type UnknownZone } from './find-zone.ts';

export interface ProjectRequest extends ProjectScope {
  readonly name: string;
  /** IANA name, any case. */
  readonly zoneName: string;
}

/** The project as stored, or why it was not; commits. */
export async function createProject(
  store: Pick<ChatStore, 'createProject'>,
  { zoneName, ...project }: ProjectRequest,
  createdAt: Instant,
): Promise<Project | { readonly refused: 'project-exists' } | UnknownZone> {
  const zone = findZone(zoneName);
  return 'refused' in zone ? zone : store.createProject({ ...project, zone, createdAt });
}
