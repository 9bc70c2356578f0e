/** Why a mirror cannot continue, in words for the operator. Thrown by what talks to the source; never holds the key. */

/**
 * `passing`: the connection or the body broke off, or the source is busy: trying again may help. `refused`: the source
 * answered with an error of its own. `wrong`: what it sends is not the chat log of the contract, or contradicts itself.
 * `local`: the mirror's own files are not usable.
 */
export type MirrorErrorKind = 'passing' | 'refused' | 'wrong' | 'local';

interface MirrorErrorOptions extends ErrorOptions {
  readonly status?: number;
  readonly retryAfterMs?: number | null;
}

export class MirrorError extends Error {
  override name = 'MirrorError' as const;
  readonly kind: MirrorErrorKind;
  /** HTTP status of the source's reply; null for any other failure. */
  readonly status: number | null;
  /** How long the source asks to wait; null when it does not say. */
  readonly retryAfterMs: number | null;

  constructor(kind: MirrorErrorKind, message: string, options: MirrorErrorOptions = {}) {
    super(message, options);
    this.kind = kind;
    this.status = options.status ?? null;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}
