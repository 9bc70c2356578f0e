/** `GET /v2/projects/{projectid}/chats/digest`: count and checksum of the log. */
import { readDigestQuery } from '../../../chat-log/query/change-query.ts';
import { readDigest } from '../../../services/sync/read-digest.ts';
import type { StoreIdentity } from '../../../store/chat-store.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { readingHeaders, readJsonQuery } from '../../read-query.ts';
import { jsonReply } from '../../route.ts';

export function getChatDigest(identity: StoreIdentity): OperationHandler<'getChatDigest'> {
  return async (request) => {
    const { project } = request;
    const { projectId, zone } = project;
    const { query, warnings } = readJsonQuery(request, (given) => readDigestQuery({ ...given, projectId, zone }));
    await request.beginCostly();
    const { selection, dateRange } = query;
    const response = await readDigest(identity, { project, selection, isMetadataOnly: false }, query);
    const reply = jsonReply({ response, errors: [] });
    const headers = { ...reply.headers, ...readingHeaders(dateRange, warnings) };
    return { ...reply, headers, read: { rows: () => response.count } };
  };
}
