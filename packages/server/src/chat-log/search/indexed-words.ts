/** The words of a chat as the index of a store keeps them. */
import { tokenize } from '@parley/contract/tokenize';

/** In every chat, so that the index finds all that lack a word. No text has it: it is neither letter nor digit. */
export const EVERY_CHAT = '·';

/** Each once, with `EVERY_CHAT` first. None holds a space. */
export function indexedWords(texts: readonly string[]): readonly string[] {
  const words = new Set<string>([EVERY_CHAT]);
  for (const text of texts) for (const token of tokenize(text)) words.add(token.text);
  return [...words];
}
