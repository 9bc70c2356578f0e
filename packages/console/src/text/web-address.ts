/** Which texts of others may become links. */

/** The address when it is one of the web, complete and of http or https; null for everything else, which stays text. */
export function webAddress(text: string): string | null {
  if (!/^https?:\/\/[^\s/]\S*$/i.test(text) || !URL.canParse(text)) return null;
  const url = new URL(text);
  // Names before an @ make an address look like another's.
  return url.username === '' && url.password === '' ? url.href : null;
}
