/** Whether texts hold what is looked for: of chats that no index has, and of phrases, whose words alone an index finds. */
import type { Element, Phrase, SearchQuery } from './search-query.ts';
import { LONGEST_TOKEN, type Token, tokenize } from './tokenize.ts';

/** Phrases do not reach from one text into another; terms may be found in different ones. */
export function matchesSearch({ terms }: SearchQuery, texts: readonly string[]): boolean {
  const cut = texts.map((text) => new CutText(text));
  return terms.every(({ isExcluded, phrases }) => {
    const isFound = phrases.some((phrase) => cut.some((text) => text.holds(phrase)));
    return isFound !== isExcluded;
  });
}

const IS_ASCII = /^[\0-\x7f]*$/;

/** A text that is cut when somebody needs its words: that takes much longer than a look at its letters. */
class CutText {
  readonly #text: string;
  readonly #ascii: string | null;
  #tokens: readonly Token[] | null = null;

  constructor(text: string) {
    this.#text = text;
    this.#ascii = IS_ASCII.test(text) ? text.toLowerCase() : null;
  }

  holds(phrase: Phrase): boolean {
    // One word may be the joined form of several.
    if (this.#ascii !== null && phrase.length > 1) return holdsInAscii(phrase, this.#ascii);
    this.#tokens ??= tokenize(this.#text);
    return hasPhrase(phrase, this.#tokens);
  }
}

/** Of a text in lower case, where words are runs of letters and digits. */
function holdsInAscii([first, ...rest]: Phrase, text: string): boolean {
  if (first === undefined) return false;
  for (let at = text.indexOf(first.text); at !== -1; at = text.indexOf(first.text, at + 1)) {
    if (isWordAt(first, text, at) && followsInAscii(rest, text, wordEnd(text, at))) return true;
  }
  return false;
}

function followsInAscii(elements: Phrase, text: string, from: number): boolean {
  let end = from;
  for (const element of elements) {
    let start = end;
    while (start < text.length && !isLetter(text, start)) start += 1;
    if (!isWordAt(element, text, start)) return false;
    end = wordEnd(text, start);
  }
  return true;
}

/** Whether the word that begins there is the wanted one. */
function isWordAt({ text: wanted, isPrefix }: Element, text: string, at: number): boolean {
  if (!text.startsWith(wanted, at) || isLetter(text, at - 1)) return false;
  // A longer word is compared by its beginning.
  return isPrefix || wanted.length >= LONGEST_TOKEN || !isLetter(text, at + wanted.length);
}

function wordEnd(text: string, at: number): number {
  let end = at;
  while (isLetter(text, end)) end += 1;
  return end;
}

const [CODE_0, CODE_9, CODE_A, CODE_Z] = [0x30, 0x39, 0x61, 0x7a];

function isLetter(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (code >= CODE_0 && code <= CODE_9) || (code >= CODE_A && code <= CODE_Z);
}

function hasPhrase([first, ...rest]: Phrase, tokens: readonly Token[]): boolean {
  if (first === undefined) return false;
  return tokens.some(
    (token, at) =>
      isWord(first, token) &&
      rest.every((element) => findFrom(element, token.position + element.offset, tokens, at) !== null),
  );
}

/** The wanted word at that place; tokens stand in the order of their positions, `joined` ones at the end. */
export function findFrom(element: Element, position: number, tokens: readonly Token[], from: number): Token | null {
  for (let at = from + 1; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined || token.kind === 'joined' || token.position > position) return null;
    if (token.position === position) return isWord(element, token) ? token : null;
  }
  return null;
}

export function isWord({ text, isPrefix }: Element, token: Token): boolean {
  return isPrefix ? token.text.startsWith(text) : token.text === text;
}
