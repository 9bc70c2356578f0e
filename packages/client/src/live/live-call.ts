/** Sends one request of the live protocol, and says what its answer means for whoever sends. */
import type { LiveEnvironment } from './live-environment.ts';

/** Why the server did not do it. */
export interface Refusal {
  readonly status: number;
  /** As in docs/errors.md. */
  readonly code: string;
  /** A sentence for people. */
  readonly message: string;
}

export type Answer<T> =
  | { readonly kind: 'done'; readonly value: T }
  /** For good. */
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** Commands before this one are missing. */
  | { readonly kind: 'resend'; readonly from: number }
  | { readonly kind: 'wait'; readonly milliseconds: number; readonly refusal: Refusal | null }
  /** The credentials do not hold any more. */
  | { readonly kind: 'unauthorized'; readonly refusal: Refusal }
  /** Nobody knows what happened; to be tried again. */
  | { readonly kind: 'failed'; readonly refusal: Refusal | null };

/** Without an answer for so long a request counts as lost. */
const LONGEST_REQUEST_MS = 30_000;

export interface Call {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Never rejects. */
export async function callLive<T>(environment: LiveEnvironment, { url, headers, body }: Call): Promise<Answer<T>> {
  const stop = new AbortController();
  const cancel = environment.after(LONGEST_REQUEST_MS, () => stop.abort());
  try {
    const response = await environment.fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
      signal: stop.signal,
      redirect: 'manual',
    });
    if (response.status !== 200) return await readFailure(response);
    const { response: value } = (await response.json()) as { readonly response?: T };
    return value === undefined ? { kind: 'failed', refusal: null } : { kind: 'done', value };
  } catch {
    return { kind: 'failed', refusal: null };
  } finally {
    cancel();
  }
}

const RETRIED = new Set([408, 425, 429]);

/** What a reply other than 200 means. Rejects when its body breaks off. */
export async function readFailure(response: Response): Promise<Exclude<Answer<never>, { kind: 'done' }>> {
  const { status, headers } = response;
  const refusal = refusalIn(status, await response.text());
  const asked = /^\d{1,6}$/.exec(headers.get('retry-after') ?? '')?.[0];
  if ((status === 429 || status === 503) && asked !== undefined) {
    return { kind: 'wait', milliseconds: Number(asked) * 1_000, refusal };
  }
  // A proxy or a portal has no say in what becomes of a message.
  if (refusal === null || status >= 500 || RETRIED.has(status)) return { kind: 'failed', refusal };
  if (status === 401) return { kind: 'unauthorized', refusal };
  const from = Number(headers.get('parley-resend-from') ?? Number.NaN);
  if (refusal.code === 'error.commands_missing') {
    return Number.isSafeInteger(from) ? { kind: 'resend', from } : { kind: 'failed', refusal };
  }
  return { kind: 'refused', refusal };
}

function refusalIn(status: number, text: string): Refusal | null {
  try {
    const [error] = (JSON.parse(text) as { readonly errors: readonly { errormessage: unknown; message: unknown }[] })
      .errors;
    if (typeof error?.errormessage !== 'string') return null;
    return { status, code: error.errormessage, message: String(error.message) };
  } catch {
    return null;
  }
}
