/** Options about files of chats. */
import { join } from 'node:path';
import { type AttachmentOptions, DEFAULT_ATTACHMENTS } from '../http/attachment-options.ts';
import type { OptionSpecs, OptionValues } from '../platform/option-spec.ts';
import type { StorePlace } from '../store/open-store.ts';
import { ATTACHMENTS_FOLDER } from '../store/sqlite/store-files.ts';

/** Where files are. */
export const ATTACHMENTS = {
  attachments: {
    kind: 'path',
    env: 'PARLEY_ATTACHMENTS',
    sentence:
      'Folder for the files of chats; without it the folder attachments beside the store, and none with a database: uploads are refused then. Servers of one database share it.',
  },
} as const satisfies OptionSpecs;

export const ATTACHMENT_OPTIONS = {
  ...ATTACHMENTS,
  attachmentBytes: {
    kind: 'integer',
    env: 'PARLEY_ATTACHMENT_BYTES',
    minimum: 1,
    maximum: 1_073_741_824,
    unit: 'bytes',
    default: DEFAULT_ATTACHMENTS.largestBytes,
    sentence: 'Largest file that visitors and agents may send.',
  },
  uploadSeconds: {
    kind: 'integer',
    env: 'PARLEY_UPLOAD_SECONDS',
    minimum: 1,
    maximum: 3_600,
    unit: 'seconds',
    default: DEFAULT_ATTACHMENTS.longestUploadSeconds,
    sentence: 'How long an upload may take; what takes longer is cut.',
  },
} as const satisfies OptionSpecs;

/** null where there is no place for files. */
export function attachmentFolder(attachments: string | null, { data, database }: StorePlace): string | null {
  return attachments ?? (database === null ? join(data, ATTACHMENTS_FOLDER) : null);
}

export function attachmentsOf(options: OptionValues<typeof ATTACHMENT_OPTIONS>, place: StorePlace): AttachmentOptions {
  const { attachments, attachmentBytes, uploadSeconds } = options;
  return {
    folder: attachmentFolder(attachments, place),
    largestBytes: attachmentBytes,
    longestUploadSeconds: uploadSeconds,
  };
}

/** Where a backup has the files of chats. */
export function filesBeside(backup: string): string {
  return `${backup}.attachments`;
}
