/** `GET /healthz`: whether the server answers and its store can be read. Without a key. */
import type { ChatStore } from '../../../store/chat-store.ts';
import { jsonReply, type Reply, type Route } from '../../route.ts';

export function getHealth(store: Pick<ChatStore, 'listProjects'>): Route {
  return { operationId: 'getHealth', method: 'GET', path: '/healthz', handle: () => answerHealth(store) };
}

async function answerHealth(store: Pick<ChatStore, 'listProjects'>): Promise<Reply> {
  await store.listProjects(null);
  return jsonReply({ status: 'ok' });
}
