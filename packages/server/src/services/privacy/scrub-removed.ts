/** Sees to it that removed bytes leave the store's files in time. Used by the server's loop and at the end of commands. */

import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { StoreMaintenance } from '../../store/chat-store.ts';

const LOOK_EVERY_MS = 1_000;
/** Within this time after a removal the bytes are to be gone. */
const PROMISED_MS = 60_000;
const WARN_EVERY_MS = 60_000;

interface ScrubParts {
  readonly maintenance: Pick<StoreMaintenance, 'findScrubDue' | 'scrub' | 'findScrubCommand'>;
  readonly clock: Clock;
}

/**
 * A turn of the server's loop; it answers after how many milliseconds it wants to run again. Bytes that wait longer than
 * promised are told of in the log once a minute, as an error: a person must act. Of a command that the operator must run
 * the store tells by itself.
 */
export function scrubInTurns({ maintenance, clock, logger }: ScrubParts & { readonly logger: Logger }) {
  let warnedMs = Number.NEGATIVE_INFINITY;
  return async (): Promise<number> => {
    const due = await maintenance.findScrubDue();
    if (due === null) return LOOK_EVERY_MS;
    const startMs = clock.monotonicMs();
    const isDone = await maintenance.scrub();
    const endMs = clock.monotonicMs();
    const waitedMs = clock.nowMs() - due;
    if (!isDone && waitedMs > PROMISED_MS && endMs - warnedMs >= WARN_EVERY_MS) {
      warnedMs = endMs;
      const sentence =
        'erased or redacted bytes are still in the files of the store: end the programs that hold it open for reading, such as backups, exports and database shells';
      const isHeldByOthers = (await maintenance.findScrubCommand()) === null;
      if (isHeldByOthers) logger.error({ waitedSeconds: Math.round(waitedMs / 1_000) }, sentence);
    }
    // A large file takes long to go through: it is not gone through all the time while many chats are erased.
    return Math.max(LOOK_EVERY_MS, endMs - startMs);
  };
}

/** Tries for `patienceMs` at most, with `pause` between two tries; false when others held it up all the time, or the operator must run a command first. */
export async function scrubNow(
  { maintenance, clock }: ScrubParts,
  patienceMs: number,
  pause: () => Promise<void>,
): Promise<boolean> {
  const untilMs = clock.monotonicMs() + patienceMs;
  for (;;) {
    if (await maintenance.scrub()) return true;
    if (clock.monotonicMs() >= untilMs || (await maintenance.findScrubCommand()) !== null) return false;
    await pause();
  }
}
