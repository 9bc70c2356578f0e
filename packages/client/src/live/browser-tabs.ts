/** Lets the tabs of a browser be one: they share a stream, and come as one visitor. */
import { findBrowserParts } from './browser-parts.ts';
import { EventStream } from './event-stream.ts';
import type { FollowedStream, StreamOptions } from './followed-stream.ts';
import type { LiveEnvironment } from './live-environment.ts';
import { SharedStream } from './shared-stream.ts';

/** A tab that stopped in the middle of it is not waited for any longer. */
const LONGEST_TURN_MS = 5_000;

export class BrowserTabs {
  readonly #name: string;

  /** `name`: the same in all tabs of a site or desk, and not used for anything else. */
  constructor(name: string) {
    this.#name = `${name} live-1`;
  }

  /** A stream that this tab shares with others of the same person; one of its own where tabs do not know of each other. */
  follow(options: StreamOptions): FollowedStream {
    const parts = findBrowserParts();
    return parts === null ? new EventStream(options) : new SharedStream({ ...options, parts, name: this.#name });
  }

  /** Acts while no other tab does, as far as that can be known. */
  async alone<T>({ after }: Pick<LiveEnvironment, 'after'>, act: () => Promise<T>): Promise<T> {
    const parts = findBrowserParts();
    if (parts === null) return act();
    const patience = new AbortController();
    const cancel = after(LONGEST_TURN_MS, () => patience.abort());
    let turn: Promise<T> | null = null;
    try {
      return await parts.locks.request(`${this.#name} alone`, { signal: patience.signal }, () => {
        turn = act();
        return turn;
      });
    } catch {
      return turn ?? act();
    } finally {
      cancel();
    }
  }
}
