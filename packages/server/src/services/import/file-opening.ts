/**
 * Judges from its first bytes, and from its first line where that begins with no bracket, whether a file can be read. Used
 * by the splitter.
 */
import type { HeldBytes } from './held-bytes.ts';
import { NAMING_BYTES, refuseFormat } from './name-format.ts';
import { refuseEncoding } from './refuse-encoding.ts';
import { BYTE } from './value-scanner.ts';

/** Bytes that were held and can be read now, or why nothing of the file can. */
export type Opened = { readonly bytes: Uint8Array } | { readonly refusal: string };

/** The encoding follows from these, or from all if there are fewer. */
const MARK_BYTES = 4;

export class FileOpening {
  readonly #held: HeldBytes;

  /** `held` is empty. */
  constructor(held: HeldBytes) {
    this.#held = held;
  }

  /** Holds the bytes until there are enough; null while there are not. */
  readMark(bytes: Uint8Array): Opened | null {
    this.#held.add(bytes);
    return this.#held.length < MARK_BYTES ? null : this.endMark();
  }

  /** The bytes without a byte order mark. */
  endMark(): Opened {
    const bytes = this.#held.take();
    const refusal = refuseEncoding(bytes);
    if (refusal !== null) return { refusal };
    const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    return { bytes: hasMark ? bytes.subarray(3) : bytes };
  }

  /** Holds the first line from `from` on, or as much of it as is needed. Continue at `at`; null while more is needed. */
  readFirstLine(chunk: Uint8Array, from: number): { readonly at: number; readonly opened: Opened | null } {
    const lineEnd = chunk.indexOf(BYTE.lineFeed, from);
    const at = Math.min(lineEnd < 0 ? chunk.length : lineEnd, from + NAMING_BYTES - this.#held.length);
    this.#held.add(chunk.subarray(from, at));
    const isEnough = at === lineEnd || this.#held.length >= NAMING_BYTES;
    return { at, opened: isEnough ? this.endFirstLine() : null };
  }

  endFirstLine(): Opened {
    const bytes = this.#held.take();
    const refusal = refuseFormat(bytes);
    return refusal === null ? { bytes } : { refusal };
  }
}
