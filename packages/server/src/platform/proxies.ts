/** Lets the requests of this process go through the proxies that the environment names: HTTP_PROXY, HTTPS_PROXY, NO_PROXY. */
import http from 'node:http';
import type { Environment } from './options.ts';

const NAMES = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY'] as const;

/** For the whole process, until it ends. The problem as a sentence when it cannot be done; null when it is, or there is none. */
export function useProxies(environment: Environment): string | null {
  const named = NAMES.filter((name) => (environment[name] ?? '') !== '');
  if (named.length === 0) return null;
  // The address is not repeated: it may hold a password.
  const bad = named.find((name) => !/^https?:$/.test(URL.parse(environment[name] ?? '')?.protocol ?? ''));
  if (bad !== undefined) return `${bad} is no address of a proxy; give one such as http://proxy.example.com:3128`;
  // It came with Node 24.14.
  if (typeof http.setGlobalProxyFromEnv !== 'function') return `${named[0]} needs Node 24.14 or newer; or unset it`;
  http.setGlobalProxyFromEnv({ ...environment });
  return null;
}
