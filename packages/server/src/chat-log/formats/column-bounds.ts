/** The least and the greatest value of cells. Used for pages and for columns of row groups. */
import { HEAD_BYTES } from './text-bounds.ts';

/** A number, or the head of a text. */
export type Bound = number | string;

export interface Bounds {
  readonly least: Bound;
  readonly greatest: Bound;
}

/** null without values. Values are all numbers, or all texts, byte by byte as characters. */
export function boundsOf(values: Iterable<Bound>): Bounds | null {
  let [least, greatest]: [Bound | null, Bound | null] = [null, null];
  for (const value of values) {
    if (least === null || value < least) least = value;
    if (greatest === null || value > greatest) greatest = value;
  }
  return least === null || greatest === null ? null : { least: headOf(least), greatest: headOf(greatest) };
}

function headOf(value: Bound): Bound {
  return typeof value === 'string' ? value.slice(0, HEAD_BYTES) : value;
}
