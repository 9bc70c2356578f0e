/** Receives the body of an upload for whoever reserved it. */
import type { ReservedAttachment } from '@parley/contract';
import { takeUpload, type UploadRefusal } from '../../../services/attachments/take-upload.ts';
import type { StoredAttachment } from '../../../store/attachment-store.ts';
import type { ProjectStore } from '../../../store/chat-store.ts';
import { ApiError } from '../../api-error.ts';
import type { ApiRequest } from '../../route.ts';
import type { FileDeps, LiveDeps } from '../live/live-deps.ts';

const MOST_UPLOADS = 5;
const MOST_UPLOADS_OF_ADDRESS = 50;
/** The rest of the body is never read, so the connection cannot serve another request. */
const CLOSING = { connection: 'close' };

export interface Uploader {
  readonly project: ProjectStore;
  readonly attachmentId: string;
  /** As their commands name them. */
  readonly sender: string;
}

/** @throws ApiError whatever is wrong with the upload */
export async function uploadBody(
  { files, streams, randomness }: Pick<LiveDeps, 'files' | 'streams' | 'randomness'>,
  request: ApiRequest,
  { project, attachmentId, sender }: Uploader,
): Promise<StoredAttachment> {
  const shelf = requireShelf(files);
  const attachment = await project.attachments.find(attachmentId.toLowerCase());
  // Nobody learns of what others reserve.
  if (attachment === null || attachment.sender !== sender) throw ApiError.notFound('attachmentId');
  requireLength(request, attachment.bytes);
  using _counted = streams.open([
    { subject: `upload ${project.tenantId}/${project.projectId} ${sender}`, words: 'sender', most: MOST_UPLOADS },
    { subject: `upload ${request.ip}`, words: 'address', most: MOST_UPLOADS_OF_ADDRESS },
  ]);
  const late = () => request.cut(ApiError.of('requestTimeout', { headers: CLOSING }));
  using _deadline = files.timers.after(files.longestUploadMs, late);
  const fileName = randomness.uuid();
  const refusal = await takeUpload(shelf, project.attachments, {
    attachment,
    body: request.openBody(),
    fileName,
  }).catch((error: unknown) => {
    throw isFull(error) ? ApiError.of('storeFull', { cause: error, headers: CLOSING }) : error;
  });
  if (refusal !== null) throw refusalError(refusal, attachment.bytes);
  return { ...attachment, isComplete: true };
}

/** @throws ApiError `attachmentsOff` */
export function requireShelf({ shelf }: Pick<FileDeps, 'shelf'>) {
  if (shelf === null) throw ApiError.of('attachmentsOff');
  return shelf;
}

export function printReserved({ attachmentId, isComplete }: StoredAttachment, uploadUrl: string): ReservedAttachment {
  return { attachmentId, uploadUrl, isComplete };
}

function requireLength({ headers }: ApiRequest, expected: number): void {
  const { 'content-length': length } = headers;
  if (length !== undefined && Number(length) !== expected) throw sizeError(length, expected);
}

function sizeError(found: string, expected: number, headers = {}): ApiError {
  return ApiError.of('attachmentSize', { slots: { found, expected: String(expected) }, headers });
}

function refusalError(refusal: UploadRefusal, expected: number): ApiError {
  switch (refusal.refused) {
    case 'size':
      return refusal.isRead
        ? sizeError(String(refusal.found), expected)
        : sizeError(`more than ${expected}`, expected, CLOSING);
    case 'mismatch':
      return ApiError.of('attachmentMismatch', { slots: { reason: refusal.reason } });
    case 'taken':
      return ApiError.of('attachmentTaken', { slots: { what: 'complete' } });
    case 'busy':
      return ApiError.of('busy', { headers: { 'retry-after': '1' } });
    case 'not-found':
      return ApiError.notFound('attachmentId');
  }
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
