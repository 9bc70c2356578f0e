/** As much of a browser as tabs need to know of each other. Each part may be missing: pages without TLS have no locks. */

export interface Locks {
  /**
   * Calls `act` while the lock is held, which is until its promise settles. `ifAvailable`: with null when somebody has it.
   * `steal`: whoever has it loses it. Rejects when it was stolen, or when `signal` ends the waiting.
   */
  readonly request: <T>(
    name: string,
    options: { readonly ifAvailable?: true; readonly steal?: true; readonly signal?: AbortSignal },
    act: (lock: unknown) => Promise<T>,
  ) => Promise<T>;
  readonly query: () => Promise<{ readonly held?: readonly { readonly name?: string }[] }>;
}

/** What one sends, all others of the same name get, in its order. */
export interface Channel {
  readonly postMessage: (message: unknown) => void;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  readonly close: () => void;
}

export interface BrowserParts {
  readonly locks: Locks;
  readonly openChannel: (name: string) => Channel;
}

/** null where tabs cannot know of each other. */
export function findBrowserParts(): BrowserParts | null {
  const { navigator, BroadcastChannel } = globalThis as unknown as {
    readonly navigator?: { readonly locks?: Locks };
    readonly BroadcastChannel?: new (name: string) => Channel;
  };
  const locks = navigator?.locks;
  if (locks === undefined || BroadcastChannel === undefined) return null;
  return { locks, openChannel: (name) => new BroadcastChannel(name) };
}
