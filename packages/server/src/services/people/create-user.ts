/** Adds a person who may sign in. */
import type { Role } from '@parley/contract/scopes';
import type { ProjectId, QueueId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import type { UserKey } from '../../model/user.ts';
import type { ChatStore } from '../../store/chat-store.ts';

export interface UserRequest extends UserKey {
  readonly name: string;
  readonly role: Role;
  readonly projectIds: readonly ProjectId[] | null;
  readonly queueIds: readonly QueueId[] | null;
}

export type UserRefusal =
  | { readonly refused: 'user-exists' | 'tenant-has-no-project' }
  | { readonly refused: 'project-not-found'; readonly projectId: ProjectId };

/** Null when the person was added. Signs in by a link until there is a password. */
export async function createUser(
  store: Pick<ChatStore, 'listProjects' | 'users'>,
  person: UserRequest,
  createdAt: Instant,
): Promise<UserRefusal | null> {
  const projects = await store.listProjects(person.tenantId);
  if (projects.length === 0) return { refused: 'tenant-has-no-project' };
  const missing = person.projectIds?.find((id) => !projects.some(({ projectId }) => projectId === id));
  if (missing !== undefined) return { refused: 'project-not-found', projectId: missing };
  const isNew = await store.users.create({ ...person, passwordHash: null, createdAt });
  return isNew ? null : { refused: 'user-exists' };
}
