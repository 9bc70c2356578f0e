/** Where a stream goes on: what its reader has. */
import type { OperationId } from '@parley/contract';
import { parseParameters } from '../chat-log/query/parse-parameters.ts';
import { shorten } from '../chat-log/query/query-string.ts';
import { parsePosition, type StreamPosition } from '../services/desk/live-frame.ts';
import { ApiError } from './api-error.ts';
import { acceptsEvents } from './preferences.ts';
import { readQuery } from './read-query.ts';
import type { ApiRequest } from './route.ts';

export interface StreamQuery {
  readonly position: StreamPosition;
  /** The agent for whom a key acts; null when it is not said. */
  readonly actAs: number | null;
}

/** For operations that reply by a stream. @throws ApiError `notAcceptable`, `malformedValue` and what `readQuery` throws */
export function readStreamQuery(request: ApiRequest & { readonly operationId: OperationId }): StreamQuery {
  if (!acceptsEvents(request.headers.accept)) throw ApiError.of('notAcceptable');
  return readDeskQuery(request);
}

/** @throws ApiError `malformedValue` and what `readQuery` throws */
export function readDeskQuery(request: ApiRequest & { readonly operationId: OperationId }): StreamQuery {
  const { values } = readQuery(request, (given) => parseParameters(request.operationId, { ...given, projectId: null }));
  const text = values.get('position') ?? String(request.headers['last-event-id'] ?? '');
  const position = parsePosition(text);
  if (position === null) {
    const slots = {
      name: 'position',
      expected: 'as the last frame had it, like 12.40',
      found: JSON.stringify(shorten(text)),
    };
    throw ApiError.of('malformedValue', { property: 'position', slots });
  }
  const actAs = values.get('actAs');
  return { position, actAs: actAs === undefined ? null : Number(actAs) };
}
