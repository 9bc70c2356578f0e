/** Says which file is about to come. */
import { ATTACHMENT_TYPES, type AttachmentRequest, readMediaType } from '@parley/contract';
import type { Instant } from '../../model/instant.ts';
import type { ProjectAttachments, StoredAttachment } from '../../store/attachment-store.ts';
import { extensionOf, safeName } from './safe-name.ts';

export interface NewAttachment {
  /** As commands of the same sender name them. */
  readonly sender: string;
  readonly request: Omit<AttachmentRequest, 'v'>;
  readonly largestBytes: number;
  readonly newId: () => string;
  readonly at: Instant;
}

/** `mismatch`: what is wrong, as the end of a sentence. */
export type ReservationRefusal =
  | { readonly refused: 'too-large' | 'type-refused' | 'taken' }
  | { readonly refused: 'mismatch'; readonly reason: string };

/** The attachment of that sender and id, which may be there already; `allow` is asked before one is made, and throws to refuse. */
export async function reserveAttachment(
  attachments: ProjectAttachments,
  { sender, request, largestBytes, newId, at }: NewAttachment,
  allow: () => void,
): Promise<StoredAttachment | ReservationRefusal> {
  const mediaType = readMediaType(request.mediaType);
  if (mediaType === null) return { refused: 'type-refused' };
  if (request.bytes > largestBytes) return { refused: 'too-large' };
  const { extensions }: { readonly extensions: readonly string[] } = ATTACHMENT_TYPES[mediaType];
  const shown = safeName(request.name);
  const extension = extensionOf(shown);
  if (extension !== '' && !extensions.includes(extension)) {
    return { refused: 'mismatch', reason: `the name of ${mediaType} must end with .${extensions.join(' or .')}` };
  }
  const file = { name: extension === '' ? `${shown}.${extensions[0]}` : shown, mediaType, bytes: request.bytes };
  const requestId = request.id.toLowerCase();
  const known = await attachments.findRequest(sender, requestId);
  if (known === null) allow();
  const reserved = known ?? (await attachments.reserve({ ...file, sender, requestId, attachmentId: newId(), at }));
  const isSame = reserved.name === file.name && reserved.mediaType === mediaType && reserved.bytes === file.bytes;
  return isSame ? reserved : { refused: 'taken' };
}
