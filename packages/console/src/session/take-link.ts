/** A link that signs somebody in carries its secret in the fragment, which no server and no log sees. */

/** The secret of `#link=SECRET`, taken out of the address at once; null when the address has none. */
export function takeLink(
  location: Pick<Location, 'hash' | 'pathname' | 'search'>,
  history: Pick<History, 'replaceState'>,
): string | null {
  const link = /^#link=(.+)$/.exec(location.hash)?.[1];
  if (link === undefined) return null;
  history.replaceState(null, '', `${location.pathname}${location.search}`);
  return link;
}
