/** The first person of a store in which nobody can sign in yet. */
import type { TenantId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import type { UserKey } from '../../model/user.ts';
import type { Randomness } from '../../platform/randomness.ts';
import type { ChatStore } from '../../store/chat-store.ts';
import { createUser } from './create-user.ts';
import { createSignInLink } from './sign-in-links.ts';

const FIRST_LOGIN = 'admin';

export interface Invitation extends UserKey {
  /** The secret part of the link. */
  readonly token: string;
}

/**
 * An administrator of the only tenant, with a link, when nobody may sign in to this store; null when somebody may, and
 * when there are several tenants or none: whose is whose is then for the operator to say.
 */
export async function inviteFirst(
  store: Pick<ChatStore, 'listProjects' | 'users'>,
  at: Instant,
  randomness: Randomness,
): Promise<Invitation | null> {
  const tenants = new Set((await store.listProjects(null)).map(({ tenantId }) => tenantId));
  const [tenant] = tenants;
  if (tenant === undefined || tenants.size > 1 || (await store.users.list(null)).length > 0) return null;
  return inviteAdmin(store, tenant, at, randomness);
}

/** A link for an administrator, who is added where there is nobody of that login; null when that one may not sign in. */
export async function inviteAdmin(
  store: Pick<ChatStore, 'listProjects' | 'users'>,
  tenantId: TenantId,
  at: Instant,
  randomness: Randomness,
): Promise<Invitation | null> {
  const key = { tenantId, login: FIRST_LOGIN };
  const deed = { at, actor: 'operator' } as const;
  const limits = { projectIds: null, queueIds: null, isOpenidOnly: false };
  await createUser(store, { ...key, name: 'Administrator', role: 'admin', ...limits }, deed);
  const token = await createSignInLink(store.users, key, deed, randomness);
  return token === null ? null : { ...key, token };
}
