/** `GET /v2/projects/{projectid}/views`: the saved views of the project and one's own. */
import { listViews as readViews } from '../../../services/views/change-views.ts';
import type { ChatStore } from '../../../store/chat-store.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { requireNoParameters } from '../../read-query.ts';
import { jsonReply } from '../../route.ts';
import { printView, readerOf } from './print-view.ts';

export function listViews(store: Pick<ChatStore, 'views'>): OperationHandler<'listViews'> {
  return async (request) => {
    requireNoParameters(request);
    const reader = readerOf(request);
    const views = await readViews(store, request.project, reader);
    return jsonReply({ response: views.map((view) => printView(view, reader)), errors: [] });
  };
}
