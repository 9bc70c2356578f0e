/** Reads the query of a request for a handler. Refuses with 406 before 400. */
import type { OperationId, Refusal } from '@parley/contract';
import { parseParameters } from '../chat-log/query/parse-parameters.ts';
import type { QueryPair } from '../chat-log/query/query-string.ts';
import type { DateRange } from '../chat-log/query/selection-query.ts';
import { ApiError } from './api-error.ts';
import { acceptsJson, readPreferences } from './preferences.ts';
import type { ApiRequest } from './route.ts';

interface GivenQuery {
  /** Decoded pairs in the order of the request. */
  readonly parameters: readonly QueryPair[];
  /** Whether the request prefers unknown parameters to be ignored. */
  readonly isLenient: boolean;
}

/** What `read` returns for the parameters. @throws ApiError when it refuses them, or the query string is malformed */
export function readQuery<Read extends object>(
  { query, headers }: ApiRequest,
  read: (given: GivenQuery) => Read | { readonly refused: Refusal },
): Read {
  if (query.refused !== null) throw ApiError.fromRefusal(query.refused);
  const isLenient = readPreferences(headers.prefer).has('handling=lenient');
  const result = read({ parameters: query.parameters, isLenient });
  if ('refused' in result) throw ApiError.fromRefusal(result.refused);
  return result;
}

/** `readQuery` for operations that reply in JSON only. @throws ApiError `notAcceptable` before anything else */
export function readJsonQuery<Read extends object>(
  request: ApiRequest,
  read: (given: GivenQuery) => Read | { readonly refused: Refusal },
): Read {
  if (!acceptsJson(request.headers.accept)) throw ApiError.of('notAcceptable');
  return readQuery(request, read);
}

/**
 * For operations that reply in JSON only and have no parameters: refuses any, because it would have no effect.
 *
 * @throws ApiError
 */
export function requireNoParameters(request: ApiRequest & { readonly operationId: OperationId }): void {
  readJsonQuery(request, (given) => parseParameters(request.operationId, { ...given, projectId: null }));
}

/** The headers that say how filters were interpreted and what was ignored; empty when neither applies. */
export function readingHeaders(
  dateRange: DateRange | null,
  warnings: readonly string[],
): Record<string, string | readonly string[]> {
  const headers: Record<string, string | readonly string[]> = {};
  if (dateRange !== null) {
    headers['parley-date-range'] = `${dateRange.from ?? '..'}/${dateRange.to} ${dateRange.zoneName}`;
  }
  if (warnings.length > 0) headers['parley-warning'] = warnings;
  return headers;
}
