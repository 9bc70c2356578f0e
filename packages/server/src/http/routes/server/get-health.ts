/** `GET /healthz`: whether the server works and its store can be read. Without a key. */
import type { ChatStore } from '../../../store/chat-store.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { jsonReply } from '../../route.ts';

export function getHealth(store: Pick<ChatStore, 'listProjects'>): OperationHandler<'getHealth'> {
  return async () => {
    await store.listProjects(null);
    return jsonReply({ status: 'ok' });
  };
}
