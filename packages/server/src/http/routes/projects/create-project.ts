/** `POST /v2/projects`: adds a project. */
import { ProjectRequest } from '@parley/contract';
import { projectId } from '../../../model/ids.ts';
import { createProject as addProject } from '../../../services/access/create-project.ts';
import { ApiError } from '../../api-error.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { requireNoParameters } from '../../read-query.ts';
import { bodyReader } from '../../read-typed-body.ts';
import { jsonReply } from '../../route.ts';
import { type AdminDeps, deedOf } from '../admin/admin-deps.ts';
import { beyondOwnLimits } from '../admin/refuse-limits.ts';
import { printProject } from './list-projects.ts';
import { unknownZone } from './unknown-zone.ts';

export function createProject(deps: Pick<AdminDeps, 'store' | 'clock'>): OperationHandler<'createProject'> {
  const readBody = bodyReader(ProjectRequest);
  return async (request) => {
    requireNoParameters(request);
    const { principal } = request;
    const { projectid, name, timeZone } = await readBody(request);
    const project = { tenantId: principal.tenantId, projectId: projectId(projectid), name, zoneName: timeZone };
    const made = await addProject(deps.store, project, deedOf(deps, principal), principal);
    if (!('refused' in made)) return jsonReply({ response: printProject(made), errors: [] });
    switch (made.refused) {
      case 'beyond-own-limits':
        throw beyondOwnLimits('add projects');
      case 'unknown-time-zone':
        throw unknownZone(timeZone, made.nearest);
      case 'project-exists':
        throw ApiError.of('alreadyExists', { property: 'projectid', slots: { what: `a project ${projectid}` } });
    }
  };
}
