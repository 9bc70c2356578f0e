/** Time, chance, timers and connections as parameters, so that tests decide about them. */

export interface LiveEnvironment {
  readonly fetch: typeof globalThis.fetch;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** A UUID that nobody else has. */
  readonly newId: () => string;
  /** Calls back once after that time; what it returns prevents the call. */
  readonly after: (milliseconds: number, act: () => void) => () => void;
  /** Calls back whenever a try is likely to succeed again; what it returns ends that. */
  readonly onWake: (act: () => void) => () => void;
}

/** The machine's own. */
export const REAL_ENVIRONMENT: LiveEnvironment = {
  // Called as a function of its own, a browser's fetch refuses.
  fetch: (input, init) => globalThis.fetch(input, init),
  nowMs: () => Date.now(),
  random: () => Math.random(),
  newId: randomId,
  after(milliseconds, act) {
    const timer = setTimeout(act, milliseconds);
    return () => clearTimeout(timer);
  },
  onWake,
};

/** `crypto.randomUUID` is missing from pages that came without TLS. */
function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

interface Page {
  readonly addEventListener?: (type: string, listener: () => void) => void;
  readonly removeEventListener?: (type: string, listener: () => void) => void;
  readonly document?: Page & { readonly visibilityState?: string };
}

/** The network is back, or the page is shown again. Never, where there is no page. */
function onWake(act: () => void): () => void {
  const page = globalThis as unknown as Page;
  const { document } = page;
  const whenShown = () => {
    if (document?.visibilityState !== 'hidden') act();
  };
  page.addEventListener?.('online', act);
  page.addEventListener?.('pageshow', act);
  document?.addEventListener?.('visibilitychange', whenShown);
  return () => {
    page.removeEventListener?.('online', act);
    page.removeEventListener?.('pageshow', act);
    document?.removeEventListener?.('visibilitychange', whenShown);
  };
}
