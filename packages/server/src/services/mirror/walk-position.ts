/** The progress of a walk through a source's log, kept between runs. Holds ids, no content. */
import { type Static, Type } from 'typebox';

const ID = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

export const WalkPosition = Type.Object(
  {
    /** Largest id so far; null before the first row. */
    lastId: Type.Union([ID, Type.Null()]),
    /** Rows so far: the offset of the next one if nothing was removed. */
    count: ID,
    /** Ids of the last rows, in order, to recognise the position. */
    tail: Type.Array(ID),
  },
  { additionalProperties: false },
);
export type WalkPosition = Static<typeof WalkPosition>;

export const START_OF_LOG: WalkPosition = { lastId: null, count: 0, tail: [] };

const TAIL_ROWS = 1_000;

/** The position after more rows; `count` is the new count. */
export function advance(position: WalkPosition, freshIds: readonly number[], count: number): WalkPosition {
  return {
    lastId: freshIds.reduce((largest, id) => Math.max(largest, id), position.lastId ?? 0),
    count,
    tail: [...position.tail, ...freshIds].slice(-TAIL_ROWS),
  };
}
