/** In which zone the page prints times. */
import { useQuery } from '@tanstack/react-query';
import { useSearchTexts } from '../search/use-search-texts.ts';
import { projectsQuery } from './log-queries.ts';

/** null while it is not known. */
export interface Zones {
  readonly zone: string | null;
  readonly projectZone: string | null;
}

/** `isUsable` false: the server does not know the zone of the address. */
export function useZone(projectId: string, isUsable = true): Zones {
  const { tz } = useSearchTexts();
  const { data: projects = [] } = useQuery(projectsQuery());
  const projectZone = projects.find(({ projectid }) => String(projectid) === projectId)?.timeZone ?? null;
  return { zone: (isUsable ? tz : undefined) ?? projectZone, projectZone };
}
