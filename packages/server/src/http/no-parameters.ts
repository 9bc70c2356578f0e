/** For operations without parameters: one that is given is refused, because it would be without effect. */
import type { OperationId } from '@parley/contract';
import { parseParameters } from '../chat-log/query/parse-parameters.ts';
import { ApiError } from './api-error.ts';
import { decodeQuery, isLenient, refuse } from './project-access.ts';
import type { ApiRequest } from './route.ts';

/** @throws ApiError */
export function requireNoParameters(operation: OperationId, request: ApiRequest): void {
  const decoded = decodeQuery(request);
  refuse(decoded.refused);
  const read = parseParameters(operation, {
    parameters: decoded.parameters,
    projectId: null,
    isLenient: isLenient(request),
  });
  if ('refused' in read) throw ApiError.fromRefusal(read.refused);
}
