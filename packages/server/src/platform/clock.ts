/** Time as a value that is passed in, so that everything above can be run at any time. Only the process's root reads a real clock. */

export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z; may jump when the machine's time is set. */
  nowMs(): number;
  /** Milliseconds since some moment of this process; never goes back. For durations only. */
  monotonicMs(): number;
}

/** The machine's own time. */
export const SYSTEM_CLOCK: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};
