/** Options of `parley serve` about proxies, browsers and limits. */
import { DEFAULT_EDGE, type EdgeOptions } from '../http/edge-options.ts';
import { isAddressOrRange } from '../platform/ip-list.ts';
import type { OptionSpecs, OptionValues } from '../platform/option-spec.ts';

export const EDGE_OPTIONS = {
  trustedProxy: {
    kind: 'list',
    env: 'PARLEY_TRUSTED_PROXY',
    shape: {
      words: 'an address or a range, for example 10.0.0.7 or 10.0.0.0/8',
      read: (text: string) => (isAddressOrRange(text) ? text : null),
    },
    isCommaSeparated: true,
    sentence:
      'Address or CIDR range of a proxy in front of this server: what it says of the client, of https and of the host is believed.',
  },
  forwardedHeader: {
    kind: 'choice',
    env: 'PARLEY_FORWARDED_HEADER',
    values: ['x-forwarded', 'forwarded'],
    default: DEFAULT_EDGE.forwardedHeader,
    sentence:
      'What trusted proxies write: X-Forwarded-For, -Proto and -Host, or Forwarded (RFC 7239); the others are ignored.',
  },
} as const satisfies OptionSpecs;

export function edgeOf({ trustedProxy, forwardedHeader }: OptionValues<typeof EDGE_OPTIONS>): EdgeOptions {
  return { trustedProxies: trustedProxy, forwardedHeader };
}
