/** Whether somebody is signed in, kept among the other replies of the server. */

import type { OpenidFailure } from '@parley/contract';
import { type Query, type QueryClient, queryOptions } from '@tanstack/react-query';
import { ApiFailure, isSignedOut } from '../api/api-failure.ts';
import { readSession, type Session, signIn } from '../api/session.ts';
import type { Arrival } from './take-arrival.ts';

export type SessionState =
  | { readonly kind: 'in'; readonly session: Session; readonly openidFailure: OpenidFailure | null }
  /** The session ended while the page was open: what is on screen stays until the same person is back. */
  | { readonly kind: 'expired'; readonly session: Session }
  | SignedOut;

export interface SignedOut {
  readonly kind: 'out';
  /** Why a link did not work; null when there was none. */
  readonly problem: ApiFailure | null;
  /** Why the provider's way led nowhere; null when nobody went there. */
  readonly openidFailure: OpenidFailure | null;
  /** The secret of an invitation to connect an account of the provider; null when there is none. */
  readonly invitation: string | null;
}

const KEY = ['session'] as const;

/** Finds out who is signed in. */
export type Entry = () => Promise<SessionState>;

/**
 * Signs in by the link first, when there is one. A link works once, so it is sent once however often this is called, unless
 * the server was not reached.
 */
export function entryBy(arrival: Arrival | null): Entry {
  let first: Promise<SessionState> | null = null;
  return () => {
    first ??= enter(arrival).catch((error: unknown) => {
      first = null;
      throw error;
    });
    return first;
  };
}

export function sessionQuery(entry: Entry) {
  return queryOptions({
    queryKey: KEY,
    queryFn: entry,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });
}

const OUT: SignedOut = { kind: 'out', problem: null, openidFailure: null, invitation: null };

async function enter(arrival: Arrival | null): Promise<SessionState> {
  let problem: ApiFailure | null = null;
  // Whoever was invited chooses the account first, also where somebody is signed in.
  if (arrival?.kind === 'connect') return { ...OUT, invitation: arrival.secret };
  const openidFailure = arrival?.kind === 'openid' ? arrival.failure : null;
  if (arrival?.kind === 'link') {
    try {
      return { kind: 'in', session: await signIn({ link: arrival.secret }), openidFailure };
    } catch (error) {
      if (!(error instanceof ApiFailure) || error.kind === 'unreachable') throw error;
      problem = error;
    }
  }
  try {
    return { kind: 'in', session: await readSession(), openidFailure };
  } catch (error) {
    if (isSignedOut(error)) return { ...OUT, problem, openidFailure };
    throw error;
  }
}

const ofOthers = { predicate: ({ queryKey }: Pick<Query, 'queryKey'>) => queryKey[0] !== KEY[0] };

/** Another person must not find what the one before has read, nor the same person what is theirs no longer. */
export function beginSession(client: QueryClient, session: Session): void {
  const before = client.getQueryData<SessionState>(KEY);
  const isSame = before?.kind === 'expired' && rightsOf(before.session) === rightsOf(session);
  setState(client, { kind: 'in', session, openidFailure: null });
  void (isSame ? client.invalidateQueries(ofOthers) : client.resetQueries(ofOthers));
}

/** Who it is and what they may see, to be compared. */
function rightsOf({ tenant, login, scopes, projectIds, queueIds }: Session): string {
  return JSON.stringify([tenant, login, scopes, projectIds, queueIds]);
}

export function endSession(client: QueryClient): void {
  setState(client, OUT);
  client.removeQueries(ofOthers);
}

export function noteExpiry(client: QueryClient): void {
  client.setQueryData<SessionState>(KEY, (state) =>
    state?.kind === 'in' ? { kind: 'expired', session: state.session } : state,
  );
}

function setState(client: QueryClient, state: SessionState): void {
  client.setQueryData<SessionState>(KEY, () => state);
}
