/**
 * Watches the lag of the change feed: a transaction that stays open anywhere in the database cluster holds back every later
 * change. Measures it, and logs which one it is. Run as a loop of the server.
 */
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { StoreMaintenance } from '../../store/chat-store.ts';

export interface WatermarkWatch {
  readonly maintenance: Pick<StoreMaintenance, 'measureWatermark'>;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly logger: Logger;
  /** Called with every measurement, in seconds. */
  readonly onLag: (seconds: number) => void;
}

const LOOK_EVERY_MS = 1_000;
const NEVER_AGAIN_MS = 2 ** 31 - 1;
const ALARM_MS = 5_000;
const SAY_AGAIN_MS = 60_000;

/** Each turn measures once and returns the milliseconds until the next; an alarm is logged at most once a minute. */
export function watchWatermark({ maintenance, clock, logger, onLag }: WatermarkWatch): () => Promise<number> {
  let saidAtMs = Number.NEGATIVE_INFINITY;
  return async () => {
    const measured = await maintenance.measureWatermark();
    if (measured === null) return NEVER_AGAIN_MS;
    onLag(measured.lagMs / 1_000);
    const nowMs = clock.monotonicMs();
    if (measured.lagMs > ALARM_MS && nowMs - saidAtMs >= SAY_AGAIN_MS) {
      saidAtMs = nowMs;
      logger.error(
        { lagSeconds: measured.lagMs / 1_000, blocker: measured.blocker },
        'the change feed stands still: a transaction of the database cluster has been open too long; end it with pg_terminate_backend',
      );
    }
    return LOOK_EVERY_MS;
  };
}
