/** Finds the ends of CSV records in bytes, without parsing the cells. Used to count rows and to drop a header line. */

const QUOTE = 0x22;
const LINE_FEED = 0x0a;

/** Records in a complete CSV text, including the header. A line end inside quotes does not end a record. */
export function countRecords(bytes: Uint8Array): number {
  let records = 0;
  let isQuoted = false;
  for (const byte of bytes) {
    // A doubled quote closes and reopens, with nothing in between.
    if (byte === QUOTE) isQuoted = !isQuoted;
    else if (byte === LINE_FEED && !isQuoted) records += 1;
  }
  return records;
}

/** The bytes after the first line, a header and so without quoted line ends. */
export function afterHeader(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(bytes.indexOf(LINE_FEED) + 1);
}
