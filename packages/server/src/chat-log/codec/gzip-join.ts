/**
 * Builds one gzip member from texts and stored segments without compressing anything: used for every gzip reply of whole
 * documents. Call `header`, then `text`, `packed` and `segments` in the order of the reply, then `trailer`.
 */
import { crc32 } from 'node:zlib';
import { appendCrc } from './crc32-combine.ts';
import { readMarks, SEPARATOR_BLOCK_BYTES } from './segment.ts';

const STORED_BLOCK_LIMIT = 65_535;
const SEPARATOR_AT = SEPARATOR_BLOCK_BYTES - 1;

export class GzipJoin {
  #crc = 0;
  #bytes = 0;
  readonly #multiples = new Uint32Array(16);

  header(): Uint8Array {
    // Deflate, no name, no time, unknown system.
    return Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);
  }

  /** Frames bytes as stored blocks. */
  text(bytes: Uint8Array): Uint8Array {
    this.#crc = crc32(bytes, this.#crc);
    this.#bytes += bytes.length;
    const blocks = Math.ceil(bytes.length / STORED_BLOCK_LIMIT);
    const framed = new Uint8Array(bytes.length + blocks * 5);
    let to = 0;
    for (let from = 0; from < bytes.length; from += STORED_BLOCK_LIMIT) {
      const block = bytes.subarray(from, from + STORED_BLOCK_LIMIT);
      framed.set([0, block.length & 0xff, block.length >>> 8, ~block.length & 0xff, (~block.length >>> 8) & 0xff], to);
      framed.set(block, to + 5);
      to += 5 + block.length;
    }
    return framed;
  }

  /** Adds bytes that were compressed with `DEFLATE_SEGMENT`, and returns those. */
  packed(bytes: Uint8Array, packed: Uint8Array): Uint8Array {
    this.#crc = crc32(bytes, this.#crc);
    this.#bytes += bytes.length;
    return packed;
  }

  /**
   * Adds a run of segments with its marks. Returns the same bytes with their separators set to `separator`, without the
   * first one when the run begins the list.
   */
  segments(run: Uint8Array, marks: Uint8Array, separator: Uint8Array, isFirst: boolean): Uint8Array {
    const separatorByte = separator[0] ?? 0x2c;
    let crc = this.#crc;
    let at = 0;
    let skipSeparator = isFirst;
    for (const mark of readMarks(marks)) {
      run[at + SEPARATOR_AT] = separatorByte;
      if (!skipSeparator) {
        crc = crc32(separator, crc);
        this.#bytes += 1;
      }
      skipSeparator = false;
      crc = appendCrc(crc, mark.crc, mark.operator, this.#multiples);
      this.#bytes += mark.documentBytes;
      at += mark.segmentBytes;
    }
    this.#crc = crc;
    return isFirst ? run.subarray(SEPARATOR_BLOCK_BYTES) : run;
  }

  /** The final empty block, the checksum, and the length modulo 2^32. */
  trailer(): Uint8Array {
    const trailer = new Uint8Array(10);
    const view = new DataView(trailer.buffer);
    trailer[0] = 3;
    view.setUint32(2, this.#crc, true);
    view.setUint32(6, this.#bytes % 2 ** 32, true);
    return trailer;
  }
}
