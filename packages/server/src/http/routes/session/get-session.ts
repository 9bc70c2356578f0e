/** `GET /v2/session`: who sends the request. */
import type { SessionReply } from '@parley/contract';
import { utcText } from '../../../model/instant.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import type { Principal } from '../../principal.ts';
import { requireNoParameters } from '../../read-query.ts';
import { jsonReply, type Reply } from '../../route.ts';

export const getSession: OperationHandler<'getSession'> = async (request) => {
  requireNoParameters(request);
  return identityReply(request.principal);
};

export function identityReply(principal: Principal): Reply<SessionReply> {
  const { tenantId, person, name, scopes, projectIds, queueIds, expiresAt } = principal;
  const response = {
    tenant: tenantId,
    login: person?.login ?? null,
    name,
    role: person?.role ?? null,
    scopes: [...scopes],
    projectIds: projectIds === null ? null : [...projectIds],
    queueIds: queueIds === null ? null : [...queueIds],
    expiresAt: expiresAt === null ? null : utcText(expiresAt),
  };
  return jsonReply({ response, errors: [] });
}
