/** Repeats work for as long as the process runs, one turn at a time. */
import type { Timers } from './timers.ts';

const AFTER_FAILURE_MS = 5_000;

/**
 * Repeats `work` after the number of milliseconds that it returns; after a failure, which `onError` gets, in five seconds.
 * `stop` waits for a running turn.
 */
export function startLoop(
  timers: Timers,
  work: () => Promise<number>,
  onError: (error: unknown) => void,
): { stop(): Promise<void> } {
  let isStopped = false;
  let timer: Disposable | null = null;
  let running = Promise.resolve();
  const wait = (delayMs: number) => {
    if (!isStopped) timer = timers.after(delayMs, run);
  };
  const run = () => {
    running = work().then(wait, (error: unknown) => {
      onError(error);
      wait(AFTER_FAILURE_MS);
    });
  };
  wait(0);
  return {
    async stop() {
      isStopped = true;
      timer?.[Symbol.dispose]();
      await running;
    },
  };
}
