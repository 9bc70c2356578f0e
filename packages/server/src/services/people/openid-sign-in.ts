/** Whose account of an OpenID Connect provider it is, and how it becomes somebody's. Never by a mail address or a name. */
import type { Instant } from '../../model/instant.ts';
import { unreachable } from '../../model/unreachable.ts';
import type { OpenidIdentity, User, UserKey } from '../../model/user.ts';
import type { UserStore } from '../../store/user-store.ts';
import { digestOfToken, findSession } from './sessions.ts';

/** What an attempt is for: `connect` by the person of a session, `invitation` by a link of an admin. */
export type OpenidIntent =
  | { readonly kind: 'sign-in' }
  | { readonly kind: 'invitation'; readonly link: string }
  | { readonly kind: 'connect'; readonly sessionToken: string };

export type OpenidRefusal =
  /** The account is connected to nobody who may sign in. */
  | 'unknown'
  /** It is connected to somebody else. */
  | 'taken'
  /** The invitation was used, or is too old. */
  | 'invitation'
  /** The session from which it was to be connected has ended. */
  | 'expired';

/** The person to sign in. Connecting ends their earlier sessions and links. */
export async function settleOpenid(
  users: UserStore,
  identity: OpenidIdentity,
  intent: OpenidIntent,
  at: Instant,
): Promise<User | { readonly refused: OpenidRefusal }> {
  switch (intent.kind) {
    case 'sign-in': {
      const user = await users.findByIdentity(identity);
      return user === null || user.disabledAt !== null ? { refused: 'unknown' } : user;
    }
    case 'invitation': {
      const link = await users.takeLink(digestOfToken(intent.link), 'openid');
      if (link === null || link.expiresAt <= at) return { refused: 'invitation' };
      return connect(users, link, identity, at);
    }
    case 'connect': {
      const found = await findSession(users, intent.sessionToken, at);
      return found === null ? { refused: 'expired' } : connect(users, found.user, identity, at);
    }
    default:
      return unreachable(intent);
  }
}

async function connect(
  users: UserStore,
  key: UserKey,
  identity: OpenidIdentity,
  at: Instant,
): Promise<User | { readonly refused: OpenidRefusal }> {
  const user = await users.find(key);
  if (user === null || user.disabledAt !== null) return { refused: 'unknown' };
  const { login } = user;
  const deed = {
    at,
    actor: { login },
    action: 'person.changed',
    target: `person ${login}: account connected`,
  } as const;
  return (await users.connectIdentity(user, identity, deed)) ? user : { refused: 'taken' };
}
