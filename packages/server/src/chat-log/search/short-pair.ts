/**
 * Two short words that follow one another, as one word of the index. Such words are in most chats, so that the words alone
 * would find nearly all chats for a phrase of them: `is it`, `der die`.
 */
import { UNSPACED } from '@parley/contract/tokenize';

/** UTF-16 units. */
const LONGEST_SHORT = 3;
/** No word of a text has it: it is neither letter nor digit. */
export const NO_LETTER = '·';

/** Begins with the sign, so that no wanted beginning of a word finds it. null unless both are short, and of a script that puts spaces between words. */
export function shortPair(first: string, second: string): string | null {
  return isShort(first) && isShort(second) ? `${NO_LETTER}${first}${NO_LETTER}${second}` : null;
}

function isShort(word: string): boolean {
  return word.length <= LONGEST_SHORT && !UNSPACED.test(word);
}
