/** Keeps redirections on this server. */

const BASE = 'http://server.invalid';
/** Fragments with which the console signs in. */
const OF_SIGN_IN = /^#(?:link|connect|openid)=/;

/** The text as a path of this server with its query and fragment; `/` when it leads anywhere else. */
export function safePath(text: string): string {
  // Browsers read a backslash as a slash, and skip tabs and line breaks.
  if (!/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(text) || !URL.canParse(text, BASE)) return '/';
  const { origin, pathname, search, hash } = new URL(text, BASE);
  // A path such as /.//elsewhere becomes one that begins with two slashes.
  if (origin !== BASE || pathname.startsWith('//')) return '/';
  return `${pathname}${search}${OF_SIGN_IN.test(hash) ? '' : hash}`;
}
