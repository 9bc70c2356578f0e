/** Changes the time zone of a project. Used by the operator's command line and administrators. */
import type { AdminDeed } from '../../model/audit.ts';
import type { ProjectScope, QueueId } from '../../model/ids.ts';
import type { Zone } from '../../model/zone.ts';
import type { ChatStore } from '../../store/chat-store.ts';
import { findZone, type UnknownZone } from './find-zone.ts';

/** The zones before and now, or why nothing was changed; commits. It concerns every chat, so that no queues may be left out. */
export async function setTimeZone(
  store: Pick<ChatStore, 'project'>,
  scope: ProjectScope & { readonly queueIds?: readonly QueueId[] | null },
  zoneName: string,
  { at, actor }: AdminDeed,
): Promise<
  | { readonly before: Zone; readonly now: Zone }
  | { readonly refused: 'no-such-project' | 'beyond-own-limits' }
  | UnknownZone
> {
  const zone = findZone(zoneName);
  if ('refused' in zone) return zone;
  const project = await store.project(scope);
  if (project === null) return { refused: 'no-such-project' };
  if (project.queueIds !== null) return { refused: 'beyond-own-limits' };
  const target = `project ${project.projectId}: ${project.zone.name} to ${zone.name}`;
  await project.upkeep.setTimeZone(zone, { at, actor, action: 'project.zone-changed', target });
  return { before: project.zone, now: zone };
}
