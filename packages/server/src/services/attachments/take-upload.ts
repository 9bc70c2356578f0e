/** Takes the body of an upload to the shelf: first beside it, then checked, then under its content, and only then into the store. */
import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readMediaType } from '@parley/contract';
import type { FileShelf } from '../../platform/file-shelf.ts';
import { PRIVATE_FILE } from '../../platform/private-files.ts';
import type { Claim, ProjectAttachments, StoredAttachment } from '../../store/attachment-store.ts';
import { findMismatch } from './check-content.ts';

export interface Upload {
  readonly attachment: StoredAttachment;
  readonly body: AsyncIterable<Uint8Array>;
  /** Of the file while it is coming: no two are the same. */
  readonly fileName: string;
}

export type UploadRefusal =
  | { readonly refused: Exclude<Claim, 'claimed' | 'complete'> }
  /** `isRead`: whether the body was read to its end. */
  | { readonly refused: 'size'; readonly found: number; readonly isRead: boolean }
  | { readonly refused: 'mismatch'; readonly reason: string };

/** null when the file is there, also when it was before. Leaves nothing of a body that breaks off, which is thrown. */
export async function takeUpload(
  shelf: FileShelf,
  attachments: ProjectAttachments,
  { attachment, body, fileName }: Upload,
): Promise<UploadRefusal | null> {
  const path = join(await shelf.openIncoming(), fileName);
  try {
    const received = await receive(path, body, attachment.bytes);
    if ('refused' in received) return received;
    return await shelve(shelf, attachments, attachment, path, received.sha256);
  } finally {
    await rm(path, { force: true });
  }
}

async function shelve(
  shelf: FileShelf,
  attachments: ProjectAttachments,
  { attachmentId, mediaType, sha256: before, isComplete }: StoredAttachment,
  path: string,
  sha256: string,
): Promise<UploadRefusal | null> {
  if (isComplete) return before === sha256 ? null : { refused: 'taken' };
  const type = readMediaType(mediaType);
  const reason = type === null ? `${mediaType} is not taken` : await findMismatch(path, type);
  if (reason !== null) return { refused: 'mismatch', reason };
  const claim = await attachments.claim(attachmentId, sha256);
  if (claim === 'complete') return null;
  if (claim !== 'claimed') return { refused: claim };
  await shelf.put(sha256, path);
  return (await attachments.complete(attachmentId, sha256)) ? null : { refused: 'taken' };
}

/** Writes what comes, and never more than is expected. */
async function receive(
  path: string,
  body: AsyncIterable<Uint8Array>,
  expected: number,
): Promise<{ readonly sha256: string } | UploadRefusal> {
  const hash = createHash('sha256');
  let found = 0;
  await using file = await open(path, 'wx', PRIVATE_FILE);
  for await (const piece of body) {
    found += piece.length;
    if (found > expected) return { refused: 'size', found, isRead: false };
    hash.update(piece);
    await file.writeFile(piece);
  }
  if (found < expected) return { refused: 'size', found, isRead: true };
  await file.sync();
  return { sha256: hash.digest('hex') };
}
