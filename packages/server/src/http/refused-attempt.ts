/** Says when somebody may try again whose password was not looked at. */
import { type AttemptOutcome, LONGEST_TURN_WAIT_MS } from '../services/people/password-guard.ts';
import { ApiError } from './api-error.ts';

/** `tooManySignIns` or `busy`. */
export function refusedAttempt(outcome: Exclude<AttemptOutcome, { readonly kind: 'made' }>): ApiError {
  return outcome.kind === 'wait'
    ? ApiError.of('tooManySignIns', { headers: retryAfter(outcome.waitMs) })
    : ApiError.of('busy', { headers: retryAfter(LONGEST_TURN_WAIT_MS) });
}

/** At least that long, in whole seconds. */
function retryAfter(waitMs: number): { readonly 'retry-after': string } {
  return { 'retry-after': String(Math.ceil(waitMs / 1_000)) };
}
