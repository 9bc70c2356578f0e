/** Work that comes again and again for as long as the process runs, one turn after another. */
import { setTimeout } from 'node:timers';

const AFTER_FAILURE_MS = 5_000;

/**
 * Runs `work` again after as many milliseconds as it answers; after a failure, which is told to `onError`, in five seconds.
 * `stop` waits for a turn that is running.
 */
export function startLoop(work: () => Promise<number>, onError: (error: unknown) => void): { stop(): Promise<void> } {
  let isStopped = false;
  let timer: NodeJS.Timeout | null = null;
  let running = Promise.resolve();
  const wait = (delayMs: number) => {
    if (!isStopped) timer = setTimeout(run, delayMs);
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
      if (timer !== null) clearTimeout(timer);
      await running;
    },
  };
}
