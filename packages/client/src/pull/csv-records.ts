/** Finds the ends of CSV records in bytes, without reading the cells. Used to count rows and to drop a header line. */

const QUOTE = 0x22;
const LINE_FEED = 0x0a;

/** Records in a whole CSV text, the header among them. A line end inside quotes ends no record. */
export function countRecords(bytes: Uint8Array): number {
  let records = 0;
  let isQuoted = false;
  for (const byte of bytes) {
    // A doubled quote closes and opens again: nothing stands between the two.
    if (byte === QUOTE) isQuoted = !isQuoted;
    else if (byte === LINE_FEED && !isQuoted) records += 1;
  }
  return records;
}

/** What follows the first line, which is a header and so has no quoted line ends. */
export function afterHeader(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(bytes.indexOf(LINE_FEED) + 1);
}
