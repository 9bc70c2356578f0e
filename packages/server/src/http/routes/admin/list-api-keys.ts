/** `GET /v2/keys`: the keys that see no more than whoever asks. */
import { listKeys } from '../../../services/access/revoke-key.ts';
import type { ChatStore } from '../../../store/chat-store.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { requireNoParameters } from '../../read-query.ts';
import { jsonReply } from '../../route.ts';
import { printKey } from './print-access.ts';

export function listApiKeys(store: Pick<ChatStore, 'keys'>): OperationHandler<'listApiKeys'> {
  return async (request) => {
    requireNoParameters(request);
    const { principal } = request;
    const keys = await listKeys(store, principal.tenantId, principal);
    return jsonReply({ response: keys.map(printKey), errors: [] });
  };
}
