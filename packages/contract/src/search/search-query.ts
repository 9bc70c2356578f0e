/** What somebody looks for, taken apart: `refund "blue shirt" -broken ord`. */
import { type Token, tokenize } from './tokenize.ts';

/** A word of a phrase, `offset` places after its first. */
export interface Element {
  readonly text: string;
  readonly offset: number;
  /** Whether words that begin with it are meant too. */
  readonly isPrefix: boolean;
}

/** Words that follow one another in one text; most have one element. */
export type Phrase = readonly Element[];

export interface Term {
  readonly isExcluded: boolean;
  /** Ways of writing it: one of them must be found, or none if it is excluded. */
  readonly phrases: readonly Phrase[];
}

/** All terms must hold. */
export interface SearchQuery {
  readonly terms: readonly Term[];
}

interface Item {
  readonly tokens: readonly Token[];
  readonly isExcluded: boolean;
  readonly isQuoted: boolean;
}

/** `"a phrase"`, a telephone number with its spaces, or a word; each may have a minus before it. */
const ITEM = /([-\u2013\u2212]?)(?:["“„”]([^"“„”]*)["“„”]?|((?:\+|\(\+?)\d[\d\s().\-/]{5,}\d)(?!\S)|(\S+))/gu;
/** A single letter begins too many words. */
const SHORTEST_PREFIX = 2;

/** null when nothing in it can be looked for: it has neither letter, digit nor pictograph. */
export function parseSearch(text: string): SearchQuery | null {
  const items = Array.from(text.matchAll(ITEM), ([, minus = '', quoted, number, word]): Item => {
    const tokens = tokenize(quoted ?? number ?? word ?? '');
    return { tokens, isExcluded: minus !== '', isQuoted: quoted !== undefined };
  });
  // Whoever types a minus or a quotation mark next has not ended the word before it.
  const words = items.filter(({ tokens }) => tokens.length > 0);
  const terms = words.flatMap(({ tokens, isExcluded, isQuoted }, at) => {
    const phrases = phrasesOf(tokens, at === words.length - 1 && !isQuoted && !isExcluded);
    return phrases.length === 0 ? [] : [{ isExcluded, phrases }];
  });
  return terms.length === 0 ? null : { terms };
}

function phrasesOf(tokens: readonly Token[], isBegun: boolean): readonly Phrase[] {
  const words = tokens.filter(({ kind }) => kind !== 'joined' && kind !== 'last');
  const [first, last] = [words[0], words.at(-1)];
  if (first === undefined || last === undefined) return [];
  const isPrefix = (token: Token) =>
    token.kind === 'single' || (isBegun && token === last && token.kind === 'word' && isLongEnough(token));
  const phrase = words.map((token) => ({
    text: token.text,
    offset: token.position - first.position,
    isPrefix: isPrefix(token),
  }));
  const joined = tokens.find(({ kind, start, end }) => kind === 'joined' && start === first.start && end === last.end);
  if (joined === undefined) return [phrase];
  return [phrase, [{ text: joined.text, offset: 0, isPrefix: isBegun }]];
}

function isLongEnough({ text }: Token): boolean {
  return Array.from(text).length >= SHORTEST_PREFIX;
}
