// Made by `npm run generate` from packages/server/src/chat-log/formats/log-head.ts; never edited by hand.
/** Recognises what Parley wrote by its beginning, so that no other file is replaced by an export or a copy. */

/** The beginning of a file, in a few kilobytes, of a log in any format with its `chatId`. */
export function isLogHead(head: string): boolean {
  if (head.startsWith('PAR1')) return true;
  const [line = ''] = head.replace(/^\uFEFF/, '').split(/\r?\n/, 1);
  if (line.startsWith('{"response":[')) return true;
  if (/^\{"[A-Za-z]+":/.test(line)) return line.includes('"chatId":') || line.startsWith('{"end":true');
  const cells = line.split(/[,;]/).map((cell) => cell.replaceAll('"', ''));
  return cells.includes('chatId') && cells.every((cell) => /^[A-Za-z]+$/.test(cell));
}
