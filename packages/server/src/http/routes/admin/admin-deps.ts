/** What the handlers of the administration share. */
import type { AdminDeed } from '../../../model/audit.ts';
import { instant } from '../../../model/instant.ts';
import type { Clock } from '../../../platform/clock.ts';
import type { Randomness } from '../../../platform/randomness.ts';
import type { PasswordGuard } from '../../../services/people/password-guard.ts';
import type { ChatStore } from '../../../store/chat-store.ts';
import type { Principal } from '../../principal.ts';

export interface AdminDeps {
  readonly store: ChatStore;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly guard: PasswordGuard;
}

export function deedOf({ clock }: Pick<AdminDeps, 'clock'>, { actor }: Pick<Principal, 'actor'>): AdminDeed {
  return { at: instant(clock.nowMs()), actor };
}
