/** Refuses changes that a page of another site asks a signed-in browser for. */
import { ApiError } from './api-error.ts';
import type { ApiRequest } from './route.ts';

/**
 * What the browser says of the page decides; one that says nothing must name its origin, and it must be this server's.
 * @throws ApiError `foreignOrigin`
 */
export function requireOwnPage({ headers, address }: Pick<ApiRequest, 'headers' | 'address'>): void {
  const site = headers['sec-fetch-site'];
  const isOwn = site === undefined ? isOwnOrigin(headers.origin, address) : site === 'same-origin';
  if (!isOwn) throw ApiError.of('foreignOrigin');
}

function isOwnOrigin(origin: string | undefined, address: string): boolean {
  return origin !== undefined && URL.canParse(address) && new URL(address).origin === origin.toLowerCase();
}
