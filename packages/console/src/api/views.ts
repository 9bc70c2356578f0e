/** Saved views: filters under a name, of the person or of the project. */
import type { View, ViewReply, ViewsReply } from '@parley/contract';
import { callApi } from './call-api.ts';

export type { View } from '@parley/contract';

export interface NewView {
  readonly name: string;
  readonly query: string;
  readonly isShared: boolean;
}

/** Which view, in the version that was read. */
export type ViewVersion = Pick<View, 'viewId' | 'version'>;

const pathOf = (projectId: string) => `/v2/projects/${encodeURIComponent(projectId)}/views`;
const ifMatch = ({ version }: ViewVersion) => ({ 'if-match': `"${version}"` });

export async function readViews(projectId: string, signal: AbortSignal): Promise<readonly View[]> {
  return (await callApi<ViewsReply>(pathOf(projectId), { signal })).body.response;
}

export async function saveView(projectId: string, view: NewView): Promise<View> {
  return (await callApi<ViewReply>(pathOf(projectId), { method: 'POST', body: view })).body.response;
}

/** @throws ApiFailure with status 412 when another has changed it since it was read, 404 when it is gone */
export async function changeView(
  projectId: string,
  view: ViewVersion,
  change: Partial<Pick<View, 'name' | 'query'>>,
): Promise<View> {
  const call = { method: 'PATCH', body: change, headers: ifMatch(view) } as const;
  return (await callApi<ViewReply>(`${pathOf(projectId)}/${view.viewId}`, call)).body.response;
}

/** @throws ApiFailure as `changeView` */
export async function deleteView(projectId: string, view: ViewVersion): Promise<void> {
  await callApi(`${pathOf(projectId)}/${view.viewId}`, { method: 'DELETE', headers: ifMatch(view) });
}
