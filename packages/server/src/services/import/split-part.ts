/** What the splitter makes of a stream. */

/** A row, or why there is none. */
export interface SplitPart {
  /** Line of the file on which it begins, from 1. */
  readonly line: number;
  /** The bytes of the row; for a problem, those that were read, possibly cut. */
  readonly bytes: Uint8Array;
  /** null for a row. */
  readonly problem: string | null;
}
