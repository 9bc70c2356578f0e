/** `GET /healthz`: whether the server runs and can read its store. Needs no key. */
import type { ChatStore } from '../../../store/chat-store.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { jsonReply } from '../../route.ts';

export function getHealth(store: Pick<ChatStore, 'listProjects'>): OperationHandler<'getHealth'> {
  return async () => {
    await store.listProjects(null);
    return jsonReply({ status: 'ok' });
  };
}
