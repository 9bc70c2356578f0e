/** `PATCH /v2/projects/{projectid}/views/{viewId}`: changes a saved view, unless another did so since it was read. */
import { ViewChange } from '@parley/contract';
import { changeView as changeSaved } from '../../../services/views/change-views.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { malformedBody } from '../../read-json-body.ts';
import { requireNoParameters } from '../../read-query.ts';
import { bodyReader } from '../../read-typed-body.ts';
import { jsonReply } from '../../route.ts';
import { type AdminDeps, deedOf } from '../admin/admin-deps.ts';
import { printView, readerOf, requireVersion, viewRefusal } from './print-view.ts';

export function changeView(deps: Pick<AdminDeps, 'store' | 'clock'>): OperationHandler<'changeView'> {
  const readBody = bodyReader(ViewChange);
  return async (request) => {
    requireNoParameters(request);
    const reader = readerOf(request);
    const { viewId, project, principal } = request;
    const change = await readBody(request);
    if (Object.keys(change).length === 0) throw malformedBody('', 'it must have name or query');
    const version = requireVersion(request);
    const changed = await changeSaved(
      deps.store,
      project,
      reader,
      { viewId, version },
      change,
      deedOf(deps, principal),
    );
    if ('refused' in changed) throw viewRefusal(changed);
    return jsonReply({ response: printView(changed, reader), errors: [] });
  };
}
