/** Whether texts hold what is looked for: of chats that no index has, and of phrases, whose words alone an index finds. */
import type { Element, Phrase, SearchQuery } from './search-query.ts';
import { type Token, tokenize } from './tokenize.ts';

/** Phrases do not reach from one text into another; terms may be found in different ones. */
export function matchesSearch({ terms }: SearchQuery, texts: readonly string[]): boolean {
  const cut = texts.map((text) => new CutText(text));
  return terms.every(({ isExcluded, phrases }) => {
    const isFound = phrases.some((phrase) =>
      cut.some((text) => text.mayHold(phrase) && hasPhrase(phrase, text.tokens)),
    );
    return isFound !== isExcluded;
  });
}

const IS_ASCII = /^[\0-\x7f]*$/;

/** A text that is cut when somebody needs its words. */
class CutText {
  readonly #text: string;
  #lowerCase: string | null = null;
  #tokens: readonly Token[] | null = null;

  constructor(text: string) {
    this.#text = text;
  }

  get tokens(): readonly Token[] {
    this.#tokens ??= tokenize(this.#text);
    return this.#tokens;
  }

  /** False only where a plain look tells that it does not: cutting takes much longer. One word may be the joined form of several. */
  mayHold(phrase: Phrase): boolean {
    if (phrase.length === 1 || this.#tokens !== null || !IS_ASCII.test(this.#text)) return true;
    this.#lowerCase ??= this.#text.toLowerCase();
    const lowerCase = this.#lowerCase;
    return phrase.every(({ text }) => lowerCase.includes(text));
  }
}

function hasPhrase([first, ...rest]: Phrase, tokens: readonly Token[]): boolean {
  if (first === undefined) return false;
  return tokens.some(
    (token, at) =>
      isWord(first, token) && rest.every((element) => isAt(element, token.position + element.offset, tokens, at)),
  );
}

/** Tokens stand in the order of their positions, `joined` ones at the end. */
function isAt(element: Element, position: number, tokens: readonly Token[], from: number): boolean {
  for (let at = from + 1; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined || token.kind === 'joined' || token.position > position) return false;
    if (token.position === position) return isWord(element, token);
  }
  return false;
}

function isWord({ text, isPrefix }: Element, token: Token): boolean {
  return isPrefix ? token.text.startsWith(text) : token.text === text;
}
