/** Whether a key still works. Pure. */
import type { ApiKey } from '../api/administration.ts';

export type KeyState = 'inForce' | 'ended' | 'revoked';

/** `nowMs` in milliseconds since 1970. */
export function keyState({ revokedAt, expiresAt }: Pick<ApiKey, 'revokedAt' | 'expiresAt'>, nowMs: number): KeyState {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && Date.parse(expiresAt) <= nowMs ? 'ended' : 'inForce';
}
