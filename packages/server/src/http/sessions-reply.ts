/** Where somebody is signed in, as a reply. Used by the administration and for people themselves. */
import type { PersonSessionsReply } from '@parley/contract';
import { type Instant, utcText } from '../model/instant.ts';
import type { Session, User } from '../model/user.ts';
import { sessionIdOf } from '../services/people/end-sessions.ts';
import { isSessionInForce } from '../services/people/sessions.ts';
import type { UserStore } from '../store/user-store.ts';
import { jsonReply, type Reply } from './route.ts';

/** The sessions in force of that person; `own` is the one from which the request comes, if any. */
export async function sessionsReply(
  users: Pick<UserStore, 'listSessions'>,
  user: User,
  { own, at }: { readonly own: Session | null; readonly at: Instant },
): Promise<Reply<PersonSessionsReply>> {
  const ownId = own === null ? null : sessionIdOf(own);
  const response = (await users.listSessions(user))
    .filter((session) => isSessionInForce({ session, user }, at))
    .map((session) => {
      const { createdAt, seenAt, expiresAt } = session;
      const sessionId = sessionIdOf(session);
      const times = { createdAt: utcText(createdAt), seenAt: utcText(seenAt), expiresAt: utcText(expiresAt) };
      return { sessionId, ...times, isOwn: sessionId === ownId };
    });
  return jsonReply({ response, errors: [] });
}
