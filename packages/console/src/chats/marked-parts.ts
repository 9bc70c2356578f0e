/** Cuts a text at the ends of its hits. Pure. */

interface Stretch {
  /** UTF-16 units, the end exclusive. */
  readonly start: number;
  readonly end: number;
}

export interface TextPart {
  readonly start: number;
  readonly text: string;
  readonly isHit: boolean;
}

/** All of the text in its order; hits beyond it or within another are left out. */
export function markedParts(text: string, hits: readonly Stretch[]): readonly TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  const add = (end: number, isHit: boolean) => {
    if (end > at) parts.push({ start: at, text: text.slice(at, end), isHit });
    at = end;
  };
  for (const { start, end } of hits) {
    if (start < at || end > text.length || end <= start) continue;
    add(start, false);
    add(end, true);
  }
  add(text.length, false);
  return parts;
}

/** As much of what stands before the first hit as leaves it in sight in a narrow column; cut at a space where there is one. */
export function nearFirstHit(parts: readonly TextPart[]): readonly TextPart[] {
  const [first, ...rest] = parts;
  if (first === undefined || first.isHit || rest.length === 0 || first.text.length <= LONGEST_LEAD) return parts;
  const lead = first.text.slice(-LONGEST_LEAD);
  const space = lead.indexOf(' ');
  const words = space < 0 ? lead : lead.slice(space + 1);
  return [{ ...first, text: `…${words.replace(LONE_HALF, '')}` }, ...rest];
}

const LONGEST_LEAD = 8;
/** What a cut leaves of a character. */
const LONE_HALF = /^[\udc00-\udfff]/;
