/**
 * Looks for many byte strings at once in every file under a folder, as anybody could who has the disk. Used by the tests of
 * erasure on PostgreSQL. Changes nothing.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const PREFIX_BYTES = 4;
const FILTER_BITS = 22;

interface Pattern {
  readonly bytes: Buffer;
  readonly owner: string;
}

/** Owners that were found, each with the files that hold a byte string of it. */
export type Sightings = ReadonlyMap<string, ReadonlySet<string>>;

export class ByteScan {
  readonly #byPrefix = new Map<number, Pattern[]>();
  readonly #filter = new Uint8Array(2 ** FILTER_BITS);

  /** `bytes` of at least four bytes; `owner` is what `scan` tells of when they are found. */
  add(bytes: Buffer, owner: string): void {
    if (bytes.length < PREFIX_BYTES) throw new RangeError('too short to be looked for');
    const prefix = bytes.readInt32LE(0);
    const same = this.#byPrefix.get(prefix);
    if (same === undefined) this.#byPrefix.set(prefix, [{ bytes, owner }]);
    else same.push({ bytes, owner });
    this.#filter[placeOf(prefix)] = 1;
  }

  /** Goes through every byte of every file under the folder. A file that is removed meanwhile is no file any more. */
  scan(directory: string): Sightings {
    const sightings = new Map<string, Set<string>>();
    for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      const name = relative(directory, file);
      for (const owner of this.#ownersIn(readIfThere(file))) {
        const files = sightings.get(owner) ?? new Set();
        sightings.set(owner, files.add(name));
      }
    }
    return sightings;
  }

  #ownersIn(bytes: Buffer): ReadonlySet<string> {
    const owners = new Set<string>();
    let prefix = 0;
    for (let end = 0; end < bytes.length; end += 1) {
      prefix = (prefix >>> 8) | ((bytes[end] ?? 0) << 24);
      if (prefix === 0 || this.#filter[placeOf(prefix)] !== 1) continue;
      const start = end - PREFIX_BYTES + 1;
      for (const pattern of this.#byPrefix.get(prefix) ?? []) {
        if (owners.has(pattern.owner)) continue;
        if (bytes.subarray(start, start + pattern.bytes.length).equals(pattern.bytes)) owners.add(pattern.owner);
      }
    }
    return owners;
  }
}

function placeOf(prefix: number): number {
  return Math.imul(prefix, 0x9e3779b1) >>> (32 - FILTER_BITS);
}

function readIfThere(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
