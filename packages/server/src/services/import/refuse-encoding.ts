/** Detects from its first bytes that a file is not UTF-8 text. Used by the splitter. */

const GIVE_JSON = 'only JSON and NDJSON can be imported, as text or gzip';

/** Beginnings of files that are known, in Latin-1. */
const KNOWN: readonly (readonly [beginning: string, reason: string])[] = [
  ['\x1f\x8b', 'the file was compressed twice; unpack it and import the result'],
  ['PK\x03\x04', `the file is a ZIP archive or an Excel file; ${GIVE_JSON}`],
  ['PAR1', `the file is Parquet; ${GIVE_JSON}`],
  ['SQLi', `the file is an SQLite database; ${GIVE_JSON}`],
  ['BZh', `the file is compressed with bzip2; ${GIVE_JSON}`],
  ['\xfd7zX', `the file is compressed with xz; ${GIVE_JSON}`],
  ['\x28\xb5\x2f\xfd', `the file is compressed with zstd; ${GIVE_JSON}`],
  ['%PDF', `the file is a PDF; ${GIVE_JSON}`],
];

/** Why a file cannot be read, from its first four bytes, or all if it has fewer; null when it may be UTF-8. */
export function refuseEncoding(bytes: Uint8Array): string | null {
  const [first, second] = bytes;
  const hasWideMark = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (hasWideMark || first === 0 || second === 0) return 'the file is in UTF-16 or UTF-32; convert it to UTF-8';
  const beginning = Buffer.from(bytes).toString('latin1');
  return KNOWN.find(([known]) => beginning.startsWith(known))?.[1] ?? null;
}
