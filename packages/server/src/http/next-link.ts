/** The `Link` to the next page of a reply: absolute, because clients join relative ones in different ways. */
import type { QueryPair } from '../chat-log/query/query-string.ts';
import type { ApiRequest } from './route.ts';

/** The address as it was asked for, with `parameters` in the order of the request. */
export function nextLink(
  { address, isFormatOfPath }: Pick<ApiRequest, 'address' | 'isFormatOfPath'>,
  parameters: readonly QueryPair[],
): { readonly link: string } {
  const text = parameters
    .filter(([name]) => !(isFormatOfPath && name === 'format'))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
  return { link: `<${address}?${text}>; rel="next"` };
}
