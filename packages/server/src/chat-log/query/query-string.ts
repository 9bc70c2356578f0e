/**
 * Decodes the query of a request strictly: an ambiguous text is refused. Used by the HTTP server before the parameters are
 * read.
 */
import type { Refusal } from '@parley/contract';

/** Decoded name and value. */
export type QueryPair = readonly [name: string, value: string];

const LONGEST_ECHO = 64;

/** The start of an external text, short enough for a reply. */
export function shorten(text: string): string {
  return text.length <= LONGEST_ECHO ? text : `${text.slice(0, LONGEST_ECHO).toWellFormed()}…`;
}

/**
 * The pairs of a query string, in order; `raw` is the text after the question mark. A plus sign is a space, a name
 * without `=` has an empty value, and nothing between two `&` is nothing. Refused are an empty name, a broken percent
 * escape, invalid UTF-8 and characters that must be escaped.
 */
export function decodeQueryString(
  raw: string,
): { readonly parameters: readonly QueryPair[] } | { readonly refused: Refusal } {
  const parameters: QueryPair[] = [];
  for (const piece of raw.split('&')) {
    if (piece === '') continue;
    const equals = piece.indexOf('=');
    const rawName = equals === -1 ? piece : piece.slice(0, equals);
    const name = decode(rawName);
    if (name === null) return refuse(rawName, 'the name is not UTF-8 in percent escapes');
    if (name === '') return refuse('', 'there is a value without a name');
    const value = equals === -1 ? '' : decode(piece.slice(equals + 1));
    if (value === null) return refuse(name, 'the value is not UTF-8 in percent escapes');
    parameters.push([name, value]);
  }
  return { parameters };
}

function decode(text: string): string | null {
  // Node decodes raw bytes above 0x7f as Latin-1, which would garble UTF-8.
  if (!/^[\x21-\x7e]*$/.test(text)) return null;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
}

function refuse(name: string, reason: string): { readonly refused: Refusal } {
  const property = shorten(name);
  return {
    refused: {
      error: 'malformedQuery',
      property,
      slots: { name: property === '' ? 'a parameter without a name' : property, reason },
    },
  };
}
