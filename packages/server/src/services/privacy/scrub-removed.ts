/** Removes erased bytes from the store's files in time. Used by the server's loop and at the end of commands. */
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { StoreMaintenance } from '../../store/chat-store.ts';

const LOOK_EVERY_MS = 1_000;
/** The bytes must be gone within this time after a removal. */
const PROMISED_MS = 60_000;
const WARN_EVERY_MS = 60_000;

interface ScrubParts {
  readonly maintenance: Pick<StoreMaintenance, 'findScrubDue' | 'scrub' | 'findScrubCommand'>;
  readonly clock: Clock;
}

/**
 * One turn of the server's loop; returns the milliseconds until the next. Bytes that wait longer than promised are logged
 * once a minute as an error, because a person must act. When the operator must run a command, the store logs that itself.
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
    // Scanning a large file takes long: while many chats are erased it must not happen all the time.
    return Math.max(LOOK_EVERY_MS, endMs - startMs);
  };
}

/** Tries for at most `patienceMs`, with `pause` between tries; false when others blocked it throughout or the operator must run a command first. */
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
