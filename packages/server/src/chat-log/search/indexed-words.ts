/** The words of a chat as the index of a store keeps them. */
import { type Token, tokenize } from '@parley/contract/tokenize';
import { NO_LETTER, shortPair } from './short-pair.ts';

/** In every chat, so that the index finds all that lack a word. */
export const EVERY_CHAT = NO_LETTER;

/** Each once, with `EVERY_CHAT` first, and the pairs of short ones. None holds a space. */
export function indexedWords(texts: readonly string[]): readonly string[] {
  const words = new Set<string>([EVERY_CHAT]);
  for (const text of texts) addWords(text, words);
  return [...words];
}

function addWords(text: string, words: Set<string>): void {
  let before: Token | null = null;
  for (const token of tokenize(text)) {
    words.add(token.text);
    if (token.kind === 'joined') continue;
    const pair = before?.position === token.position - 1 ? shortPair(before.text, token.text) : null;
    if (pair !== null) words.add(pair);
    before = token;
  }
}
