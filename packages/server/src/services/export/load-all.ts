/** The first load of an export folder: the chats of all days, then their messages, from where an earlier run ended. */
import type { DayProgress } from './export-manifest.ts';
import type { ExportDeps, FolderExport } from './folder-export.ts';
import type { FolderFiles } from './folder-files.ts';
import { MESSAGES_ENDING, MESSAGES_PREFIX, messagesRequest } from './folder-messages.ts';
import { loadDays } from './load-days.ts';

export async function loadAll(deps: ExportDeps, order: FolderExport, files: FolderFiles): Promise<void> {
  const { load, messagesLoad } = files.manifest;
  const chats = load === null ? 0 : await loadChats(deps, order, files, load);
  if (messagesLoad !== null) await loadMessages(deps, order, files, { progress: messagesLoad, chats });
}

/** Returns how many were written. */
async function loadChats(
  deps: ExportDeps,
  order: FolderExport,
  files: FolderFiles,
  progress: DayProgress & { readonly cursor: string },
): Promise<number> {
  const { cursor } = progress;
  let written = 0;
  await files.keep({ complete: false });
  await loadDays(deps, order, files, {
    kind: 'chats',
    request: order.request,
    progress,
    prefixOf: (date) => `chats/date=${date}/part-`,
    ending: `.${order.facts.format}`,
    noteChats: (chats) => {
      written += chats;
      order.onRows?.(chats);
    },
    keep: (reached, file) => files.keep({ load: { cursor, ...reached } }, [file]),
  });
  await files.keep({ load: null, cursor });
  return written;
}

interface MessagesLoad {
  readonly progress: DayProgress;
  /** How many this run has written, and counted. */
  readonly chats: number;
}

/**
 * They are those of the chats as they are now, and so not older than any change that is in the folder: their `changeNo` is
 * that of the last. What changed since the cursor comes with the changes once more.
 */
async function loadMessages(
  deps: ExportDeps,
  order: FolderExport,
  files: FolderFiles,
  { progress, chats }: MessagesLoad,
): Promise<void> {
  const request = messagesRequest(order.request, files.lastChange);
  if (request === null) throw new TypeError('this folder has no messages');
  let counted = chats;
  await files.keep({ complete: false });
  await loadDays(deps, order, files, {
    kind: 'messages',
    request,
    progress,
    prefixOf: (date) => `${MESSAGES_PREFIX}${date}-`,
    ending: MESSAGES_ENDING,
    noteChats: (read) => {
      order.onRows?.(Math.max(0, read - counted));
      counted = Math.max(0, counted - read);
    },
    keep: (messagesLoad, file) => files.keep({ messagesLoad }, [file]),
  });
  await files.keep({ messagesLoad: null });
}
