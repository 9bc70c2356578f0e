/** `GET /healthz`: whether the server answers and its store can be read. Without a key. */
import type { ChatStore } from '../../../store/chat-store.ts';
import { type Answer, jsonAnswer, type Route } from '../../answer.ts';

export function getHealth(store: Pick<ChatStore, 'listProjects'>): Route {
  return { operationId: 'getHealth', method: 'GET', path: '/healthz', handle: () => answerHealth(store) };
}

async function answerHealth(store: Pick<ChatStore, 'listProjects'>): Promise<Answer> {
  await store.listProjects(null);
  return jsonAnswer({ status: 'ok' });
}
