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
  allowOrigin: {
    kind: 'list',
    env: 'PARLEY_ALLOW_ORIGIN',
    shape: { words: 'an origin such as https://app.example.com, or *', read: readOrigin },
    isCommaSeparated: true,
    sentence: 'Origin of web pages whose scripts may read from this server (CORS); * is every page. Without it none.',
  },
} as const satisfies OptionSpecs;

/** As browsers write it; null when it is none. */
function readOrigin(text: string): string | null {
  if (text === '*') return text;
  const origin = URL.canParse(text) ? new URL(text).origin : null;
  return origin === text && /^https?:/.test(text) ? text : null;
}

export function edgeOf(options: OptionValues<typeof EDGE_OPTIONS>): EdgeOptions {
  return {
    trustedProxies: options.trustedProxy,
    forwardedHeader: options.forwardedHeader,
    allowedOrigins: options.allowOrigin,
  };
}
