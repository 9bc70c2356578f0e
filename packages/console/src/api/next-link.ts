/** Reads the header `Link` of a page. */

/** A parameter of the next page, from `<https://host/path?after=17>; rel="next"`; null on the last one. */
export function nextParameter(link: string | null, name: 'after' | 'cursor'): string | null {
  // The server sends one link at most.
  if (link === null || !link.endsWith('rel="next"')) return null;
  const target = link.slice(link.indexOf('<') + 1, link.indexOf('>'));
  // The server may be known by another name to itself: only the query matters.
  return new URLSearchParams(target.split('?')[1] ?? '').get(name);
}
