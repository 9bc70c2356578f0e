/** Which parameters of the address go to the API, which are of the page, and which nobody knows. */
import { FILTER_PARAMETER_NAMES } from './given-filters.ts';
import type { SearchTexts } from './search-text.ts';

/** What else the address may hold for the API: how the log is ordered and printed. */
const PRINTED = ['sort', 'direction', 'tz'];
const OF_THE_API: ReadonlySet<string> = new Set([...PRINTED, ...FILTER_PARAMETER_NAMES]);
const OF_THE_PAGE: ReadonlySet<string> = new Set(['columns']);

/** The parameters that go to the API, whatever their values: the server says which are wrong. */
export function knownParameters(texts: SearchTexts): SearchTexts {
  return Object.fromEntries(Object.entries(texts).filter(([name]) => OF_THE_API.has(name)));
}

/** Names in the address that the console does not know and does not send. */
export function unknownParameters(texts: SearchTexts): readonly string[] {
  return Object.keys(texts).filter((name) => !OF_THE_API.has(name) && !OF_THE_PAGE.has(name));
}
