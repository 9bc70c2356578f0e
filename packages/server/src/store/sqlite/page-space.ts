/**
 * The unused space inside the pages of a SQLite file. Rows that move to another page leave their bytes in the old one,
 * even with `secure_delete` on. Pure: works on bytes by https://www.sqlite.org/fileformat2.html, 1.3 and 1.6.
 */

const FILE_HEADER_BYTES = 100;
/** Interior and leaf pages of indexes and tables; every other page begins with another byte in a file of fewer pages than `MOST_PAGES`. */
const TREE_PAGES: ReadonlySet<number> = new Set([2, 5, 10, 13]);
const FIRST_LEAF = 10;
const LARGEST_PAGE_OF_ZEROS = Buffer.alloc(65_536);
/** From here on, the page number at the start of an overflow page could look like the kind of a tree page. */
export const MOST_PAGES = 0x02_00_00_00;

/** Bytes to a page, by the first bytes of the file. */
export function pageBytesOf(header: Buffer): number {
  const stored = header.readUInt16BE(16);
  return stored === 1 ? 65_536 : stored;
}

/**
 * Zeroes the unused space of a page; true when there was anything. `index` from 0. Pages outside a tree stay as they
 * are.
 */
export function clearUnused(page: Buffer, index: number): boolean {
  const header = index === 0 ? FILE_HEADER_BYTES : 0;
  const kind = page.readUInt8(header);
  if (!TREE_PAGES.has(kind)) return false;
  const pointers = header + (kind < FIRST_LEAF ? 12 : 8);
  const unusedFrom = pointers + 2 * page.readUInt16BE(header + 3);
  const content = page.readUInt16BE(header + 5);
  const unusedTo = content === 0 ? 65_536 : content;
  if (unusedFrom > unusedTo || unusedTo > page.length) return false;
  const isGapCleared = clear(page.subarray(unusedFrom, unusedTo));
  return clearFreeBlocks(page, header, unusedTo) || isGapCleared;
}

/** Blocks between the rows: each begins with the place of the next and its own length. */
function clearFreeBlocks(page: Buffer, header: number, contentFrom: number): boolean {
  let isCleared = false;
  let at = page.readUInt16BE(header + 1);
  let least = contentFrom;
  while (at >= least && at + 4 <= page.length) {
    const bytes = page.readUInt16BE(at + 2);
    if (bytes < 4 || at + bytes > page.length) break;
    isCleared = clear(page.subarray(at + 4, at + bytes)) || isCleared;
    least = at + bytes;
    at = page.readUInt16BE(at);
  }
  return isCleared;
}

function clear(space: Buffer): boolean {
  if (space.equals(LARGEST_PAGE_OF_ZEROS.subarray(0, space.length))) return false;
  space.fill(0);
  return true;
}
