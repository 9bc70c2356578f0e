/** Whether a file is what it is said to be, by what its first bytes say. Nothing is unpacked. */
import { open } from 'node:fs/promises';
import type { ATTACHMENT_TYPES } from '@parley/contract';
import { fileTypeFromFile } from 'file-type';

type MediaType = keyof typeof ATTACHMENT_TYPES;

/** What files of a type are found to be where that is called otherwise, or is one of several. */
const ALSO: Partial<Record<MediaType, readonly string[]>> = {
  'image/png': ['image/apng'],
  'audio/mp4': ['audio/x-m4a', 'video/mp4'],
  // Nothing at the beginning says whether there are pictures.
  'audio/webm': ['video/webm'],
  'video/mp4': ['video/x-m4v'],
};
/** What texts begin with that a browser would take for a page. */
const MARKUP = /^[\s\uFEFF]*<[!?/a-z]/i;
/** Controls that no plain text has. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const BINARY = /[\u0000-\u0008\u000E-\u001A\u001C-\u001F]/;
const READ_BYTES = 65_536;

/** What is wrong with it, as the end of a sentence; null when nothing is. */
export async function findMismatch(path: string, mediaType: MediaType): Promise<string | null> {
  const found = (await fileTypeFromFile(path))?.mime.split(';', 1)[0]?.trim();
  if (mediaType === 'text/plain') {
    return found === undefined && (await isPlainText(path)) ? null : 'its content is no plain text as UTF-8';
  }
  if (found === undefined) return `its content is of no known type, and not ${mediaType}`;
  if (found === mediaType || ALSO[mediaType]?.includes(found) === true) return null;
  return `its content is ${found}, and not ${mediaType}`;
}

async function isPlainText(path: string): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  await using handle = await open(path, 'r');
  const piece = Buffer.alloc(READ_BYTES);
  for (let isFirst = true; ; isFirst = false) {
    const { bytesRead } = await handle.read(piece, 0, piece.length);
    try {
      const text = decoder.decode(piece.subarray(0, bytesRead), { stream: bytesRead > 0 });
      if (BINARY.test(text) || (isFirst && MARKUP.test(text))) return false;
    } catch {
      return false;
    }
    if (bytesRead === 0) return true;
  }
}
