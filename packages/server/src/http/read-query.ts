/** Reads the query of a request for a handler. Says no in the order that the design gives: 406, then 400. */
import type { OperationId, Refusal } from '@parley/contract';
import { parseParameters } from '../chat-log/query/parse-parameters.ts';
import type { QueryPair } from '../chat-log/query/query-string.ts';
import type { DateRange } from '../chat-log/query/selection-query.ts';
import { ApiError } from './api-error.ts';
import { acceptsJson, readPreferences } from './preferences.ts';
import type { ApiRequest } from './route.ts';

interface GivenQuery {
  /** Decoded pairs in the order in which they came. */
  readonly parameters: readonly QueryPair[];
  /** The request prefers unknown parameters to be ignored. */
  readonly isLenient: boolean;
}

/** What `read` makes of the parameters. @throws ApiError when it refuses them, or the query string is broken */
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

/** As `readQuery`, for operations that reply in JSON only. @throws ApiError `notAcceptable` before anything else */
export function readJsonQuery<Read extends object>(
  request: ApiRequest,
  read: (given: GivenQuery) => Read | { readonly refused: Refusal },
): Read {
  if (!acceptsJson(request.headers.accept)) throw ApiError.of('notAcceptable');
  return readQuery(request, read);
}

/**
 * For operations that reply in JSON only and have no parameters: one that is given is refused, because it would be without
 * effect.
 *
 * @throws ApiError
 */
export function requireNoParameters(request: ApiRequest & { readonly operationId: OperationId }): void {
  readJsonQuery(request, (given) => parseParameters(request.operationId, { ...given, projectId: null }));
}

/** The headers that say how filters were read and what was ignored; nothing where nothing was. */
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
