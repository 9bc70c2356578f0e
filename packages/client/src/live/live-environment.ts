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
  /** Calls back with what happens to the page; what it returns ends that. Never, where there is no page. */
  readonly onPage: (act: (change: PageChange) => void) => () => void;
}

/**
 * `online`, `offline`: the browser has a network again, or has none. `shown`: the page is looked at again, or goes on after it was
 * left. `left`: it may never run again, or be shown as it was left, by "back" or when a frozen tab is opened.
 */
export type PageChange = 'online' | 'offline' | 'shown' | 'left';

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
  onPage,
};

/** `crypto.randomUUID` is missing from pages that came without TLS. */
function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

type Target = Partial<Record<'addEventListener' | 'removeEventListener', (type: string, listener: () => void) => void>>;
type Page = Target & { readonly document?: Target & { readonly visibilityState?: string } };

function onPage(act: (change: PageChange) => void): () => void {
  const page = globalThis as unknown as Page;
  const { document } = page;
  const whenShown = () => {
    if (document?.visibilityState !== 'hidden') act('shown');
  };
  const listeners: readonly (readonly [Target | undefined, string, () => void])[] = [
    [page, 'online', () => act('online')],
    [page, 'offline', () => act('offline')],
    [page, 'pageshow', () => act('shown')],
    [page, 'pagehide', () => act('left')],
    [document, 'visibilitychange', whenShown],
    [document, 'freeze', () => act('left')],
    [document, 'resume', () => act('shown')],
  ];
  for (const [target, type, listener] of listeners) target?.addEventListener?.(type, listener);
  return () => {
    for (const [target, type, listener] of listeners) target?.removeEventListener?.(type, listener);
  };
}
