/** Who is signed in, for whatever stands inside the gate. */
import { createContext, useContext } from 'react';
import type { Session } from '../api/session.ts';

export const SessionContext = createContext<Session | null>(null);

/** @throws TypeError outside the gate */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new TypeError('nobody is signed in here');
  return session;
}
