/** Reads a body of JSON for a handler. */
import { ApiError } from './api-error.ts';
import type { ApiRequest } from './route.ts';

/** UTF-16 units of an unknown name that are sent back. */
const LONGEST_NAME = 64;
const JSON_TYPE = /^application\/json *(; *charset *= *"?utf-8"? *)?$/i;

/**
 * The text of the body and what it stands for. Refuses text/plain too: a form on another site could send it without a
 * preflight. @throws ApiError `unsupportedMediaType`, `malformedBody`, `bodyTooLarge`
 */
export async function readJsonBody(
  request: ApiRequest,
  longest?: number,
): Promise<{ readonly text: string; readonly value: unknown }> {
  const { headers } = request;
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity' || !JSON_TYPE.test(headers['content-type'] ?? '')) {
    throw ApiError.of('unsupportedMediaType');
  }
  const text = decodeText(await request.readBody(longest));
  return { text, value: parseJson(text) };
}

/** `property` is the offending member, "" for the whole body. */
export function malformedBody(property: string, reason: string): ApiError {
  return ApiError.of('malformedBody', { property, slots: { reason } });
}

export function unknownMember(name: string): ApiError {
  const shown = name.slice(0, LONGEST_NAME);
  return malformedBody(shown, `it has an unknown member ${JSON.stringify(shown)}`);
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw malformedBody('', 'it is not UTF-8');
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw malformedBody('', 'it is not JSON');
  }
}
