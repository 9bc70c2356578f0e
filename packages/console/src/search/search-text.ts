/** The query of the page's address, read and written without interpretation: an id of 18 digits stays what it is. */

/** Parameters by name, in the order of the address. */
export type SearchTexts = Readonly<Record<string, string>>;

/** A name that comes twice keeps its first value. */
export function parseSearch(text: string): SearchTexts {
  const found: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(text)) {
    if (!Object.hasOwn(found, name)) Object.defineProperty(found, name, { value, enumerable: true });
  }
  return found;
}

/** Names that come more than once. */
export function repeatedNames(text: string): readonly string[] {
  const names = [...new URLSearchParams(text).keys()];
  return [...new Set(names.filter((name, at) => names.indexOf(name) !== at))];
}

/** With its question mark; empty without parameters. Written so that a person can read it. */
export function stringifySearch(texts: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(texts).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  if (pairs.length === 0) return '';
  return `?${pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&')}`;
}

/** Escapes only what would mean something else. */
function encode(text: string): string {
  return new URLSearchParams([['', text]])
    .toString()
    .slice(1)
    .replaceAll('%3A', ':')
    .replaceAll('%2F', '/')
    .replaceAll('%2C', ',');
}
