/** Where the members of a JSON array stand in its bytes, so that they can be copied without being parsed. */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENING: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const CLOSING: ReadonlySet<number> = new Set([0x5d, 0x7d]);

/**
 * The places of the signs around the members: of the opening bracket, of each comma, and of the closing bracket. For text without
 * white space between members, as `JSON.stringify` prints it.
 */
export function memberBounds(json: Uint8Array): readonly number[] {
  const bounds = [0];
  let depth = 0;
  for (let at = 1; at < json.length; at += 1) {
    const byte = json[at] ?? 0;
    if (byte === QUOTE) at = endOfText(json, at);
    else if (byte === COMMA && depth === 0) bounds.push(at);
    else if (OPENING.has(byte)) depth += 1;
    else if (CLOSING.has(byte)) {
      depth -= 1;
      if (depth < 0) bounds.push(at);
    }
  }
  return bounds;
}

/** The place of the quote that ends the text which begins at `start`. */
function endOfText(json: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== QUOTE) at += json[at] === BACKSLASH ? 2 : 1;
  return at;
}
