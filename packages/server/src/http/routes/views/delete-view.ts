/** `DELETE /v2/projects/{projectid}/views/{viewId}`: removes a saved view, unless another changed it since it was read. */
import { deleteView as deleteSaved } from '../../../services/views/change-views.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { requireNoParameters } from '../../read-query.ts';
import { jsonReply } from '../../route.ts';
import { type AdminDeps, deedOf } from '../admin/admin-deps.ts';
import { readerOf, requireVersion, viewRefusal } from './print-view.ts';

export function deleteView(deps: Pick<AdminDeps, 'store' | 'clock'>): OperationHandler<'deleteView'> {
  return async (request) => {
    requireNoParameters(request);
    const { viewId, project, principal } = request;
    const subject = { viewId, version: requireVersion(request) };
    const refused = await deleteSaved(deps.store, project, readerOf(request), subject, deedOf(deps, principal));
    if (refused !== null) throw viewRefusal(refused);
    return jsonReply({ response: {}, errors: [] as never[] });
  };
}
