/** The elements of the change feed for each kind of change. Used by the feed and by erasure; pure. */
import type { ErasedChat, LeftChat } from '@parley/contract';
import type { ChatId, ProjectId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';

/** An erased chat; holds none of its content. */
export function erasedElement(
  projectId: ProjectId,
  erased: { readonly chatId: ChatId; readonly revision: number; readonly deletedAt: Instant },
): ErasedChat {
  const { chatId, revision, deletedAt } = erased;
  return { chatId, projectId, ext: { deleted: true, deletedAt: new Date(deletedAt).toISOString(), revision } };
}

/** A changed chat that no longer matches the reader's selection. */
export function leftElement(
  projectId: ProjectId,
  { chatId, revision }: { readonly chatId: ChatId; readonly revision: number },
): LeftChat {
  return { chatId, projectId, ext: { left: true, revision } };
}
