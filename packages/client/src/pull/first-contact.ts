/**
 * Notices a wrong address: until the server has replied once, a person at a terminal is told within seconds instead of being
 * kept waiting through every retry. Used by run-pull.ts.
 */
import { ParleyError } from '../errors.ts';

export interface ContactOptions {
  readonly fetch: typeof globalThis.fetch;
  /** Whether a failure before the first reply ends the call without a retry. */
  readonly isImpatient: boolean;
  /** Called once when the first reply is slow. */
  readonly onSilence: () => void;
}

/** Enough for a slow network, and little for a person. */
const SILENCE_MS = 2_000;

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'its name cannot be looked up',
  EHOSTUNREACH: 'no way leads there',
  ENETUNREACH: 'no way leads there',
  ETIMEDOUT: 'it does not reply',
  UND_ERR_CONNECT_TIMEOUT: 'it does not reply',
};

/** A `fetch` that fails for good while the server was never reached. */
export function fetchImpatiently({ fetch, isImpatient, onSilence }: ContactOptions): typeof globalThis.fetch {
  let hasReplied = false;
  return async (input, init) => {
    if (hasReplied || !isImpatient) return fetch(input, init);
    const timer = setTimeout(onSilence, SILENCE_MS);
    try {
      const reply = await fetch(input, init);
      hasReplied = true;
      return reply;
    } catch (cause) {
      if (init?.signal?.aborted === true) throw cause;
      const message = `There is no reply from ${new URL(String(input)).origin}: ${wordsOf(cause)}; check --url, or give --keep-trying`;
      throw new ParleyError(message, { status: null, code: 'client.network', cause });
    } finally {
      clearTimeout(timer);
    }
  };
}

function wordsOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : null;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return WORDS[code] ?? (cause instanceof Error && cause.message !== '' ? cause.message : 'the connection broke');
}
