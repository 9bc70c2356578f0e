/** `GET /v2/projects/{projectid}/attachments/{attachmentId}`: a file by the address that the log has. */
import type { ChatId } from '../../../model/ids.ts';
import { ApiError } from '../../api-error.ts';
import type { OperationHandler, OperationRequest } from '../../operation-routes.ts';
import { readDeskQuery } from '../../read-position.ts';
import { requireAgent } from '../desk/find-agent.ts';
import type { LiveDeps } from '../live/live-deps.ts';
import { fileReply } from './file-reply.ts';
import { requireShelf } from './upload-body.ts';

export function getAttachment({ files }: Pick<LiveDeps, 'files'>): OperationHandler<'getAttachment'> {
  return async (request) => {
    const { actAs } = readDeskQuery(request);
    const shelf = requireShelf(files);
    const file = await request.project.attachments.find(request.attachmentId.toLowerCase());
    if (file === null || file.chatId === null || !(await maySee(request, file.chatId, actAs))) {
      throw ApiError.notFound('attachmentId');
    }
    const reply = await fileReply(shelf, request, file, 'same-origin');
    return { ...reply, read: { chatId: file.chatId, rows: () => 1 } };
  };
}

/** Who reads the log sees what it has of the chats that they may see; an agent what they have or are asked about. */
async function maySee(
  { project, principal }: OperationRequest<'getAttachment'>,
  chatId: ChatId,
  actAs: number | null,
): Promise<boolean> {
  const { scopes } = principal;
  if (scopes.includes('chats:read') || scopes.includes('admin')) return (await project.chats.read(chatId)) !== null;
  const { agentId } = await requireAgent(project, principal, actAs);
  const chat = await project.desk.findLiveChat(chatId);
  return chat !== null && (chat.ownerId === agentId || chat.askedId === agentId);
}
