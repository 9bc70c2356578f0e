/** Removes the files of what was erased or redacted, for commands that work without a server. */
import { existsSync } from 'node:fs';
import { instant } from '../model/instant.ts';
import { FolderShelf } from '../platform/folder-shelf.ts';
import { removeUnused } from '../services/attachments/keep-shelf.ts';
import type { ChatStore } from '../store/chat-store.ts';
import type { StorePlace } from '../store/open-store.ts';
import { attachmentFolder } from './attachment-options.ts';
import type { CommandIo } from './command-io.ts';

/** Where no folder is, the files are elsewhere: a server that knows where removes them, now or when it starts. */
export async function removeFiles(
  { attachments, ...place }: StorePlace & { readonly attachments: string | null },
  store: Pick<ChatStore, 'shelf'>,
  { clock }: Pick<CommandIo, 'clock'>,
): Promise<void> {
  const folder = attachmentFolder(attachments, place);
  if (folder === null || !existsSync(folder)) return;
  await removeUnused(store.shelf, new FolderShelf(folder), instant(clock.nowMs()));
}
