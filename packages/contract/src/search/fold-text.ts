/** Brings text to the form in which it is searched: without case, accents, width and other differences of writing. */

/** Marks of scripts whose letters are read as the same without them; vowel signs of Indic scripts and Thai are kept. */
const OPTIONAL_MARKS =
  /[[\p{M}&&[\p{Script=Inherited}\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}]]--[\u3099\u309a]]/gv;
/** Compatibility forms hold signs and spaces; direction marks and joiners are no part of a word. */
const NOT_SEARCHED = /[^\p{L}\p{M}\p{N}\p{Extended_Pictographic}\p{Regional_Indicator}]/gu;
const IS_ASCII = /^[a-z0-9]+$/i;

/** Letters that no decomposition makes equal to what people type for them. */
const SAME_LETTERS: ReadonlyMap<string, string> = new Map([
  ['ß', 'ss'],
  ['ł', 'l'],
  ['đ', 'd'],
  ['ð', 'd'],
  ['ø', 'o'],
  ['ı', 'i'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['þ', 'th'],
  ['ħ', 'h'],
  ['ŧ', 't'],
  ['ς', 'σ'],
  ['ى', 'ي'],
  ['ی', 'ي'],
  ['ک', 'ك'],
  ['ة', 'ه'],
  ['ـ', ''],
]);
const NOT_ASCII = /[^\0-\x7f]/gu;
const OTHER_DIGITS = /[\p{Nd}--[0-9]]/gv;

/** The word as it is searched; "" when nothing of it is. Folding it again changes nothing. */
export function foldText(text: string): string {
  if (IS_ASCII.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(OPTIONAL_MARKS, '')
    .replace(NOT_ASCII, (letter) => SAME_LETTERS.get(letter) ?? letter)
    .replace(OTHER_DIGITS, digitOf)
    .replace(NOT_SEARCHED, '')
    .normalize('NFC');
}

/** Unicode encodes the ten digits of a script one after another, from zero on. */
function digitOf(sign: string): string {
  const code = sign.codePointAt(0) ?? 0;
  let zero = code;
  while (code - zero < 9 && IS_DIGIT.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String(code - zero);
}
const IS_DIGIT = /^\p{Nd}$/u;
