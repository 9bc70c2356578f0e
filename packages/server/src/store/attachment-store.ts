/** What the store knows of the files of chats; the files themselves are on a shelf beside it. */
import type { ChatId } from '../model/ids.ts';
import type { Instant } from '../model/instant.ts';

export interface AttachmentFile {
  /** As people see it; never the name of a file here. */
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
}

export interface StoredAttachment extends AttachmentFile {
  readonly attachmentId: string;
  /** Who uploads it, as their commands name them. */
  readonly sender: string;
  /** Of the content, in hexadecimal; null before the first upload. */
  readonly sha256: string | null;
  /** Whether the file is on the shelf. */
  readonly isComplete: boolean;
  /** The chat in which it was sent; null before. */
  readonly chatId: ChatId | null;
}

export interface Reservation extends AttachmentFile {
  readonly sender: string;
  /** Made by the sender, by which a repetition is known. */
  readonly requestId: string;
  readonly attachmentId: string;
  readonly at: Instant;
}

/** `complete`: it has that content already. `taken`: it has another. `busy`: the same content is just being removed; try again. */
export type Claim = 'claimed' | 'complete' | 'taken' | 'busy' | 'not-found';

export interface ProjectAttachments {
  /** The attachment of that sender and request, which may be there already. */
  reserve(reservation: Reservation): Promise<StoredAttachment>;
  findRequest(sender: string, requestId: string): Promise<StoredAttachment | null>;
  find(attachmentId: string): Promise<StoredAttachment | null>;
  findMany(attachmentIds: readonly string[]): Promise<readonly StoredAttachment[]>;
  /** Says what content is about to be put on the shelf: from then on nobody removes it there. */
  claim(attachmentId: string, sha256: string): Promise<Claim>;
  /** Says that it is there. False when another upload came between, or nobody knows the attachment any more. */
  complete(attachmentId: string, sha256: string): Promise<boolean>;
}

/** Files that a message takes along, in the commit of the message. */
export interface SentFiles {
  readonly attachmentIds: readonly string[];
  readonly sender: string;
  readonly messageId: string;
}

export type UnusableFile = 'unknown' | 'incomplete' | 'sent-before';

/** Keeps the shelf as the store has it, whatever project a file is of. A content is named by its SHA-256 in hexadecimal. */
export interface ShelfUpkeep {
  /** Forgets what was reserved before and never sent; true when there may be more. */
  purgeUnsent(before: Instant): Promise<boolean>;
  /** At most `limit` contents that no attachment has any more. Nobody can claim them before `noteRemoved`. */
  takeUnused(limit: number, at: Instant): Promise<readonly string[]>;
  /** They are gone from the shelf. */
  noteRemoved(contents: readonly string[]): Promise<void>;
  /** Those of the contents that the store does not know. */
  findStrange(contents: readonly string[]): Promise<readonly string[]>;
  /** Contents of complete attachments after that one, in order, at most `limit`. */
  listKept(after: string, limit: number): Promise<readonly { readonly sha256: string; readonly bytes: number }[]>;
}
