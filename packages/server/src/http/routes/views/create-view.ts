/** `POST /v2/projects/{projectid}/views`: saves filters under a name. */
import { ViewRequest } from '@parley/contract';
import { saveView } from '../../../services/views/change-views.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { requireNoParameters } from '../../read-query.ts';
import { bodyReader } from '../../read-typed-body.ts';
import { jsonReply } from '../../route.ts';
import { type AdminDeps, deedOf } from '../admin/admin-deps.ts';
import { printView, readerOf, viewRefusal } from './print-view.ts';

export function createView(deps: Pick<AdminDeps, 'store' | 'clock'>): OperationHandler<'createView'> {
  const readBody = bodyReader(ViewRequest);
  return async (request) => {
    requireNoParameters(request);
    const reader = readerOf(request);
    const body = await readBody(request);
    const saved = await saveView(deps.store, request.project, reader, body, deedOf(deps, request.principal));
    if ('refused' in saved) throw viewRefusal(saved);
    return jsonReply({ response: printView(saved, reader), errors: [] });
  };
}
