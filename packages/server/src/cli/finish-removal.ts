/** The last step of commands that erase or redact: what was removed leaves the files before they end. */
import { setTimeout as sleep } from 'node:timers/promises';
import { scrubNow } from '../services/privacy/scrub-removed.ts';
import type { StoreMaintenance } from '../store/chat-store.ts';
import { type CommandIo, EXIT, reportFailure } from './command-io.ts';

const PATIENCE_MS = 20_000;
const PAUSE_MS = 200;

/** The exit code: 1, with what to do, when the bytes are still in the files: others hold the store, or a command must be run. */
export async function finishRemoval(
  maintenance: StoreMaintenance,
  io: Pick<CommandIo, 'clock' | 'stderr'>,
): Promise<number> {
  const isDone = await scrubNow({ maintenance, clock: io.clock }, PATIENCE_MS, () => sleep(PAUSE_MS));
  if (isDone) return EXIT.done;
  const command = await maintenance.findScrubCommand();
  if (command !== null) {
    const waiting =
      'it is removed from the log, but its bytes are still in the files of the database, which is too large';
    return reportFailure(io, `${waiting} to be written anew while it serves: at a quiet hour run ${command}`);
  }
  const sentence =
    'it is removed from the log, but its bytes are still in the files of the store, because other programs read it; a running parley serve goes on trying, else run this command again';
  return reportFailure(io, sentence);
}
