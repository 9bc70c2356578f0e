/** Keeps the shelf as the store has it while a server runs. */
import { instant } from '../../model/instant.ts';
import { startLoop } from '../../platform/background-loop.ts';
import type { Clock } from '../../platform/clock.ts';
import type { FileShelf } from '../../platform/file-shelf.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Timers } from '../../platform/timers.ts';
import type { ChatStore } from '../../store/chat-store.ts';
import { removeUnused, tidyShelf } from './keep-shelf.ts';

const LOOK_EVERY_MS = 1_000;
const TIDY_EVERY_MS = 3_600_000;

interface LoopParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly timers: Timers;
}

/** What is erased leaves the shelf within a second. Stop each of them. */
export function startShelfLoops(
  { shelf: upkeep }: Pick<ChatStore, 'shelf'>,
  shelf: FileShelf,
  { clock, logger, timers }: LoopParts,
): readonly { stop(): Promise<void> }[] {
  const complain = (error: unknown) =>
    logger.error(
      { err: error },
      'files that nobody has any more could not be removed; it is tried again, with those after ten minutes',
    );
  const startTurns = (work: (now: number) => Promise<unknown>, everyMs: number) =>
    startLoop(
      timers,
      async () => {
        await work(clock.nowMs());
        return everyMs;
      },
      complain,
    );
  return [
    startTurns((nowMs) => removeUnused(upkeep, shelf, instant(nowMs)), LOOK_EVERY_MS),
    startTurns((nowMs) => tidyShelf(upkeep, shelf, instant(nowMs)), TIDY_EVERY_MS),
  ];
}
