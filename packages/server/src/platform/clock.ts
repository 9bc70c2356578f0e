/** Time as a parameter, so that tests control it. Only the process's root reads a real clock. */

export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z; may jump when the machine's time is set. */
  nowMs(): number;
  /** Milliseconds since an arbitrary moment; never goes back. For durations only. */
  monotonicMs(): number;
}

/** The machine's clock. */
export const SYSTEM_CLOCK: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};
