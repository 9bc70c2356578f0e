/** How rows look in the room that the list has: one line, or two where there is little. */

export interface RowShape {
  readonly isNarrow: boolean;
  /** Pixels. Every row is as high as any other. */
  readonly height: number;
  /** Pixels; narrow rows need no header. */
  readonly headHeight: number;
}

const NARROW_PX = 576;

/** `width` in pixels; 0 before it is known. */
export function rowShape(width: number): RowShape {
  const isNarrow = width > 0 && width < NARROW_PX;
  return isNarrow ? { isNarrow, height: 60, headHeight: 0 } : { isNarrow, height: 40, headHeight: 36 };
}
