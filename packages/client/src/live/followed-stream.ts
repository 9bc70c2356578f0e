/** What a session follows: a stream of its own, or one that it shares with other tabs of the browser. */
import type { Answer, Refusal } from './live-call.ts';
import type { LiveEnvironment } from './live-environment.ts';
import type { StreamFrame } from './stream-frames.ts';

/**
 * `connecting`: on its way. `open`: what happens comes at once. `offline`: the server is not reached, and is tried again by itself.
 * `refused`: the server does not want us, as `refusal` says; nothing is tried before `start`, `identify` or `reset`. `closed`: not
 * started, or closed.
 */
export type StreamState = 'connecting' | 'open' | 'offline' | 'refused' | 'closed';

export interface StreamOptions {
  readonly environment: LiveEnvironment;
  /** Headers with the credentials of now, or why there are none. */
  readonly headers: () => Promise<Answer<Readonly<Record<string, string>>>>;
  readonly url: string;
  /** Who follows, in letters that are the same in all tabs of the same person and in no others. */
  readonly who: () => Promise<Answer<string>>;
  /** The credentials were refused: the next headers have others, if there are any. */
  readonly onUnauthorized: () => void;
  readonly onFrame: (frame: StreamFrame) => void;
  readonly onState: (state: Exclude<StreamState, 'refused'>) => void;
  /** For good: it stops. */
  readonly onRefused: (refusal: Refusal) => void;
  readonly onProblem: (refusal: Refusal) => void;
  /** In another tab the person has signed out. */
  readonly onSignedOut: () => void;
}

/** Nothing is passed on twice, out of its order, or after an event that is missing. */
export interface FollowedStream {
  /** Begins, also after a refusal. Does nothing while it is open. */
  open(): void;
  /** Goes on with other credentials. `isNew`: as somebody else, from the beginning. */
  restart(how: { readonly isNew: boolean }): void;
  /** Tells the other tabs of the person, before it is restarted. */
  tellSignedOut(): void;
  close(): void;
  /** How often this tab was connected. */
  readonly connections: number;
}
