/** What a fragment brings that is about signing in; no server and no log sees it. */
import type { OpenidFailure } from '@parley/contract';

export type Arrival =
  /** The secret of a link that signs somebody in. */
  | { readonly kind: 'link'; readonly secret: string }
  /** The secret of an invitation to connect an account of the provider. */
  | { readonly kind: 'connect'; readonly secret: string }
  /** Why the provider's way led nowhere. */
  | { readonly kind: 'openid'; readonly failure: OpenidFailure };

const FAILURES: Readonly<Record<OpenidFailure, true>> = {
  unknown: true,
  taken: true,
  invitation: true,
  expired: true,
  refused: true,
  unreachable: true,
  wait: true,
};

/** Whether the fragment is one of these; the page must then begin again. */
export function isArrival(hash: string): boolean {
  return /^#(?:link|connect|openid)=./.test(hash);
}

/** What the address brings, taken out of it at once; null when it brings nothing. */
export function takeArrival(
  location: Pick<Location, 'hash' | 'pathname' | 'search'>,
  history: Pick<History, 'replaceState'>,
): Arrival | null {
  const [, kind, text = ''] = /^#(link|connect|openid)=(.+)$/.exec(location.hash) ?? [];
  if (kind === undefined) return null;
  history.replaceState(null, '', `${location.pathname}${location.search}`);
  if (kind === 'link' || kind === 'connect') return { kind, secret: text };
  return { kind: 'openid', failure: isFailure(text) ? text : 'refused' };
}

function isFailure(text: string): text is OpenidFailure {
  return Object.hasOwn(FAILURES, text);
}
