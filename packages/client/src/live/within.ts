/** What may never settle, awaited for a while. */
import type { LiveEnvironment } from './live-environment.ts';

/** Its value; null when it rejects, or has not settled by then. Never rejects. */
export function within<T>(
  { after }: Pick<LiveEnvironment, 'after'>,
  milliseconds: number,
  promise: Promise<T>,
): Promise<T | null> {
  return new Promise((resolve) => {
    const cancel = after(milliseconds, () => resolve(null));
    const settle = (value: T | null) => {
      cancel();
      resolve(value);
    };
    promise.then(settle, () => settle(null));
  });
}
