/** Of a body that names a time zone that there is not. */
import type { ApiError } from '../../api-error.ts';
import { malformedBody } from '../../read-json-body.ts';

export function unknownZone(name: string, nearest: string | null): ApiError {
  const meant = nearest === null ? 'the name of one is, for example, Europe/Budapest' : `did you mean ${nearest}?`;
  return malformedBody('timeZone', `there is no time zone ${JSON.stringify(name)}; ${meant}`);
}
