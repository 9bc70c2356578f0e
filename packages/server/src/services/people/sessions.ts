/** Sessions of people who signed in: a random text for the browser, its digest for the store. */
import { createHash } from 'node:crypto';
import { type Instant, instant } from '../../model/instant.ts';
import type { Session, User, UserKey } from '../../model/user.ts';
import type { Randomness } from '../../platform/randomness.ts';
import type { UserStore } from '../../store/user-store.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A session ends so long after its last use. */
const IDLE_MS = 12 * HOUR_MS;
/** A session ends so long after it began, however much it is used. */
const LONGEST_MS = 14 * 24 * HOUR_MS;
const TOKEN_BYTES = 32;

export interface SignedIn {
  readonly session: Session;
  readonly user: User;
}

export interface StartedSession extends SignedIn {
  /** What the browser keeps; stored nowhere. */
  readonly token: string;
}

export function digestOfToken(token: string): Uint8Array {
  return createHash('sha256').update(token).digest();
}

/** 256 bits as letters, digits, - and _. */
export function newToken(randomness: Randomness): string {
  return Buffer.from(randomness.bytes(TOKEN_BYTES)).toString('base64url');
}

export async function startSession(
  users: Pick<UserStore, 'startSession'>,
  user: User,
  at: Instant,
  randomness: Randomness,
): Promise<StartedSession> {
  const token = newToken(randomness);
  const { tenantId, login } = user satisfies UserKey;
  const times = { createdAt: at, seenAt: at, expiresAt: instant(at + LONGEST_MS) };
  const session = { tenantId, login, sha256: digestOfToken(token), ...times };
  await users.startSession(session);
  return { token, session, user };
}

/** The session of a token while it is in force; null for any other. Notes the use, once a minute. */
export async function findSession(
  users: Pick<UserStore, 'findSession' | 'touchSession'>,
  token: string,
  at: Instant,
): Promise<SignedIn | null> {
  const sha256 = digestOfToken(token);
  const found = await users.findSession(sha256);
  if (found === null || !isSessionInForce(found, at)) return null;
  if (at - found.session.seenAt >= MINUTE_MS) await users.touchSession(sha256, at);
  return found;
}

/** Whether requests of the session are accepted at that time. */
export function isSessionInForce({ session, user }: SignedIn, at: Instant): boolean {
  return user.disabledAt === null && at < session.expiresAt && at - session.seenAt < IDLE_MS;
}
