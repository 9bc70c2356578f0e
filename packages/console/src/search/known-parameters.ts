/** Which parameters of the address go to the API, and which nobody knows. */
import { FILTER_PARAMETER_NAMES } from './given-filters.ts';
import type { SearchTexts } from './search-text.ts';

/** What else the address may hold: how the log is printed. */
const PRINTED = ['direction', 'tz'];
const KNOWN: ReadonlySet<string> = new Set([...PRINTED, ...FILTER_PARAMETER_NAMES]);

/** The parameters that go to the API, whatever their values: the server says which are wrong. */
export function knownParameters(texts: SearchTexts): SearchTexts {
  return Object.fromEntries(Object.entries(texts).filter(([name]) => KNOWN.has(name)));
}

/** Names in the address that the console does not know and does not send. */
export function unknownParameters(texts: SearchTexts): readonly string[] {
  return Object.keys(texts).filter((name) => !KNOWN.has(name));
}
