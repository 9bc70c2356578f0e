/** Where the next page of the log goes on. */

/** The parameter `after` of the address in a `Link`; null when there is no next page. */
export function nextAfterOf(link: string): string | null {
  const [address = '', relation = ''] = link.split('>;', 2);
  if (relation.trim() !== 'rel="next"') return null;
  return new URLSearchParams(address.slice(address.indexOf('?') + 1)).get('after');
}
