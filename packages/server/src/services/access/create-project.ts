/** Adds a project to a tenant. Used by the operator's command line and the demo. */

import type { Instant } from '../../model/instant.ts';
import { Zone } from '../../model/zone.ts';
import { nearestName } from '../../platform/nearest-name.ts';
import type { ChatStore, Project, ProjectScope } from '../../store/chat-store.ts';

export interface ProjectRequest extends ProjectScope {
  readonly name: string;
  /** IANA name, any case. */
  readonly zoneName: string;
}

/** `nearest` is the IANA name that was probably meant, null when none is near. */
export type CreateProjectRefusal =
  | { readonly refused: 'project-exists' }
  | { readonly refused: 'unknown-time-zone'; readonly nearest: string | null };

/** The project as stored, or why it was not; commits. A fixed offset is no zone: it knows no summer time. */
export async function createProject(
  store: Pick<ChatStore, 'createProject'>,
  { zoneName, ...project }: ProjectRequest,
  createdAt: Instant,
): Promise<Project | CreateProjectRefusal> {
  const zone = findZone(zoneName);
  if (zone === null) {
    const nearest = nearestName(zoneName, Intl.supportedValuesOf('timeZone'));
    return { refused: 'unknown-time-zone', nearest };
  }
  return store.createProject({ ...project, zone, createdAt });
}

function findZone(name: string): Zone | null {
  if (!/^[A-Za-z]/.test(name)) return null;
  try {
    return new Zone(name);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
