/** Reads what is to be reserved, and reserves it. */
import { AttachmentRequest, LARGEST_COMMAND } from '@parley/contract';
import { instant } from '../../../model/instant.ts';
import { type ReservationRefusal, reserveAttachment } from '../../../services/attachments/reserve-attachment.ts';
import type { StoredAttachment } from '../../../store/attachment-store.ts';
import type { ProjectStore } from '../../../store/chat-store.ts';
import { ApiError } from '../../api-error.ts';
import { requireVersion } from '../../read-command.ts';
import { readJsonBody } from '../../read-json-body.ts';
import { valueChecker } from '../../read-typed-body.ts';
import type { ApiRequest } from '../../route.ts';
import type { LiveDeps } from '../live/live-deps.ts';
import { requireShelf } from './upload-body.ts';

export interface Reserver {
  readonly project: ProjectStore;
  /** As their commands name them. */
  readonly sender: string;
  /** Asked before something new is reserved. @throws ApiError when there is too much already */
  readonly allow: (bytes: number) => void;
}

type ReserveBody = (request: ApiRequest, reserver: Reserver) => Promise<StoredAttachment>;

/** What it returns throws ApiError for whatever is wrong with the request. */
export function bodyReserver({ files, randomness, clock }: LiveDeps): ReserveBody {
  const check = valueChecker(AttachmentRequest);
  return async (request, { project, sender, allow }) => {
    requireShelf(files);
    const { value } = await readJsonBody(request, LARGEST_COMMAND);
    requireVersion(value);
    const { v: _, ...body } = check(value);

    const { largestBytes } = files;
    const newId = () => randomness.uuid();
    const at = instant(clock.nowMs());
    const wanted = { sender, request: body, largestBytes, newId, at };
    const reserved = await reserveAttachment(project.attachments, wanted, () => allow(body.bytes));
    if ('refused' in reserved) throw refusalError(reserved, body.mediaType, largestBytes);
    return reserved;
  };
}

const LONGEST_SHOWN = 100;

function refusalError(refusal: ReservationRefusal, mediaType: string, largestBytes: number): ApiError {
  switch (refusal.refused) {
    case 'too-large':
      return ApiError.of('attachmentTooLarge', { property: 'bytes', slots: { limit: String(largestBytes) } });
    case 'type-refused': {
      const slots = { type: JSON.stringify(mediaType.slice(0, LONGEST_SHOWN)) };
      return ApiError.of('attachmentTypeRefused', { property: 'mediaType', slots });
    }
    case 'mismatch':
      return ApiError.of('attachmentMismatch', { property: 'name', slots: { reason: refusal.reason } });
    case 'taken':
      return ApiError.of('attachmentTaken', { property: 'id', slots: { what: 'reserved' } });
  }
}
