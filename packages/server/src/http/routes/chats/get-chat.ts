/** `GET /v2/projects/{projectid}/chats/{chatId}`: one chat, the same object as in the log. */
import { readChatQuery } from '../../../chat-log/query/chat-log-query.ts';
import { printJson } from '../../../services/read-log/print-json.ts';
import type { StoreIdentity } from '../../../store/chat-store.ts';
import { ApiError } from '../../api-error.ts';
import { cacheHeaders, entityTag, matchesTag } from '../../entity-tag.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { readingHeaders, readJsonQuery } from '../../read-query.ts';
import { piecesOf } from '../../route.ts';

export function getChat({ epoch }: Pick<StoreIdentity, 'epoch'>): OperationHandler<'getChat'> {
  return async (request) => {
    const { project, chatId, isMetadataOnly } = request;
    const { projectId, zone: projectZone } = project;
    // Before the chat is read, so that the tag is never newer than the chat.
    const { version } = await project.feed.readHead();
    const stored = await project.chats.read(chatId);
    if (stored === null) throw ApiError.notFound('chatId');
    const { query, warnings } = readJsonQuery(request, (given) => readChatQuery({ ...given, projectId }));
    const tag = entityTag({ epoch, version, request: [String(chatId), query.canonical, String(isMetadataOnly)] });
    const headers = {
      ...cacheHeaders(tag),
      ...readingHeaders(null, warnings),
      'content-type': 'application/json; charset=utf-8',
    };
    if (matchesTag(request.headers['if-none-match'], tag)) return { status: 304, headers, body: { kind: 'none' } };
    const response = await printJson(stored, { ...query, isMetadataOnly, projectZone });
    const read = { rows: () => 1 };
    if (typeof response !== 'string')
      return { status: 200, headers, body: { kind: 'encoded', pieces: piecesOf(response) }, read };
    return { status: 200, headers, body: { kind: 'text', text: `{"response":${response},"errors":[]}` }, read };
  };
}
