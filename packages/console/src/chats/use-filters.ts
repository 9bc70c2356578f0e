/** Changes the filters in the address, and stays on the page. */
import { useMatchRoute, useNavigate, useParams } from '@tanstack/react-router';
import {
  FILTER_PARAMETER_NAMES,
  type GivenFilter,
  withFilter,
  withoutFilter,
  withoutParameters,
} from '../search/given-filters.ts';
import type { SearchTexts } from '../search/search-text.ts';
import { useSearchTexts } from '../search/use-search-texts.ts';

export function useFilters() {
  const parameters = useSearchTexts();
  const { projectId = '' } = useParams({ strict: false });
  const navigate = useNavigate();
  const isOfInsights = useMatchRoute()({ to: '/projects/$projectId/insights' }) !== false;
  const to = isOfInsights ? '/projects/$projectId/insights' : '/projects/$projectId/chats';
  const go = (search: SearchTexts) => void navigate({ to, params: { projectId }, search });
  return {
    parameters,
    /** `former` gives way, when there is one. */
    setFilter: (given: GivenFilter, former: GivenFilter | null = null) =>
      go(withFilter(former === null ? parameters : withoutFilter(parameters, former), given)),
    /** What the search box says; empty for none. */
    setWords: (q: string) => go(q === '' ? withoutParameters(parameters, ['q']) : { ...parameters, q }),
    removeFilter: (given: GivenFilter) => go(withoutFilter(parameters, given)),
    /** null takes it out of the address. */
    setParameter: (name: string, value: string | null) =>
      go(value === null ? withoutParameters(parameters, [name]) : { ...parameters, [name]: value }),
    setParameters: (next: SearchTexts) => go(next),
    dropParameters: (names: readonly string[]) => go(withoutParameters(parameters, names)),
    clearFilters: () => go(withoutParameters(parameters, FILTER_PARAMETER_NAMES)),
  };
}
