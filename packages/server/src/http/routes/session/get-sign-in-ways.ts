/** `GET /v2/session/ways`: how people can sign in besides by a password or a link. */
import type { OpenidProvider } from '../../../services/people/openid-provider.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { requireNoParameters } from '../../read-query.ts';
import { jsonReply } from '../../route.ts';

export function getSignInWays(provider: OpenidProvider | null): OperationHandler<'getSignInWays'> {
  return async (request) => {
    requireNoParameters(request);
    const openid = provider === null ? null : { label: provider.label };
    return jsonReply({ response: { openid }, errors: [] });
  };
}
