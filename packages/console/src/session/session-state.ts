/** Whether somebody is signed in, kept among the other replies of the server. */
import { type Query, type QueryClient, queryOptions } from '@tanstack/react-query';
import { ApiFailure, isSignedOut } from '../api/api-failure.ts';
import { readSession, type Session, signIn } from '../api/session.ts';

export type SessionState =
  | { readonly kind: 'in'; readonly session: Session }
  /** The session ended while the page was open: what is on screen stays until the same person is back. */
  | { readonly kind: 'expired'; readonly session: Session }
  /** `problem` says why a link did not work; null when there was none. */
  | { readonly kind: 'out'; readonly problem: ApiFailure | null };

const KEY = ['session'] as const;

/** Finds out who is signed in. */
export type Entry = () => Promise<SessionState>;

/**
 * Signs in by the link first, when there is one. A link works once, so it is sent once however often this is called, unless
 * the server was not reached.
 */
export function entryBy(link: string | null): Entry {
  let first: Promise<SessionState> | null = null;
  return () => {
    first ??= enter(link).catch((error: unknown) => {
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

async function enter(link: string | null): Promise<SessionState> {
  let problem: ApiFailure | null = null;
  if (link !== null) {
    try {
      return { kind: 'in', session: await signIn({ link }) };
    } catch (error) {
      if (!(error instanceof ApiFailure) || error.kind === 'unreachable') throw error;
      problem = error;
    }
  }
  try {
    return { kind: 'in', session: await readSession() };
  } catch (error) {
    if (isSignedOut(error)) return { kind: 'out', problem };
    throw error;
  }
}

const ofOthers = { predicate: ({ queryKey }: Pick<Query, 'queryKey'>) => queryKey[0] !== KEY[0] };

/** Another person must not find what the one before has read, nor the same person what is theirs no longer. */
export function beginSession(client: QueryClient, session: Session): void {
  const before = client.getQueryData<SessionState>(KEY);
  const isSame = before?.kind === 'expired' && rightsOf(before.session) === rightsOf(session);
  setState(client, { kind: 'in', session });
  void (isSame ? client.invalidateQueries(ofOthers) : client.resetQueries(ofOthers));
}

/** Who it is and what they may see, to be compared. */
function rightsOf({ tenant, login, scopes, projectIds, queueIds }: Session): string {
  return JSON.stringify([tenant, login, scopes, projectIds, queueIds]);
}

export function endSession(client: QueryClient): void {
  setState(client, { kind: 'out', problem: null });
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
