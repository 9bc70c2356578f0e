/** Recognises files that hold something other than chats in JSON, so that they are refused by name. Used by the splitter. */

/** Longest beginning of a file that is needed to name it. */
export const NAMING_BYTES = 4096;

const ONLY_JSON = 'only JSON and NDJSON can be imported';
/** A table's head: at least three names, or two when one of them is the id of a chat. */
const NAME = /^"?[\p{L}_][\p{L}\p{N}_ .-]{0,63}"?$/u;
const SEPARATORS = [',', ';', '\t'] as const;

/** Why the file cannot be read, from its first line or as much of it as there is; null when its lines may be rows. */
export function refuseFormat(firstLine: Uint8Array): string | null {
  const text = new TextDecoder().decode(firstLine).trim();
  if (/^<(?:!doctype html|html|head|body)/i.test(text)) {
    return `the file is HTML, a page for people such as a login or an error; ${ONLY_JSON}`;
  }
  if (text.startsWith('<')) return `the file is XML or HTML; ${ONLY_JSON}`;
  return isTableHead(text) ? `the file is CSV or another table of text; ${ONLY_JSON}: export it as one of these` : null;
}

function isTableHead(line: string): boolean {
  return SEPARATORS.some((separator) => {
    const cells = line.split(separator).map((cell) => cell.trim());
    const hasId = cells.some((cell) => /^"?chat_?id"?$/i.test(cell));
    return cells.length >= (hasId ? 2 : 3) && cells.every((cell) => NAME.test(cell));
  });
}
