/** The query string of a view, and what the address holds of it. Pure. */
import { knownParameters } from '../search/known-parameters.ts';
import { parseSearch, type SearchTexts, stringifySearch } from '../search/search-text.ts';

/** Without its question mark; empty for every chat. */
export function viewQueryOf(parameters: SearchTexts): string {
  return stringifySearch(knownParameters(parameters)).slice(1);
}

export function parametersOf(query: string): SearchTexts {
  return parseSearch(query);
}

/** Whether two lists are the same, in whatever order their filters stand. */
export function isSameList(a: SearchTexts, b: SearchTexts): boolean {
  const sorted = (texts: SearchTexts) => JSON.stringify(Object.entries(knownParameters(texts)).sort());
  return sorted(a) === sorted(b);
}
