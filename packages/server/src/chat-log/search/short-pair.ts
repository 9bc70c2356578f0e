/**
 * Two short words that follow one another, as one word of the index. Such words are in most chats, so that the words alone
 * would find nearly all chats for a phrase of them: `is it`, `der die`.
 */
import { UNSPACED } from '@parley/contract/tokenize';

/** UTF-16 units. */
const LONGEST_SHORT = 3;
/** No text has it, see `EVERY_CHAT`; at the beginning, so that no wanted beginning of a word finds pairs. */
const SIGN = '·';

/** null unless both are short, and of a script that puts spaces between words. */
export function shortPair(first: string, second: string): string | null {
  return isShort(first) && isShort(second) ? `${SIGN}${first}${SIGN}${second}` : null;
}

function isShort(word: string): boolean {
  return word.length <= LONGEST_SHORT && !UNSPACED.test(word);
}
