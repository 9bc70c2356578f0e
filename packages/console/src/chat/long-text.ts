/** Cuts long texts for the page: a message may have megabytes. Pure. */

/** What is shown of a long text until somebody asks for all of it, in UTF-16 units. */
export const SHOWN_UNITS = 20_000;

/** The end of what is shown of the text, not within a character. */
export function shownEnd(text: string): number {
  return text.length <= SHOWN_UNITS ? text.length : endBefore(text, SHOWN_UNITS);
}

/** The text in parts that the page lays out one by one, cut at the end of a line or word where there is one. */
export function partsOf(text: string): readonly string[] {
  const parts: string[] = [];
  for (let from = 0; from < text.length; ) {
    const end = text.length - from <= SHOWN_UNITS ? text.length : from + partEnd(text.slice(from, from + SHOWN_UNITS));
    parts.push(text.slice(from, end));
    from = end;
  }
  return parts;
}

const LEAST_PART = SHOWN_UNITS / 2;

function partEnd(piece: string): number {
  for (const sign of ['\n', ' ']) {
    const at = piece.lastIndexOf(sign);
    if (at >= LEAST_PART) return at + 1;
  }
  return endBefore(piece, piece.length - 1);
}

/** `end`, or one less where it would cut a character in two. */
function endBefore(text: string, end: number): number {
  return /[\ud800-\udbff]/.test(text.charAt(end - 1)) && /[\udc00-\udfff]/.test(text.charAt(end)) ? end - 1 : end;
}
