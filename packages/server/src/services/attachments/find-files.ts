/** The files that a message names, as its event has them. */
import { ATTACHMENT_TYPES, type Attachment, type AttachmentKind, readMediaType } from '@parley/contract';
import type { SentFiles } from '../../store/attachment-store.ts';
import type { ProjectStore } from '../../store/chat-store.ts';
import type { AttachmentLinks } from './attachment-links.ts';

export interface NamedFiles {
  readonly sender: string;
  readonly messageId: string;
  readonly attachmentIds: readonly string[] | undefined;
}

export interface FoundFiles {
  /** Empty for a message without any. */
  readonly attachments: Attachment[];
  readonly files: SentFiles | null;
}

/** Whether the sender may send them is found out in the commit of the message, which a repeated command does not reach. */
export async function findFiles(
  { attachments, projectId }: Pick<ProjectStore, 'attachments' | 'projectId'>,
  links: AttachmentLinks,
  { sender, messageId, attachmentIds = [] }: NamedFiles,
): Promise<FoundFiles> {
  const ids = [...new Set(attachmentIds.map((id) => id.toLowerCase()))];
  if (ids.length === 0) return { attachments: [], files: null };
  const stored = new Map((await attachments.findMany(ids)).map((file) => [file.attachmentId, file]));
  const found = ids.map((id) => ({
    type: kindOf(stored.get(id)?.mediaType ?? ''),
    payload: { url: links.permanentOf(projectId, id) },
  }));
  return { attachments: found, files: { attachmentIds: ids, sender, messageId } };
}

function kindOf(mediaType: string): AttachmentKind {
  const type = readMediaType(mediaType);
  return type === null ? 'file' : ATTACHMENT_TYPES[type].kind;
}
