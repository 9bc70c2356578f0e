/** `POST /v2/people`: adds somebody, and sends a link that signs them in once. */
import { PersonRequest } from '@parley/contract';
import { projectId, queueId } from '../../../model/ids.ts';
import { readLogin } from '../../../model/user.ts';
import { createUser, type UserRefusal } from '../../../services/people/create-user.ts';
import { ApiError } from '../../api-error.ts';
import { confirmRights } from '../../confirm-rights.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { malformedBody } from '../../read-json-body.ts';
import { requireNoParameters } from '../../read-query.ts';
import { bodyReader } from '../../read-typed-body.ts';
import { type AdminDeps, deedOf } from './admin-deps.ts';
import { linkReply } from './create-person-link.ts';
import { beyondOwnLimits, unknownProject } from './refuse-limits.ts';

export function createPerson(deps: AdminDeps): OperationHandler<'createPerson'> {
  const readBody = bodyReader(PersonRequest);
  return async (request) => {
    requireNoParameters(request);
    const body = await readBody(request);
    const login = requireLogin(body.login);
    await confirmRights(deps, request, body.ownPassword);
    const { principal } = request;
    const person = {
      tenantId: principal.tenantId,
      login,
      name: body.name,
      role: body.role,
      projectIds: body.projectIds?.map(projectId) ?? null,
      queueIds: body.queueIds?.map(queueId) ?? null,
      isOpenidOnly: false,
    };
    const refused = await createUser(deps.store, person, deedOf(deps, principal), principal);
    if (refused !== null) throw refusal(refused, login);
    return linkReply(deps, request, login);
  };
}

/** @throws ApiError `malformedBody` */
function requireLogin(text: string): string {
  const login = readLogin(text);
  if (login !== null) return login;
  const words = 'login must be up to 64 letters, digits and . _ @ + -, beginning with a letter or digit';
  throw malformedBody('login', words);
}

function refusal(refused: UserRefusal, login: string): ApiError {
  switch (refused.refused) {
    case 'user-exists':
      return ApiError.of('alreadyExists', { property: 'login', slots: { what: `somebody with the login ${login}` } });
    case 'beyond-own-limits':
      return beyondOwnLimits('add somebody who sees more than you');
    case 'project-not-found':
      return unknownProject(refused.projectId);
    case 'tenant-has-no-project':
      return malformedBody('projectIds', 'there is no project yet');
  }
}
