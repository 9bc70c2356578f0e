/** `GET /healthz`: whether the server runs and can read its store. Needs no key. */
import type { ChatStore } from '../../../store/chat-store.ts';
import { ApiError } from '../../api-error.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { jsonReply } from '../../route.ts';

/** `damage.hasLost`: chats were found since the start of which nothing true is left. */
export function getHealth(
  store: Pick<ChatStore, 'listProjects' | 'maintenance'>,
  damage: { readonly hasLost: boolean },
): OperationHandler<'getHealth'> {
  return async () => {
    await store.listProjects(null);
    await store.maintenance.checkFile();
    if (damage.hasLost) throw ApiError.of('storeDamaged');
    return jsonReply({ status: 'ok' });
  };
}
