/** Bounds of texts in Parquet files: no longer than some bytes, so that a footer does not hold whole texts. */

/** Dates and ids are whole in it. */
const BOUND_BYTES = 36;
/** Of a text as many bytes, each as a character, as its bounds need. */
export const HEAD_BYTES = BOUND_BYTES + 1;
const LAST_CODE_POINT = 0x10ffff;
const BEFORE_SURROGATES = 0xd7ff;
const AFTER_SURROGATES = 0xe000;

export interface TextBound {
  /** UTF-8. */
  readonly bytes: Uint8Array;
  /** Whether it is the text itself. */
  readonly isExact: boolean;
}

/** `head`: of the least text. */
export function lowerBound(head: string): TextBound {
  return cut(head);
}

/** `head`: of the greatest text. null when no short text is greater. */
export function upperBound(head: string): TextBound | null {
  const bound = cut(head);
  return bound.isExact ? bound : roundUp(bound.bytes);
}

/** Ends before a character that is not whole. */
function cut(head: string): TextBound {
  const bytes = Buffer.from(head, 'latin1');
  if (bytes.length <= BOUND_BYTES) return { bytes, isExact: true };
  let end = BOUND_BYTES;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return { bytes: bytes.subarray(0, end), isExact: false };
}

/** Greater than every text that begins so: UTF-8 is in the order of code points. */
function roundUp(bytes: Uint8Array): TextBound | null {
  const points = Array.from(Buffer.from(bytes).toString(), (character) => character.codePointAt(0) ?? 0);
  while (points.at(-1) === LAST_CODE_POINT) points.pop();
  const last = points.pop();
  if (last === undefined) return null;
  const next = last === BEFORE_SURROGATES ? AFTER_SURROGATES : last + 1;
  return { bytes: Buffer.from(String.fromCodePoint(...points, next)), isExact: false };
}
