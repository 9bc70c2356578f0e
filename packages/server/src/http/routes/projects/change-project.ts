/** `PATCH /v2/projects/{projectid}`: sets the time zone of a project. */
import { ProjectChange } from '@parley/contract';
import { setTimeZone } from '../../../services/access/set-time-zone.ts';
import { readProject } from '../../../services/access/visible-projects.ts';
import { ApiError } from '../../api-error.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { requireNoParameters } from '../../read-query.ts';
import { bodyReader } from '../../read-typed-body.ts';
import { jsonReply } from '../../route.ts';
import { type AdminDeps, deedOf } from '../admin/admin-deps.ts';
import { beyondOwnLimits } from '../admin/refuse-limits.ts';
import { printProject } from './list-projects.ts';
import { unknownZone } from './unknown-zone.ts';

export function changeProject(deps: Pick<AdminDeps, 'store' | 'clock'>): OperationHandler<'changeProject'> {
  const { store } = deps;
  const readBody = bodyReader(ProjectChange);
  return async (request) => {
    requireNoParameters(request);
    const { principal, project } = request;
    const { timeZone } = await readBody(request);
    const set = await setTimeZone(store, project, timeZone, deedOf(deps, principal));
    if ('refused' in set) {
      switch (set.refused) {
        case 'beyond-own-limits':
          throw beyondOwnLimits('change what holds for chats of every queue');
        case 'unknown-time-zone':
          throw unknownZone(timeZone, set.nearest);
        case 'no-such-project':
          throw ApiError.notFound('projectid');
      }
    }
    const now = await readProject(store, principal, project.projectId);
    if (now === null) throw ApiError.notFound('projectid');
    return jsonReply({ response: printProject({ ...now, chatCount: now.chatCount ?? 0 }), errors: [] });
  };
}
