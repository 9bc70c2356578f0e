/** Whether a signed-in person is who they were: asked again before they give rights to somebody. */
import type { Session, User } from '../../model/user.ts';
import type { AttemptOutcome, PasswordGuard } from './password-guard.ts';

/** Somebody without a password is believed for as long after signing in as their link worked. */
const FRESH_MS = 3_600_000;

export type Confirmation =
  | { readonly kind: 'confirmed' | 'refused' | 'sign-in-again' }
  | Exclude<AttemptOutcome, { readonly kind: 'made' }>;

/** `password` is null when none was given. A wrong one counts as a failure to sign in. */
export async function confirmPassword(
  guard: PasswordGuard,
  { session, user }: { readonly session: Session; readonly user: User },
  password: string | null,
  { address, nowMs }: { readonly address: string; readonly nowMs: number },
): Promise<Confirmation> {
  if (user.passwordHash === null) {
    return { kind: nowMs - session.createdAt < FRESH_MS ? 'confirmed' : 'sign-in-again' };
  }
  if (password === null) return { kind: 'refused' };
  const outcome = await guard.attempt({ key: user, address }, async () =>
    (await guard.isPasswordOf(user, password)) ? user : null,
  );
  if (outcome.kind !== 'made') return outcome;
  return { kind: outcome.user === null ? 'refused' : 'confirmed' };
}
