/** Links that sign somebody in once: for the first start, for people without a password, and for those who forgot it. */
import type { AdminDeed } from '../../model/audit.ts';
import { type Instant, instant } from '../../model/instant.ts';
import type { LinkPurpose, User, UserKey } from '../../model/user.ts';
import type { Randomness } from '../../platform/randomness.ts';
import type { UserStore } from '../../store/user-store.ts';
import { digestOfToken, newToken } from './sessions.ts';

/** A link that nobody used ends after this. */
export const LINK_WORKS_MS = 3_600_000;

/**
 * The secret part of a new link, which ends the person's earlier ones; null when nobody of that login may sign in, or not by such
 * a link.
 */
export async function createSignInLink(
  users: Pick<UserStore, 'find' | 'createLink'>,
  key: UserKey,
  { at, actor }: AdminDeed,
  randomness: Randomness,
  purpose: LinkPurpose = 'sign-in',
): Promise<string | null> {
  const user = await users.find(key);
  if (user === null || user.disabledAt !== null || (purpose === 'sign-in' && user.isOpenidOnly)) return null;
  const token = newToken(randomness);
  const { tenantId, login } = user;
  await users.createLink(
    { tenantId, login, sha256: digestOfToken(token), purpose, expiresAt: instant(at + LINK_WORKS_MS) },
    { at, actor, action: 'person.link-made', target: `person ${login}` },
  );
  return token;
}

/** Behind #, so that it reaches no server's log and no other site. */
export function addressOfLink(url: string, token: string, purpose: LinkPurpose = 'sign-in'): string {
  return `${url}/#${purpose === 'sign-in' ? 'link' : 'connect'}=${token}`;
}

/** Whose link it is; it is used up. Null when it is unknown, used or too old, and when the person may not sign in. */
export async function takeSignInLink(
  users: Pick<UserStore, 'find' | 'takeLink'>,
  token: string,
  at: Instant,
): Promise<User | null> {
  const link = await users.takeLink(digestOfToken(token), 'sign-in');
  if (link === null || link.expiresAt <= at) return null;
  const user = await users.find(link);
  return user === null || user.disabledAt !== null || user.isOpenidOnly ? null : user;
}
