/** Changes the filters in the address. */
import { useNavigate, useParams } from '@tanstack/react-router';
import { LOG_FILTERS, withoutParameters, withParameter } from '../search/log-filters.ts';
import type { SearchTexts } from '../search/search-text.ts';
import { useSearchTexts } from '../search/use-search-texts.ts';

export function useFilters() {
  const parameters = useSearchTexts();
  const { projectId = '' } = useParams({ strict: false });
  const navigate = useNavigate();
  const go = (search: SearchTexts) =>
    void navigate({ to: '/projects/$projectId/chats', params: { projectId }, search });
  return {
    parameters,
    /** null takes the filter away. */
    setFilter: (name: string, value: string | null) => go(withParameter(parameters, name, value)),
    dropParameters: (names: readonly string[]) => go(withoutParameters(parameters, names)),
    clearFilters: () =>
      go(
        withoutParameters(
          parameters,
          LOG_FILTERS.map(({ name }) => name),
        ),
      ),
  };
}
