/** What the operator decides about files of chats. */

export interface AttachmentOptions {
  /** Where files lie; null where there is no place for them. */
  readonly folder: string | null;
  readonly largestBytes: number;
  /** For an upload to arrive. */
  readonly longestUploadSeconds: number;
}

export const DEFAULT_ATTACHMENTS: AttachmentOptions = {
  folder: null,
  largestBytes: 10_485_760,
  longestUploadSeconds: 120,
};
