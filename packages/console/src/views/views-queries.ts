/** The saved views of a project, as the page keeps them. */
import { queryOptions } from '@tanstack/react-query';
import { readViews } from '../api/views.ts';

export function viewsQuery(projectId: string) {
  return queryOptions({ queryKey: ['views', projectId], queryFn: ({ signal }) => readViews(projectId, signal) });
}
