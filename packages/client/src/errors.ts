/** Every error that the client throws, but for a `signal` that was aborted: its reason is thrown as it is. Holds no key. */

/** What a `ParleyError` is made of. */
export interface ErrorFacts {
  /** HTTP status of the reply; null when there was none. */
  readonly status: number | null;
  readonly code: string;
  /** The parameter or field that is wrong; null when it is none. */
  readonly property?: string | null;
  readonly cause?: unknown;
}

/**
 * A call that failed. `code` is the server's own (`error.project_not_found`, see docs/errors.md) or one of the client's:
 * `client.network` (no whole reply, after all retries), `client.not_parley` (something else than Parley answered),
 * `client.redirected`, `client.incomplete` and `client.retry_too_late` (the server asks for a longer wait than allowed).
 */
export class ParleyError extends Error {
  override readonly name: string = 'ParleyError';
  /** HTTP status of the reply; null when there was none. */
  readonly status: number | null;
  readonly code: string;
  /** The parameter or field that is wrong; null when it is none. */
  readonly property: string | null;

  constructor(message: string, { status, code, property = null, cause }: ErrorFacts) {
    super(message, cause === undefined ? undefined : { cause });
    this.status = status;
    this.code = code;
    this.property = property;
  }
}

/**
 * The cursor leads to a place that the server has forgotten (older than its tombstones, or of another store). Clear the
 * copy and start over without a cursor; `sync` does so with `onExpired: 'restart'`.
 */
export class CursorExpiredError extends ParleyError {
  override readonly name = 'CursorExpiredError';
}

/** The reply ended as a whole one and yet is not what it says it is: rows are missing, doubled or not readable. */
export class IncompleteReplyError extends ParleyError {
  override readonly name = 'IncompleteReplyError';
}

/** An `IncompleteReplyError` with the client's code for it. */
export function incomplete(message: string): IncompleteReplyError {
  return new IncompleteReplyError(message, { status: 200, code: 'client.incomplete' });
}
