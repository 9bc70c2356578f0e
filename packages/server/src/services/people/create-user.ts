/** Adds a person who may sign in. */
import { type AccessLimits, isWithin } from '../../model/access-limits.ts';
import type { AdminDeed } from '../../model/audit.ts';
import type { ProjectId } from '../../model/ids.ts';
import type { NewUser } from '../../model/user.ts';
import type { ChatStore } from '../../store/chat-store.ts';
import { limitsText } from '../access/limits-text.ts';

/** `login` as `readLogin` gives it. */
export type UserRequest = Omit<NewUser, 'passwordHash' | 'createdAt'>;

export type UserRefusal =
  | { readonly refused: 'user-exists' | 'tenant-has-no-project' | 'beyond-own-limits' }
  | { readonly refused: 'project-not-found'; readonly projectId: ProjectId };

/**
 * Null when the person was added; commits. Signs in by a link until there is a password. `own`: what whoever asks is limited
 * to; the operator is to nothing.
 */
export async function createUser(
  store: Pick<ChatStore, 'listProjects' | 'users'>,
  person: UserRequest,
  { at, actor }: AdminDeed,
  own: AccessLimits = { projectIds: null, queueIds: null },
): Promise<UserRefusal | null> {
  if (!isWithin(own, person)) return { refused: 'beyond-own-limits' };
  const projects = await store.listProjects(person.tenantId);
  if (projects.length === 0) return { refused: 'tenant-has-no-project' };
  const missing = person.projectIds?.find((id) => !projects.some(({ projectId }) => projectId === id));
  if (missing !== undefined) return { refused: 'project-not-found', projectId: missing };
  const target = `person ${person.login}: ${person.role}, ${limitsText(person)}`;
  const isNew = await store.users.create(
    { ...person, passwordHash: null, createdAt: at },
    { at, actor, action: 'person.added', target },
  );
  return isNew ? null : { refused: 'user-exists' };
}
