/** Options about files of chats. */
import { join } from 'node:path';
import { type AttachmentOptions, DEFAULT_ATTACHMENTS } from '../http/attachment-options.ts';
import type { FileShelf } from '../platform/file-shelf.ts';
import type { ShelfPlace } from '../platform/open-shelf.ts';
import type { OptionSpecs, OptionValues } from '../platform/option-spec.ts';
import type { Environment } from '../platform/options.ts';
import { readS3Url } from '../platform/s3-address.ts';
import type { StorePlace } from '../store/open-store.ts';
import { ATTACHMENTS_FOLDER } from '../store/sqlite/store-files.ts';
import { OptionRefused } from './option-refused.ts';
import { S3_OPTIONS, s3PlaceOf } from './s3-options.ts';

/** What `--attachments` and options like it take. */
export const SHELF_SHAPE = {
  words: 'a folder, or s3://bucket/prefix',
  read: (text: string) => (/^s3:/i.test(text) && readS3Url(text) === null ? null : text),
};

/** Where files are. */
export const ATTACHMENTS = {
  attachments: {
    kind: 'text',
    env: 'PARLEY_ATTACHMENTS',
    shape: SHELF_SHAPE,
    sentence:
      'Folder for the files of chats, or a bucket of an S3-compatible service; without it the folder attachments beside the store, and none with a database: uploads are refused then. Servers of one database share it, and no other store may have it.',
  },
  ...S3_OPTIONS,
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

/** Of a command that takes `ATTACHMENTS`, and where its store is. */
export type AttachmentValues = OptionValues<typeof ATTACHMENTS> & StorePlace;

/** null where there is no place for files. @throws OptionRefused when a bucket is named and something is missing for it */
export function shelfPlaceOf(options: AttachmentValues, environment: Environment): ShelfPlace | null {
  const { attachments, data, database } = options;
  const place = attachments ?? (database === null ? join(data, ATTACHMENTS_FOLDER) : null);
  return place === null ? null : namedShelf(place, options, environment);
}

/** `place`: of `SHELF_SHAPE`. @throws OptionRefused as `shelfPlaceOf` */
export function namedShelf(
  place: string,
  options: OptionValues<typeof S3_OPTIONS> & StorePlace,
  environment: Environment,
): ShelfPlace {
  const bucket = readS3Url(place);
  if (bucket !== null) return { kind: 's3', ...s3PlaceOf(bucket, options, environment) };
  // Without a bucket nothing is done with these, which somebody expects otherwise.
  const given = options.s3CredentialsFile !== null ? '--s3-credentials-file' : '--s3-endpoint';
  if (options.s3CredentialsFile !== null || options.s3Endpoint !== null) {
    throw new OptionRefused(`${given} goes with --attachments s3://bucket; give that, or leave it out`);
  }
  return { kind: 'folder', folder: place };
}

/** For a command that ends; dispose it. null where there is no place for files. @throws OptionRefused as `shelfPlaceOf` */
export async function openShelfOf(options: AttachmentValues, environment: Environment): Promise<FileShelf | null> {
  const place = shelfPlaceOf(options, environment);
  if (place === null) return null;
  const { openShelf } = await import('../platform/open-shelf.ts');
  return openShelf(place);
}

export function attachmentsOf(
  options: OptionValues<typeof ATTACHMENT_OPTIONS> & StorePlace,
  environment: Environment,
): AttachmentOptions {
  return {
    place: shelfPlaceOf(options, environment),
    largestBytes: options.attachmentBytes,
    longestUploadSeconds: options.uploadSeconds,
  };
}

/** Where a backup has the files of chats. */
export function filesBeside(backup: string): string {
  return `${backup}.attachments`;
}
