/** `PATCH /v2/people/{login}`: changes what a person may do and see. */
import { PersonChange } from '@parley/contract';
import { projectId, queueId } from '../../../model/ids.ts';
import type { Instant } from '../../../model/instant.ts';
import { type ChangeRefusal, changeUser } from '../../../services/people/change-user.ts';
import type { UserChange } from '../../../store/user-store.ts';
import { ApiError } from '../../api-error.ts';
import { confirmRights } from '../../confirm-rights.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { malformedBody } from '../../read-json-body.ts';
import { requireNoParameters } from '../../read-query.ts';
import { bodyReader } from '../../read-typed-body.ts';
import { jsonReply } from '../../route.ts';
import { type AdminDeps, deedOf } from './admin-deps.ts';
import { findPerson } from './find-person.ts';
import { printPerson } from './print-access.ts';
import { beyondOwnLimits, unknownProject } from './refuse-limits.ts';

export function changePerson(deps: AdminDeps): OperationHandler<'changePerson'> {
  const readBody = bodyReader(PersonChange);
  return async (request) => {
    requireNoParameters(request);
    const { principal } = request;
    const person = await findPerson(deps.store, request);
    const body = await readBody(request);
    const deed = deedOf(deps, principal);
    const change = changeOf(body, deed.at);
    if (mayGiveRights(change)) await confirmRights(deps, request, body.ownPassword);
    const rules = { own: principal, keepsAdministrator: true };
    const changed = await changeUser(deps.store, person, change, deed, rules);
    if ('refused' in changed) throw refusal(changed);
    return jsonReply({ response: printPerson(changed), errors: [] });
  };
}

/** @throws ApiError `malformedBody` when nothing is to change */
function changeOf({ name, role, projectIds, queueIds, isDisabled }: PersonChange, at: Instant): UserChange {
  const change = {
    ...(name === undefined ? {} : { name }),
    ...(role === undefined ? {} : { role }),
    ...(projectIds === undefined ? {} : { projectIds: projectIds?.map(projectId) ?? null }),
    ...(queueIds === undefined ? {} : { queueIds: queueIds?.map(queueId) ?? null }),
    ...(isDisabled === undefined ? {} : { disabledAt: isDisabled ? at : null }),
  };
  if (Object.keys(change).length > 0) return change;
  throw malformedBody('', 'it must have name, role, projectIds, queueIds or isDisabled');
}

/** Another name gives none, and neither does an end. */
function mayGiveRights({ name: _, disabledAt, ...others }: UserChange): boolean {
  return disabledAt === null || Object.keys(others).length > 0;
}

function refusal(refused: ChangeRefusal): ApiError {
  switch (refused.refused) {
    case 'no-such-person':
      return ApiError.notFound('login');
    case 'beyond-own-limits':
      return beyondOwnLimits('let somebody see more than you');
    case 'last-administrator':
      return ApiError.of('lastAdministrator');
    case 'project-not-found':
      return unknownProject(refused.projectId);
  }
}
