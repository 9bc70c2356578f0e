/** Who is signed in. The session itself is a cookie that the page cannot read. */
import type { Identity, SessionReply } from '@parley/contract';
import { ApiFailure, isSignedOut } from './api-failure.ts';
import { callApi } from './call-api.ts';

export type Session = Identity;

/** A password, or a link that works once. */
export type Credentials =
  | { readonly tenant: string; readonly login: string; readonly password: string }
  | { readonly link: string };

const PATH = '/v2/session';

/** @throws ApiFailure `signedOut` when nobody is signed in */
export async function readSession(): Promise<Session> {
  return (await callApi<SessionReply>(PATH)).body.response;
}

/** @throws ApiFailure with the server's sentence about what is wrong; `cookieLost` when the browser kept no session */
export async function signIn(credentials: Credentials): Promise<Session> {
  await callApi<SessionReply>(PATH, { method: 'POST', body: credentials });
  try {
    return await readSession();
  } catch (error) {
    if (!isSignedOut(error)) throw error;
    throw new ApiFailure('cookieLost', 'The browser did not keep the cookie of the session.');
  }
}

export async function signOut(): Promise<void> {
  await callApi(PATH, { method: 'DELETE' });
}

/** Whether the person makes projects, keys and people. */
export function mayAdminister({ scopes }: Session): boolean {
  return scopes.includes('admin');
}

/** Whether the person may read what was written, and not only numbers and times. */
export function mayReadContent({ scopes }: Session): boolean {
  return scopes.includes('chats:read') || scopes.includes('admin');
}
