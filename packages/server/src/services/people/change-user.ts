/** Changes what a person may do and see, and ends what they were signed in to. */
import { type AccessLimits, isWithin } from '../../model/access-limits.ts';
import type { AdminDeed } from '../../model/audit.ts';
import type { ProjectId } from '../../model/ids.ts';
import type { User, UserKey } from '../../model/user.ts';
import type { ChatStore } from '../../store/chat-store.ts';
import type { UserChange } from '../../store/user-store.ts';
import { limitsText } from '../access/limits-text.ts';

export type ChangeRefusal =
  | { readonly refused: 'no-such-person' | 'beyond-own-limits' | 'last-administrator' }
  | { readonly refused: 'project-not-found'; readonly projectId: ProjectId };

/** Whoever asks over HTTP; the operator has no limits, and may leave nobody in charge. */
export interface ChangeRules {
  readonly own: AccessLimits;
  readonly keepsAdministrator: boolean;
}

const OF_OPERATOR: ChangeRules = { own: { projectIds: null, queueIds: null }, keepsAdministrator: false };

/** The person as they are then, or why nothing was changed; commits. Nobody sees or changes who sees more than they do. */
export async function changeUser(
  store: Pick<ChatStore, 'listProjects' | 'users'>,
  key: UserKey,
  change: UserChange,
  { at, actor }: AdminDeed,
  { own, keepsAdministrator }: ChangeRules = OF_OPERATOR,
): Promise<User | ChangeRefusal> {
  const user = await findUserWithin(store.users, key, own);
  if (user === null) return { refused: 'no-such-person' };
  if (!isWithin(own, { ...user, ...change })) return { refused: 'beyond-own-limits' };
  const projects = await store.listProjects(key.tenantId);
  const missing = change.projectIds?.find((id) => !projects.some(({ projectId }) => projectId === id));
  if (missing !== undefined) return { refused: 'project-not-found', projectId: missing };
  const deed = { at, actor, action: 'person.changed', target: changeText(user, change) } as const;
  const changed = await store.users.change(key, change, deed, { keepsAdministrator });
  if (changed === 'last-administrator') return { refused: changed };
  return (changed === 'nobody' ? null : await store.users.find(key)) ?? { refused: 'no-such-person' };
}

/** null when there is nobody of that login, or they see more than `own`. */
export async function findUserWithin(
  users: Pick<ChatStore['users'], 'find'>,
  key: UserKey,
  own: AccessLimits,
): Promise<User | null> {
  const user = await users.find(key);
  return user === null || !isWithin(own, user) ? null : user;
}

function changeText(user: User, change: UserChange): string {
  const { name, role, projectIds, queueIds, passwordHash, disabledAt } = change;
  const parts = [
    ...(name === undefined ? [] : ['another name']),
    ...(role === undefined ? [] : [role]),
    ...(projectIds === undefined && queueIds === undefined ? [] : [limitsText({ ...user, ...change })]),
    ...(passwordHash === undefined ? [] : ['another password']),
    ...(disabledAt === undefined ? [] : [disabledAt === null ? 'may sign in' : 'may not sign in']),
  ];
  return `person ${user.login}: ${parts.join(', ')}`;
}
