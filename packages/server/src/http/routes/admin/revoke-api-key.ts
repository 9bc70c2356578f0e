/** `DELETE /v2/keys/{prefix}`: ends a key for good. */
import { revokeKey } from '../../../services/access/revoke-key.ts';
import { ApiError } from '../../api-error.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { requireNoParameters } from '../../read-query.ts';
import { jsonReply } from '../../route.ts';
import { type AdminDeps, deedOf } from './admin-deps.ts';
import { printKey } from './print-access.ts';

export function revokeApiKey(deps: Pick<AdminDeps, 'store' | 'clock'>): OperationHandler<'revokeApiKey'> {
  return async (request) => {
    requireNoParameters(request);
    const { principal, prefix } = request;
    const subject = { tenantId: principal.tenantId, prefix };
    const key = await revokeKey(deps.store, subject, deedOf(deps, principal), principal);
    if (key === null) throw ApiError.notFound('prefix');
    return jsonReply({ response: printKey(key), errors: [] });
  };
}
