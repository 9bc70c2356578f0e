/** The projects that the person may see. */
import type { ProjectInReply, ProjectsReply } from '@parley/contract';
import { callApi } from './call-api.ts';

export type Project = Pick<ProjectInReply, 'projectid' | 'name' | 'timeZone' | 'chatCount'>;

export async function readProjects(signal: AbortSignal): Promise<readonly Project[]> {
  return (await callApi<ProjectsReply>('/v2/projects', { signal })).body.response;
}
