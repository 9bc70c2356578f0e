/** What a client prefers, from its Accept, Accept-Encoding and Prefer headers. */
import { LOG_FORMAT_FACTS, type LogFormat } from '@parley/contract';
import { FORMATS } from '../chat-log/formats/log-formats.ts';
import { shorten } from '../chat-log/query/query-string.ts';
import { ApiError } from './api-error.ts';
import type { ApiRequest } from './route.ts';

interface Weighted {
  readonly name: string;
  readonly weight: number;
}

/** The elements of an Accept-like header with their weights; a broken weight counts as 0. */
function readWeights(header: string): readonly Weighted[] {
  return header.split(',').map((element) => {
    const [name = '', ...parameters] = element.split(';').map((part) => part.trim());
    const weight = parameters.find((parameter) => /^q=/i.test(parameter))?.slice(2) ?? '1';
    return { name: name.toLowerCase(), weight: /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(weight) ? Number(weight) : 0 };
  });
}

/** Whether a gzip reply may be sent. Without the header it may not. */
export function acceptsGzip(acceptEncoding: string | undefined): boolean {
  const weights = readWeights(acceptEncoding ?? '');
  const gzip = weights.find(({ name }) => name === 'gzip' || name === 'x-gzip');
  const any = weights.find(({ name }) => name === '*');
  return (gzip ?? any)?.weight !== undefined && (gzip ?? any)?.weight !== 0;
}

/** Whether a JSON reply may be sent. */
export function acceptsJson(accept: string | undefined): boolean {
  return accepts(accept, 'application/json');
}

/** Whether a stream of events may be sent. */
export function acceptsEvents(accept: string | undefined): boolean {
  return accepts(accept, 'text/event-stream');
}

function accepts(accept: string | undefined, mediaType: string): boolean {
  return accept === undefined || accept.trim() === '' || weightOf(mediaType, readWeights(accept)) > 0;
}

/** The format that Accept asks for; a `format=` parameter takes precedence. @throws ApiError `notAcceptable` */
export function negotiateFormat<F extends LogFormat>({ headers, query }: ApiRequest, served: readonly F[]): F | 'json' {
  const format = acceptedFormat(headers.accept, served);
  const isNamed = query.parameters.some(([name]) => name.toLowerCase() === 'format');
  if (format === null && !isNamed) throw ApiError.of('notAcceptable');
  return format ?? 'json';
}

/**
 * The request as if it named the format of its address, which has that one alone.
 *
 * @throws ApiError `notAcceptable`, or `malformedValue` when it names another
 */
export function withFormat<Request extends ApiRequest>(request: Request, format: LogFormat): Request {
  const { headers, query } = request;
  const [mediaType = ''] = FORMATS[format].contentType.split(';', 1);
  if (!accepts(headers.accept, mediaType)) throw ApiError.of('notAcceptable');
  const named = query.parameters.find(([name]) => name.toLowerCase() === 'format');
  if (named === undefined) {
    const parameters = [...query.parameters, ['format', format] as const];
    return { ...request, query: { ...query, parameters }, isFormatOfPath: true };
  }
  if (named[1] === format) return request;
  const slots = { name: 'format', expected: `${format} at this address`, found: JSON.stringify(shorten(named[1])) };
  throw ApiError.of('malformedValue', { property: 'format', slots });
}

/** The served format with the highest weight, the first of equals; null when the client accepts none. */
function acceptedFormat<F extends LogFormat>(accept: string | undefined, served: readonly F[]): F | 'json' | null {
  if (accept === undefined || accept.trim() === '') return 'json';
  const weights = readWeights(accept);
  let best: { readonly format: F; readonly weight: number } | null = null;
  for (const format of served) {
    const { mediaType } = LOG_FORMAT_FACTS[format];
    const weight = mediaType === null ? 0 : weightOf(mediaType, weights);
    if (weight > (best?.weight ?? 0)) best = { format, weight };
  }
  return best?.format ?? null;
}

/** The weight of the most specific element that matches. */
function weightOf(mediaType: string, weights: readonly Weighted[]): number {
  const family = `${mediaType.split('/')[0]}/*`;
  for (const name of [mediaType, family, '*/*']) {
    const match = weights.find((weighted) => weighted.name === name);
    if (match !== undefined) return match.weight;
  }
  return 0;
}

/** The preferences of a Prefer header in lower case, `name` or `name=value`. */
export function readPreferences(prefer: string | string[] | undefined): ReadonlySet<string> {
  const text = Array.isArray(prefer) ? prefer.join(',') : (prefer ?? '');
  return new Set(text.split(/[,;]/).map(readPreference));
}

function readPreference(text: string): string {
  const [name = '', ...value] = text.toLowerCase().split('=');
  return [name, ...(value.length === 0 ? [] : [value.join('=')])]
    .map((part) => part.trim())
    .join('=')
    .replaceAll('"', '');
}
