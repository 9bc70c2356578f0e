/** What administrators are told when somebody or something is not theirs to give or to see. */
import { type AccessLimits, isUnlimited } from '../../../model/access-limits.ts';
import type { ProjectId } from '../../../model/ids.ts';
import { ApiError } from '../../api-error.ts';
import { malformedBody } from '../../read-json-body.ts';

/** `what` follows "You may not". */
export function beyondOwnLimits(what: string): ApiError {
  return ApiError.of('beyondOwnLimits', { slots: { what } });
}

/** @throws ApiError `beyondOwnLimits` */
export function requireUnlimited(own: AccessLimits, what: string): void {
  if (!isUnlimited(own)) throw beyondOwnLimits(what);
}

/** Of a body that names a project that the tenant has not. */
export function unknownProject(projectId: ProjectId): ApiError {
  return malformedBody('projectIds', `there is no project ${projectId}`);
}
