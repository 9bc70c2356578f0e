/** Addresses of pages as they are kept: what a fragment or an unknown parameter says may be a secret. */
import { LONGEST_TITLE, LONGEST_URL } from '@parley/contract';

/** "" for anything but an address of a web page that is not too long. */
export function keptUrl(text: string, keptParameters: readonly string[]): string {
  if (text.length > LONGEST_URL || !URL.canParse(text)) return '';
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return '';
  [url.hash, url.username, url.password] = ['', '', ''];
  for (const name of new Set(url.searchParams.keys()))
    if (!keptParameters.includes(name)) url.searchParams.delete(name);
  return url.href;
}

/** Cut at a whole character. */
export function keptTitle(text: string): string {
  return text
    .slice(0, LONGEST_TITLE)
    .toWellFormed()
    .replace(/\ufffd$/, '');
}
