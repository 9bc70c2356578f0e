/** `GET /v2/projects/{projectid}/chats/{chatId}`: one chat, the same object as in the log. */
import { type ChatPrinting, readChatQuery } from '../../../chat-log/query/chat-log-query.ts';
import { viewChat } from '../../../chat-log/view/chat-view.ts';
import { chatId } from '../../../model/ids.ts';
import { ApiError } from '../../api-error.ts';
import { cacheHeaders, entityTag, matchesTag } from '../../entity-tag.ts';
import {
  accessProject,
  decodeQuery,
  isLenient,
  type LogAccessDeps,
  readId,
  refuse,
  requireJson,
} from '../../project-access.ts';
import type { ApiRequest, Reply, Route } from '../../route.ts';

export function getChat(deps: LogAccessDeps): Route {
  return {
    operationId: 'getChat',
    method: 'GET',
    path: '/v2/projects/{projectid}/chats/{chatId}',
    handle: (request) => answerChat(deps, request),
  };
}

async function answerChat(deps: LogAccessDeps, request: ApiRequest): Promise<Reply> {
  const { project, isMetadataOnly } = await accessProject(deps, request);
  const { version } = await project.feed.readHead();
  const id = readId(request.params.chatId);
  const stored = id === null ? null : await project.chats.read(chatId(id));
  if (stored === null) throw ApiError.of('chatNotFound', { property: 'chatId', slots: {} });
  requireJson(request);
  const decoded = decodeQuery(request);
  refuse(decoded.refused);
  const read = readChatQuery({
    parameters: decoded.parameters,
    projectId: project.projectId,
    isLenient: isLenient(request),
  });
  if ('refused' in read) throw ApiError.fromRefusal(read.refused);
  const printing: ChatPrinting = read.query;
  const tag = entityTag({
    epoch: deps.identity.epoch,
    version,
    request: [String(id), read.query.canonical, String(isMetadataOnly)],
  });
  const warnings = read.warnings.length > 0 ? { 'parley-warning': read.warnings } : {};
  const headers = { ...cacheHeaders(tag), ...warnings, 'content-type': 'application/json; charset=utf-8' };
  if (matchesTag(request.headers['if-none-match'], tag)) return { status: 304, headers, body: { kind: 'none' } };
  const { row } = viewChat(stored, { ...printing, isMetadataOnly, projectZone: project.zone });
  return { status: 200, headers, body: { kind: 'text', text: JSON.stringify({ response: row, errors: [] }) } };
}
