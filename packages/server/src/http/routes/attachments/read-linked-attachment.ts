/** `GET /v2/live/attachments/{attachmentId}?token=`: a file for whoever has the link of a stream. */
import { parseParameters } from '../../../chat-log/query/parse-parameters.ts';
import { instant } from '../../../model/instant.ts';
import { ApiError } from '../../api-error.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { readQuery } from '../../read-query.ts';
import type { LiveDeps } from '../live/live-deps.ts';
import { fileReply } from './file-reply.ts';
import { requireShelf } from './upload-body.ts';

export function readLinkedAttachment({
  store,
  files,
  clock,
}: Pick<LiveDeps, 'store' | 'files' | 'clock'>): OperationHandler<'readLinkedAttachment'> {
  return async (request) => {
    const { values } = readQuery(request, (given) =>
      parseParameters(request.operationId, { ...given, projectId: null }),
    );
    const attachmentId = request.attachmentId.toLowerCase();
    const scope = files.links.read(values.get('token') ?? '', attachmentId, instant(clock.nowMs()));
    if (scope === null) throw ApiError.of('attachmentLinkRefused', { property: 'token' });
    const shelf = requireShelf(files);
    const file = (await (await store.project(scope))?.attachments.find(attachmentId)) ?? null;
    if (file === null || file.chatId === null) throw ApiError.notFound('attachmentId');
    return fileReply(shelf, request, file, 'cross-origin');
  };
}
