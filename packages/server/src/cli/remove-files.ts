/** Removes the files of what was erased or redacted, for commands that work without a server. */
import { instant } from '../model/instant.ts';
import type { FileShelf } from '../platform/file-shelf.ts';
import { ShelfFailure } from '../platform/shelf-failure.ts';
import { removeUnused } from '../services/attachments/keep-shelf.ts';
import type { ChatStore } from '../store/chat-store.ts';
import { type CommandIo, EXIT, reportFailure } from './command-io.ts';

/**
 * Where no place is, the files are elsewhere: a server that knows where removes them, now or when it starts. Exit code 1, with
 * what to do next, when they are still there.
 */
export async function removeFiles(
  shelf: FileShelf | null,
  store: Pick<ChatStore, 'shelf'>,
  io: Pick<CommandIo, 'clock' | 'stderr'>,
): Promise<number> {
  try {
    if (shelf === null || !(await shelf.isThere())) return EXIT.done;
    await removeUnused(store.shelf, shelf, instant(io.clock.nowMs()));
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof ShelfFailure)) throw error;
    const sentence = `it is removed from the log, but not its files: ${error.message}; a running parley serve removes them, otherwise run this command again after ten minutes`;
    return reportFailure(io, sentence);
  }
}
