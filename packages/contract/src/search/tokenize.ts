/** Cuts text into the words by which it is found: the same for what is stored and for what is looked for. */
import { foldText } from './fold-text.ts';

export interface Token {
  /** Folded, at most `LONGEST_TOKEN` long. */
  readonly text: string;
  /**
   * `word`: letters and digits up to the next sign or space. `pair`: two neighbouring characters of a script that puts no
   * spaces between words. `last`: the last character of a run of pairs. `single`: a run of one. `joined`: words with one
   * sign between them, or the groups of a number, written as one.
   */
  readonly kind: 'word' | 'pair' | 'last' | 'single' | 'joined';
  /** Counts words and pairs of the text; a `joined` one has the place of its first word. */
  readonly position: number;
  /** Where it stands in the text, in UTF-16 units; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
}

/** UTF-16 units of a token; what is longer is cut, in the text and in the query alike. */
export const LONGEST_TOKEN = 64;
const MOST_JOINED = 8;
/** Units of a word that are folded: more than a query may have. */
const MOST_FOLDED = 1_024;

/** The first part of a run, and each next one: an unbounded match of millions of letters is more than the engine can hold. */
const RUN = /[\p{L}\p{N}][\p{L}\p{M}\p{N}\p{Cf}]{0,4000}|\p{Extended_Pictographic}|\p{Regional_Indicator}{2}/gu;
const MORE_OF_RUN = /[\p{L}\p{M}\p{N}\p{Cf}]{1,4000}/uy;
/** Scripts without spaces between words, and Hangul, whose words carry endings. */
export const UNSPACED =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Bopomofo}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;
/** A stretch of such scripts, or one of others, and more of the same. */
const PIECE =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Bopomofo}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}][\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Bopomofo}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}\p{M}\p{Cf}]{0,4000}|[^\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Bopomofo}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]{1,4000}/gu;
/** A character with its marks, a halfwidth one with its sign, or the jamo of one syllable. */
const CHARACTER =
  /[\u1100-\u115f\ua960-\ua97c][\u1160-\u11a7\ud7b0-\ud7c6]{0,9}[\u11a8-\u11ff\ud7cb-\ud7fb]{0,9}|.[\p{M}\p{Cf}\uff9e\uff9f]{0,99}/gsu;
/** Characters that are searched as they are, unless a mark follows. */
const IS_PLAIN = /^[\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3]$/;
const IS_NUMBER = /^\d+$/;
/** Between words that are also written as one. */
const CONNECTOR = /^[-\u2010\u2011\u2013_.'’]$/;
const NUMBER_GAP = /^[ \u00a0().\-/]{1,3}$/;

/** In the order of their positions; `joined` ones come last. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (const { run, start } of runsOf(text)) {
    if (UNSPACED.test(run)) cutRun(run, start, tokens);
    else addWord(run, start, tokens);
  }
  const words = tokens.filter(({ kind }) => kind === 'word');
  if (words.length > 1) addJoined(text, words, tokens);
  return tokens;
}

function* runsOf(text: string): Generator<{ readonly run: string; readonly start: number }> {
  RUN.lastIndex = 0;
  for (let first = RUN.exec(text); first !== null; first = RUN.exec(text)) {
    const start = first.index;
    let end = RUN.lastIndex;
    if (end - start > MOST_FOLDED) {
      MORE_OF_RUN.lastIndex = end;
      while (MORE_OF_RUN.test(text)) end = MORE_OF_RUN.lastIndex;
    }
    // Left at the end of this run: others use the same expression meanwhile.
    yield { run: text.slice(start, end), start };
    RUN.lastIndex = end;
  }
}

function nextPosition(tokens: readonly Token[]): number {
  return (tokens.at(-1)?.position ?? -1) + 1;
}

function addWord(run: string, start: number, tokens: Token[]): void {
  const text = cut(foldText(run.slice(0, MOST_FOLDED)));
  if (text === '') return;
  tokens.push({ text, kind: 'word', position: nextPosition(tokens), start, end: start + run.length });
}

function cut(text: string): string {
  if (text.length <= LONGEST_TOKEN) return text;
  const isPair = /[\ud800-\udbff]/.test(text.charAt(LONGEST_TOKEN - 1));
  return text.slice(0, isPair ? LONGEST_TOKEN - 1 : LONGEST_TOKEN);
}

function cutRun(run: string, start: number, tokens: Token[]): void {
  for (const { text, index } of piecesOf(run)) {
    if (UNSPACED.test(text)) addPairs(text, start + index, tokens);
    else addWord(text, start + index, tokens);
  }
}

/** Parts of one script that the expression had to cut are one piece again. */
function piecesOf(run: string): readonly { readonly text: string; readonly index: number }[] {
  const pieces: { text: string; readonly index: number; readonly isUnspaced: boolean }[] = [];
  for (const { 0: text, index } of run.matchAll(PIECE)) {
    const isUnspaced = UNSPACED.test(text);
    const before = pieces.at(-1);
    if (before?.isUnspaced === isUnspaced) before.text += text;
    else pieces.push({ text, index, isUnspaced });
  }
  return pieces;
}

function addPairs(piece: string, start: number, tokens: Token[]): void {
  const characters = [...piece.matchAll(CHARACTER)].flatMap(({ 0: character, index }) => {
    const at = { start: start + index, end: start + index + character.length };
    const folded = IS_PLAIN.test(character) ? character : foldText(character);
    return folded === character ? [{ text: folded, ...at }] : Array.from(folded, (text) => ({ text, ...at }));
  });
  let position = nextPosition(tokens);
  for (const [at, one] of characters.entries()) {
    const next = characters[at + 1];
    if (next !== undefined) {
      tokens.push({ text: one.text + next.text, kind: 'pair', position, start: one.start, end: next.end });
    } else tokens.push({ ...one, kind: at === 0 ? 'single' : 'last', position });
    position += 1;
  }
}

/** `AB-12345` is also found as `ab12345`, and a telephone number without its spaces. */
function addJoined(text: string, words: readonly Token[], tokens: Token[]): void {
  const gapAfter = (at: number) => text.slice(words[at]?.end, words[at + 1]?.start);
  const isNumber = (at: number) => IS_NUMBER.test(words[at]?.text ?? '');
  for (const parts of runsOfWords(words, (at) => CONNECTOR.test(gapAfter(at)))) addOne(parts, tokens);
  // Another number may stand before it.
  for (const parts of runsOfWords(words, (at) => isNumber(at) && isNumber(at + 1) && NUMBER_GAP.test(gapAfter(at)))) {
    for (let first = 0; first + 1 < parts.length; first += 1) addOne(parts.slice(first), tokens);
  }
}

function* runsOfWords(words: readonly Token[], isJoined: (at: number) => boolean): Generator<readonly Token[]> {
  for (let first = 0; first < words.length; first += 1) {
    let last = first;
    while (last + 1 < words.length && isJoined(last)) last += 1;
    if (last > first) yield words.slice(first, last + 1);
    first = last;
  }
}

function addOne(parts: readonly Token[], tokens: Token[]): void {
  const [first, last] = [parts[0], parts.at(-1)];
  if (first === undefined || last === undefined || parts.length > MOST_JOINED) return;
  const text = parts.map((part) => part.text).join('');
  if (text.length > LONGEST_TOKEN) return;
  tokens.push({ text, kind: 'joined', position: first.position, start: first.start, end: last.end });
}
