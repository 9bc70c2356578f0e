/** `GET /v2/projects/{projectid}/chats/digest`: count and checksum of the log. */

import { readDigestQuery } from '../../../chat-log/query/change-query.ts';
import { readDigest } from '../../../services/sync/read-digest.ts';
import { ApiError } from '../../api-error.ts';
import {
  accessProjectFor,
  decodeQuery,
  isLenient,
  type LogAccessDeps,
  refuse,
  requireJson,
} from '../../project-access.ts';
import { readingHeaders } from '../../reading-headers.ts';
import { type ApiRequest, jsonReply, type Reply, type Route } from '../../route.ts';

/** The route of the digest. */
export function getChatDigest(deps: LogAccessDeps): Route {
  return {
    operationId: 'getChatDigest',
    method: 'GET',
    path: '/v2/projects/{projectid}/chats/digest',
    handle: (request) => answerDigest(deps, request),
  };
}

async function answerDigest(deps: LogAccessDeps, request: ApiRequest): Promise<Reply> {
  const { project } = await accessProjectFor(deps, request, 'chats:read');
  requireJson(request);
  const decoded = decodeQuery(request);
  refuse(decoded.refused);
  const { projectId, zone } = project;
  const read = readDigestQuery({ parameters: decoded.parameters, projectId, zone, isLenient: isLenient(request) });
  if ('refused' in read) throw ApiError.fromRefusal(read.refused);
  const { selection, dateRange } = read.query;
  const response = await readDigest(deps.identity, { project, selection, isMetadataOnly: false }, read.query);
  const reply = jsonReply({ response, errors: [] });
  return { ...reply, headers: { ...reply.headers, ...readingHeaders(dateRange, read.warnings) } };
}
