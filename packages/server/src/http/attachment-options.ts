/** What the operator decides about files of chats. */
import type { ShelfPlace } from '../platform/open-shelf.ts';

export interface AttachmentOptions {
  /** Where files lie; null where there is no place for them. */
  readonly place: ShelfPlace | null;
  readonly largestBytes: number;
  /** For an upload to arrive. */
  readonly longestUploadSeconds: number;
}

export const DEFAULT_ATTACHMENTS: AttachmentOptions = {
  place: null,
  largestBytes: 10_485_760,
  longestUploadSeconds: 120,
};
