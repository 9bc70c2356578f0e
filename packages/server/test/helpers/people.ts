/** People who sign in to a test's server. For tests only. */
import type { Role } from '@parley/contract/scopes';
import { projectId, queueId } from '../../src/model/ids.ts';
import type { LinkPurpose, UserKey } from '../../src/model/user.ts';
import { SYSTEM_RANDOMNESS } from '../../src/platform/randomness.ts';
import { createUser } from '../../src/services/people/create-user.ts';
import { hashPassword } from '../../src/services/people/passwords.ts';
import { createSignInLink } from '../../src/services/people/sign-in-links.ts';
import { scopeOf, TENANT, type TestReply, type TestServer } from './boot-server.ts';
import { testDeed } from './test-deed.ts';

/** As in the contract's example. */
export const PASSWORD = 'a long password';
/** What a browser sends with requests of the server's own pages. */
export const OWN_PAGE = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' } as const;

export function userKey(login: string): UserKey {
  return { tenantId: scopeOf(0).tenantId, login };
}

/** Somebody with `PASSWORD`. */
export async function addPerson(
  server: TestServer,
  login: string,
  role: Role = 'supervisor',
  projects: readonly number[] | null = null,
  queues: readonly number[] | null = null,
): Promise<UserKey> {
  const key = userKey(login);
  const projectIds = projects?.map(projectId) ?? null;
  const limits = { projectIds, queueIds: queues?.map(queueId) ?? null };
  const person = { ...key, name: login.toUpperCase(), role, ...limits, isOpenidOnly: false };
  const refused = await createUser(server.store, person, testDeed(server.clock.nowMs()));
  if (refused !== null) throw new TypeError(`nobody was added: ${refused.refused}`);
  await server.store.users.change(key, { passwordHash: await hashPassword(PASSWORD) }, testDeed());
  return key;
}

export async function makeLink(server: TestServer, key: UserKey, purpose: LinkPurpose = 'sign-in'): Promise<string> {
  const deed = testDeed(server.clock.nowMs());
  const token = await createSignInLink(server.store.users, key, deed, SYSTEM_RANDOMNESS, purpose);
  if (token === null) throw new TypeError(`${key.login} may not sign in`);
  return token;
}

export function postSession(
  server: TestServer,
  body: unknown,
  headers: Readonly<Record<string, string>> = OWN_PAGE,
): Promise<TestReply> {
  return server.get('/v2/session', { method: 'POST', headers, body: JSON.stringify(body) });
}

export const byPassword = (login: string, password: string = PASSWORD) => ({ tenant: TENANT, login, password });

/** The `Cookie` header of somebody who has signed in. @throws TypeError when that is refused */
export async function signIn(server: TestServer, login: string): Promise<{ readonly cookie: string }> {
  const reply = await postSession(server, byPassword(login));
  const cookie = cookieOf(reply);
  if (reply.status !== 200 || cookie === null) throw new TypeError(`not signed in: ${reply.text}`);
  return { cookie };
}

/** `name=value` of the cookie that a reply sets; null when it sets none. */
export function cookieOf({ headers }: TestReply): string | null {
  return headers['set-cookie']?.[0]?.split(';')[0] ?? null;
}
