/** `GET /healthz`: whether the server answers and its store can be read. Without a key. */
import type { Journal } from '../../../store/chat-store.ts';
import { type Answer, jsonAnswer, type Route } from '../../answer.ts';

export function getHealth(journal: Journal): Route {
  return { operationId: 'getHealth', method: 'GET', path: '/healthz', handle: () => answerHealth(journal) };
}

async function answerHealth(journal: Journal): Promise<Answer> {
  await journal.listProjects(null);
  return jsonAnswer({ status: 'ok' });
}
