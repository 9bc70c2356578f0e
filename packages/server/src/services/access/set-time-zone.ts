/** Changes the time zone of a project. Used by the operator's command line. */
import type { ProjectScope } from '../../model/ids.ts';
import type { Zone } from '../../model/zone.ts';
import type { ChatStore } from '../../store/chat-store.ts';
import { findZone, type UnknownZone } from './find-zone.ts';

/** The zones before and now, or why nothing was changed; commits. */
export async function setTimeZone(
  store: Pick<ChatStore, 'project'>,
  scope: ProjectScope,
  zoneName: string,
): Promise<{ readonly before: Zone; readonly now: Zone } | { readonly refused: 'no-such-project' } | UnknownZone> {
  const zone = findZone(zoneName);
  if ('refused' in zone) return zone;
  const project = await store.project(scope);
  if (project === null) return { refused: 'no-such-project' };
  await project.upkeep.setTimeZone(zone);
  return { before: project.zone, now: zone };
}
