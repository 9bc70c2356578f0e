/** The site that a page names, and whether the page may use it. */

import { instant } from '../../../model/instant.ts';
import type { StreamClaims } from '../../../services/visitors/visitor-tokens.ts';
import type { ProjectStore } from '../../../store/chat-store.ts';
import type { SiteSettings } from '../../../store/live-store.ts';
import { ApiError } from '../../api-error.ts';
import type { ApiRequest } from '../../route.ts';
import type { LiveDeps } from './live-deps.ts';

/** Goes with every refusal of who a visitor is. */
export const CHALLENGE = { 'www-authenticate': 'Bearer realm="Parley live"' };

export interface SiteOfPage {
  readonly project: ProjectStore;
  readonly site: SiteSettings;
}

/** @throws ApiError `siteNotFound`; `originNotAllowed` for a page of another origin */
export async function findSiteOfPage(
  { store }: Pick<LiveDeps, 'store'>,
  request: ApiRequest,
  siteKey: string,
): Promise<SiteOfPage> {
  const found = await store.live.findSite(siteKey);
  const project = found === null ? null : await store.project(found.scope);
  if (found === null || project === null) throw ApiError.of('siteNotFound', { property: 'site' });
  const { origin } = request.headers;
  const isOwn = origin === undefined || isOwnOrigin(origin, request.address);
  if (!isOwn && !found.site.allowedOrigins.includes(origin)) {
    throw ApiError.of('originNotAllowed', { property: 'Origin', slots: { origin: origin.slice(0, 300) } });
  }
  return { project, site: found.site };
}

/** Whoever holds the stream token that the request brings. @throws ApiError `tokenRefused`; as `findSiteOfPage` */
export async function requireVisitor(
  deps: Pick<LiveDeps, 'store' | 'tokens' | 'clock'>,
  request: ApiRequest,
): Promise<SiteOfPage & { readonly claims: StreamClaims }> {
  const [, token = ''] = /^bearer +(\S+) *$/i.exec(request.headers.authorization ?? '') ?? [];
  const claims = deps.tokens.readStream(token, instant(deps.clock.nowMs()));
  if (claims === null) {
    throw ApiError.of('tokenRefused', { property: 'Authorization', slots: { kind: 'stream' }, headers: CHALLENGE });
  }
  return { ...(await findSiteOfPage(deps, request, claims.siteKey)), claims };
}

function isOwnOrigin(origin: string, address: string): boolean {
  return URL.canParse(address) && new URL(address).origin === origin.toLowerCase();
}
