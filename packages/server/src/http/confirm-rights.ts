/** Asks a signed-in person for their password again before they give rights to somebody. */

import type { Clock } from '../platform/clock.ts';
import { confirmPassword } from '../services/people/confirm-password.ts';
import type { PasswordGuard } from '../services/people/password-guard.ts';
import { ApiError } from './api-error.ts';
import type { Principal } from './principal.ts';
import { refusedAttempt } from './refused-attempt.ts';
import type { ApiRequest } from './route.ts';

export interface ConfirmDeps {
  readonly guard: PasswordGuard;
  readonly clock: Clock;
}

/** Keys have nothing to confirm. @throws ApiError `passwordRefused`, `signInAgain`, `tooManySignIns`, `busy` */
export async function confirmRights(
  { guard, clock }: ConfirmDeps,
  { principal, ip }: Pick<ApiRequest, 'ip'> & { readonly principal: Pick<Principal, 'signedIn'> },
  password: string | undefined,
): Promise<void> {
  const { signedIn } = principal;
  if (signedIn === null) return;
  const place = { address: ip, nowMs: clock.nowMs() };
  const confirmation = await confirmPassword(guard, signedIn, password ?? null, place);
  switch (confirmation.kind) {
    case 'confirmed':
      return;
    case 'refused':
      throw ApiError.of('passwordRefused', { property: 'ownPassword' });
    case 'sign-in-again':
      throw ApiError.of('signInAgain');
    case 'wait':
    case 'busy':
      throw refusedAttempt(confirmation);
  }
}
