/** A strict reader of RFC 4180 for tests: CRLF only, quotes only around whole cells. */

/** The cells row by row. @throws SyntaxError where the text is not of that form. */
export function parseCsv(text: string, delimiter: ',' | ';' = ','): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (let at = 0; at < text.length; ) {
    const [whole, quoted, plain, end] = readCell(text, at, delimiter);
    row.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    at += whole.length;
    if (end === '\r\n') {
      rows.push(row);
      row = [];
    }
  }
  if (row.length > 0) throw new SyntaxError('the last row has no end');
  return rows;
}

const CELLS = { ',': /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y, ';': /(?:"((?:[^"]|"")*)"|([^";\r\n]*))(;|\r\n)/y };

function readCell(text: string, at: number, delimiter: ',' | ';'): RegExpExecArray {
  const cell = CELLS[delimiter];
  cell.lastIndex = at;
  const match = cell.exec(text);
  if (match === null) throw new SyntaxError(`no cell at ${at}: ${JSON.stringify(text.slice(at, at + 40))}`);
  return match;
}
