/**
 * What an index that knows no order of words, but for pairs of short ones, can answer of a query: an expression that holds for
 * every match.
 */

import type { Element, Phrase, SearchQuery } from '@parley/contract/search-query';
import { EVERY_CHAT } from './indexed-words.ts';
import { shortPair } from './short-pair.ts';

export type IndexExpression =
  | { readonly kind: 'word'; readonly text: string; readonly isPrefix: boolean }
  | { readonly kind: 'all' | 'any'; readonly of: readonly IndexExpression[] };

export interface IndexQuery {
  readonly wanted: IndexExpression;
  /** null when nothing is excluded. */
  readonly excluded: IndexExpression | null;
  /** What must be looked for in the texts of those that it finds; null when they are the matches. */
  readonly unsure: SearchQuery | null;
}

export function indexQuery({ terms }: SearchQuery): IndexQuery {
  const wanted = terms.filter(({ isExcluded }) => !isExcluded).map(({ phrases }) => any(phrases.map(asWords)));
  const excluded = terms.filter(({ isExcluded }) => isExcluded).flatMap(({ phrases }) => phrases);
  const unsure = terms.filter(({ phrases }) => !phrases.every(isSure));
  // A phrase may be missing where each of its words is there.
  const sure = excluded.filter(isSure).map(asWords);
  return {
    wanted: wanted.length === 0 ? { kind: 'word', text: EVERY_CHAT, isPrefix: false } : all(wanted),
    excluded: sure.length === 0 ? null : any(sure),
    unsure: unsure.length === 0 ? null : { terms: unsure },
  };
}

/** Whether the index has it exactly where the texts do: a word, or a pair of short ones. */
function isSure([first, second, ...rest]: Phrase): boolean {
  return second === undefined || (rest.length === 0 && pairOf(first, second).length === 1);
}

function asWords(phrase: Phrase): IndexExpression {
  const words = phrase.map(({ text, isPrefix }: Element) => ({ kind: 'word', text, isPrefix }) as const);
  const pairs = phrase.flatMap((element, at) => pairOf(phrase[at - 1], element));
  return all([...words, ...pairs.map((text) => ({ kind: 'word', text, isPrefix: false }) as const)]);
}

function pairOf(first: Element | undefined, second: Element): readonly string[] {
  if (first === undefined || first.isPrefix || second.isPrefix || second.offset - first.offset !== 1) return [];
  const pair = shortPair(first.text, second.text);
  return pair === null ? [] : [pair];
}

function all(of: readonly IndexExpression[]): IndexExpression {
  return only(of) ?? { kind: 'all', of };
}

function any(of: readonly IndexExpression[]): IndexExpression {
  return only(of) ?? { kind: 'any', of };
}

function only(of: readonly IndexExpression[]): IndexExpression | undefined {
  return of.length === 1 ? of[0] : undefined;
}
