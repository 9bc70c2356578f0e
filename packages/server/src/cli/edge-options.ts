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
  requestsPerKey: {
    kind: 'integer',
    env: 'PARLEY_REQUESTS_PER_KEY',
    minimum: 1,
    unit: 'requests',
    sentence: 'Requests that a key may send in a minute; more get 429. Without it any number.',
  },
  requestsPerTenant: {
    kind: 'integer',
    env: 'PARLEY_REQUESTS_PER_TENANT',
    minimum: 1,
    unit: 'requests',
    sentence: 'Requests that all keys of a tenant together may send in a minute; more get 429. Without it any number.',
  },
  requestsPerAddress: {
    kind: 'integer',
    env: 'PARLEY_REQUESTS_PER_ADDRESS',
    minimum: 1,
    unit: 'requests',
    sentence:
      'Requests that an IP address (of IPv6 its /64) may send in a minute, wrong keys included; more get 429. Without it any number.',
  },
  costlyPerKey: {
    kind: 'integer',
    env: 'PARLEY_COSTLY_PER_KEY',
    minimum: 1,
    default: DEFAULT_EDGE.costlyPerKey,
    unit: 'replies',
    sentence:
      'Costly replies of a key at the same time: more than 1,000 chats, Parquet, exact counts, digests, statistics, explanations.',
  },
  costlyAtOnce: {
    kind: 'integer',
    env: 'PARLEY_COSTLY_AT_ONCE',
    minimum: 1,
    default: DEFAULT_EDGE.costlyAtOnce,
    unit: 'replies',
    sentence: 'Costly replies at the same time in all; one tenant may have three quarters of them.',
  },
  costlyWaitSeconds: {
    kind: 'integer',
    env: 'PARLEY_COSTLY_WAIT_SECONDS',
    minimum: 0,
    maximum: 60,
    default: DEFAULT_EDGE.costlyWaitSeconds,
    unit: 'seconds',
    sentence: 'How long one costly reply too many waits for its turn before it is refused.',
  },
  visitorLimits: {
    kind: 'integer',
    env: 'PARLEY_VISITOR_LIMITS',
    minimum: 0,
    maximum: 1000,
    default: DEFAULT_EDGE.visitorLimits,
    unit: 'times',
    sentence:
      'How many times the usual limits visitors may write and begin chats, as where many sit behind one address; 0 is without limits.',
  },
} as const satisfies OptionSpecs;

/** As browsers write it; null when it is none. */
function readOrigin(text: string): string | null {
  if (text === '*') return text;
  const origin = URL.canParse(text) ? new URL(text).origin : null;
  return origin === text && /^https?:/.test(text) ? text : null;
}

export function edgeOf(options: OptionValues<typeof EDGE_OPTIONS>): EdgeOptions {
  const { trustedProxy, allowOrigin, ...same } = options;
  return { ...same, trustedProxies: trustedProxy, allowedOrigins: allowOrigin };
}
