/** What can go wrong with a call, as the page tells it apart. */

export type FailureKind =
  /** No reply: the server is down or the network is. */
  | 'unreachable'
  /** 401: nobody is signed in any more. */
  | 'signedOut'
  /** Somebody signed in, and the browser sends no cookie of it. */
  | 'cookieLost'
  /** The server replied and refused. */
  | 'refused';

interface FailureFacts {
  readonly status?: number;
  readonly property?: string;
  readonly sentence?: string | null;
  readonly cause?: unknown;
}

export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  readonly kind: FailureKind;
  /** null without a reply. */
  readonly status: number | null;
  /** The field or parameter that the server names; empty when it names none. */
  readonly property: string;
  /** What the server says, in English; null when it says nothing. The message of the error is for programmers. */
  readonly sentence: string | null;

  constructor(kind: FailureKind, message: string, facts: FailureFacts = {}) {
    super(message, { cause: facts.cause });
    this.kind = kind;
    this.status = facts.status ?? null;
    this.property = facts.property ?? '';
    this.sentence = facts.sentence ?? null;
  }
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiFailure && error.kind === 'signedOut';
}

export function isUnreachable(error: unknown): boolean {
  return error instanceof ApiFailure && error.kind === 'unreachable';
}

interface ErrorEntry {
  readonly message?: unknown;
  readonly errormessage?: unknown;
  readonly property?: unknown;
}

/** The first error of a reply's envelope; null when the body is no envelope, as of a proxy. */
export function firstError(body: unknown): { readonly message: string; readonly property: string } | null {
  if (typeof body !== 'object' || body === null || !('errors' in body) || !Array.isArray(body.errors)) return null;
  const [first] = body.errors as readonly (ErrorEntry | undefined)[];
  const message = first?.message ?? first?.errormessage;
  if (typeof message !== 'string') return null;
  return { message, property: typeof first?.property === 'string' ? first.property : '' };
}
