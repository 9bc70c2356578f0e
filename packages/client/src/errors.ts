/** Every error that the client throws, except the reason of an aborted `signal`, which is thrown as it is. None holds a key. */

export interface ErrorFacts {
  /** HTTP status of the reply; null when there was none. */
  readonly status: number | null;
  readonly code: string;
  /** The wrong parameter or field; null when there is none. */
  readonly property?: string | null;
  readonly cause?: unknown;
}

/**
 * A call that failed. `code` is the server's own (`error.project_not_found`, see docs/errors.md) or one of the client's:
 * `client.network` (no complete reply, after all retries), `client.not_parley` (something other than Parley replied),
 * `client.redirected`, `client.incomplete` and `client.retry_too_late` (the server asks for a longer wait than allowed).
 */
export class ParleyError extends Error {
  override readonly name: string = 'ParleyError';
  /** HTTP status of the reply; null when there was none. */
  readonly status: number | null;
  readonly code: string;
  /** The wrong parameter or field; null when there is none. */
  readonly property: string | null;

  constructor(message: string, { status, code, property = null, cause }: ErrorFacts) {
    super(message, cause === undefined ? undefined : { cause });
    this.status = status;
    this.code = code;
    this.property = property;
  }
}

/**
 * The server no longer knows the cursor's place (it is older than the tombstones, or of another store). Clear the
 * copy and start over without a cursor; `sync` does so with `onExpired: 'restart'`.
 */
export class CursorExpiredError extends ParleyError {
  override readonly name = 'CursorExpiredError';
}

/** The reply ended normally, but rows are missing, repeated or unreadable. */
export class IncompleteReplyError extends ParleyError {
  override readonly name = 'IncompleteReplyError';
}

export function incomplete(message: string): IncompleteReplyError {
  return new IncompleteReplyError(message, { status: 200, code: 'client.incomplete' });
}
