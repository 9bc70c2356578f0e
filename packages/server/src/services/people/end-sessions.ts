/** Where a person is signed in, and how that ends from elsewhere. */
import type { AdminDeed } from '../../model/audit.ts';
import type { Session, UserKey } from '../../model/user.ts';
import type { UserStore } from '../../store/user-store.ts';

const ID_LENGTH = 16;

/** Names a session among those of its person; nobody can sign in by it. */
export function sessionIdOf({ sha256 }: Pick<Session, 'sha256'>): string {
  return Buffer.from(sha256).toString('hex').slice(0, ID_LENGTH);
}

/** How many sessions ended, of all or of the one with that id; commits. null when there is no such session. */
export async function endSessions(
  users: Pick<UserStore, 'listSessions' | 'endSessions'>,
  key: UserKey,
  sessionId: string | null,
  { at, actor }: AdminDeed,
): Promise<number | null> {
  const deed = { at, actor, action: 'person.signed-out', target: `person ${key.login}` } as const;
  if (sessionId === null) return users.endSessions(key, null, deed);
  const session = (await users.listSessions(key)).find((one) => sessionIdOf(one) === sessionId);
  return session === undefined ? null : users.endSessions(key, session.sha256, deed);
}
