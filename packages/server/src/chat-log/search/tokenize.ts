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

const RUN = /[\p{L}\p{N}][\p{L}\p{M}\p{N}\p{Cf}]*|\p{Extended_Pictographic}/gu;
/** Scripts without spaces between words, and Hangul, whose words carry endings. */
const UNSPACED =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Bopomofo}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;
/** A stretch of such scripts, or one of others. */
const PIECE =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Bopomofo}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}][\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Bopomofo}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}\p{M}\p{Cf}]*|[^\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Bopomofo}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]+/gu;
/** A character with its marks, a halfwidth one with its sign, or the jamo of one syllable. */
const CHARACTER =
  /[\u1100-\u115f\ua960-\ua97c][\u1160-\u11a7\ud7b0-\ud7c6]*[\u11a8-\u11ff\ud7cb-\ud7fb]*|.[\p{M}\p{Cf}\uff9e\uff9f]*/gsu;
const IS_NUMBER = /^\d+$/;
const CONNECTOR = /^[-\u2010\u2011\u2013_./\\@:+#&'’=]$/;
const NUMBER_GAP = /^[ \u00a0().\-/]{1,3}$/;

/** In the order of their positions; `joined` ones come last. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (const { 0: run, index } of text.matchAll(RUN)) {
    if (UNSPACED.test(run)) cutRun(run, index, tokens);
    else addWord(run, index, tokens);
  }
  const words = tokens.filter(({ kind }) => kind === 'word');
  if (words.length > 1) addJoined(text, words, tokens);
  return tokens;
}

function nextPosition(tokens: readonly Token[]): number {
  return (tokens.at(-1)?.position ?? -1) + 1;
}

function addWord(run: string, start: number, tokens: Token[]): void {
  const text = cut(foldText(run));
  if (text === '') return;
  tokens.push({ text, kind: 'word', position: nextPosition(tokens), start, end: start + run.length });
}

function cut(text: string): string {
  if (text.length <= LONGEST_TOKEN) return text;
  const isPair = /[\ud800-\udbff]/.test(text.charAt(LONGEST_TOKEN - 1));
  return text.slice(0, isPair ? LONGEST_TOKEN - 1 : LONGEST_TOKEN);
}

function cutRun(run: string, start: number, tokens: Token[]): void {
  for (const { 0: piece, index } of run.matchAll(PIECE)) {
    if (UNSPACED.test(piece)) addPairs(piece, start + index, tokens);
    else addWord(piece, start + index, tokens);
  }
}

function addPairs(piece: string, start: number, tokens: Token[]): void {
  const characters = [...piece.matchAll(CHARACTER)].flatMap(({ 0: character, index }) => {
    const at = { start: start + index, end: start + index + character.length };
    return Array.from(foldText(character), (text) => ({ text, ...at }));
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
  joinRuns(words, tokens, (at) => CONNECTOR.test(gapAfter(at)));
  joinRuns(words, tokens, (at) => isNumber(at) && isNumber(at + 1) && NUMBER_GAP.test(gapAfter(at)));
}

function joinRuns(words: readonly Token[], tokens: Token[], isJoined: (at: number) => boolean): void {
  for (let first = 0; first < words.length; first += 1) {
    let last = first;
    while (last + 1 < words.length && isJoined(last)) last += 1;
    addOne(words.slice(first, last + 1), tokens);
    first = last;
  }
}

function addOne(parts: readonly Token[], tokens: Token[]): void {
  const [first, last] = [parts[0], parts.at(-1)];
  if (first === undefined || last === undefined || parts.length < 2 || parts.length > MOST_JOINED) return;
  const text = parts.map((part) => part.text).join('');
  if (text.length > LONGEST_TOKEN) return;
  tokens.push({ text, kind: 'joined', position: first.position, start: first.start, end: last.end });
}
