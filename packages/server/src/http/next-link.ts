/** The `Link` to the next page of a reply: absolute, because clients join relative ones in different ways. */
import type { QueryPair } from '../chat-log/query/query-string.ts';

/** `parameters` in the order of the request. Relative to the request where it names no host. */
export function nextLink(address: string, parameters: readonly QueryPair[]): { readonly link: string } {
  const text = parameters.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
  return { link: `<${address}?${text}>; rel="next"` };
}
