/** The filters of a view in words; instants as the address has them, with their offset. */
import { filterText } from '../chats/filter-chip.tsx';
import { seenNames } from '../chats/seen-names.ts';
import { useLanguage } from '../language/language-context.ts';
import { givenFilters } from '../search/given-filters.ts';
import { parametersOf } from './view-query.ts';

export function ViewFilters({ query }: { readonly query: string }) {
  const language = useLanguage();
  const { text, formats } = language;
  const names = seenNames([], formats.compare);
  const words = givenFilters(parametersOf(query)).map((given) => filterText(given, { names, language, zone: null }));
  return words.length === 0 ? text('views.noFilters') : <bdi>{formats.list(words)}</bdi>;
}
