/** The replies that are kept for the agents of a project: listed, made, changed and deleted. */
import { CannedReplyRequest } from '@parley/contract';
import type { ProjectStore } from '../../../store/chat-store.ts';
import { ApiError } from '../../api-error.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { requireNoParameters } from '../../read-query.ts';
import { bodyReader } from '../../read-typed-body.ts';
import { jsonReply } from '../../route.ts';

/** A text of 4,000 characters of any script, as JSON. */
const LONGEST_BODY = 32_768;

export const listCannedReplies: OperationHandler<'listCannedReplies'> = async (request) => {
  requireNoParameters(request);
  return jsonReply({ response: [...(await request.project.desk.listChoices('cannedReply'))], errors: [] });
};

export function createCannedReply(): OperationHandler<'createCannedReply'> {
  const readBody = bodyReader(CannedReplyRequest, LONGEST_BODY);
  return async (request) => {
    requireNoParameters(request);
    const body = await readBody(request);
    await requireFree(request.project, body, null);
    const made = await request.project.desk.saveChoice('cannedReply', null, (replyId) => ({ replyId, ...body }));
    return jsonReply({ response: made, errors: [] });
  };
}

export function changeCannedReply(): OperationHandler<'changeCannedReply'> {
  const readBody = bodyReader(CannedReplyRequest, LONGEST_BODY);
  return async (request) => {
    requireNoParameters(request);
    const body = await readBody(request);
    const { replyId } = request;
    const known = await requireFree(request.project, body, replyId);
    if (!known.some((one) => one.replyId === replyId)) throw ApiError.notFound('replyId');
    const changed = await request.project.desk.saveChoice('cannedReply', replyId, () => ({ replyId, ...body }));
    return jsonReply({ response: changed, errors: [] });
  };
}

export const deleteCannedReply: OperationHandler<'deleteCannedReply'> = async (request) => {
  requireNoParameters(request);
  const isGone = await request.project.desk.deleteChoice('cannedReply', request.replyId);
  if (!isGone) throw ApiError.notFound('replyId');
  return jsonReply({ response: {}, errors: [] });
};

/** All that there are. @throws ApiError `alreadyExists` when another one has the shortcut */
async function requireFree({ desk }: ProjectStore, { shortcut }: CannedReplyRequest, replyId: number | null) {
  const known = await desk.listChoices('cannedReply');
  if (known.some((one) => one.shortcut === shortcut && one.replyId !== replyId)) {
    const slots = { what: `a reply with the shortcut ${shortcut}` };
    throw ApiError.of('alreadyExists', { property: 'shortcut', slots });
  }
  return known;
}
