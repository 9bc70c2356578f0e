/** What an index that knows no order of words can answer of a query: an expression that holds for every match. */

import type { Element, Phrase, SearchQuery } from '@parley/contract/search-query';
import { EVERY_CHAT } from './indexed-words.ts';

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
  const unsure = terms.filter(({ phrases }) => phrases.some(({ length }) => length > 1));
  // A phrase may be missing where each of its words is there.
  const sure = excluded.filter(({ length }) => length === 1).map(asWords);
  return {
    wanted: wanted.length === 0 ? { kind: 'word', text: EVERY_CHAT, isPrefix: false } : all(wanted),
    excluded: sure.length === 0 ? null : any(sure),
    unsure: unsure.length === 0 ? null : { terms: unsure },
  };
}

function asWords(phrase: Phrase): IndexExpression {
  return all(phrase.map(({ text, isPrefix }: Element) => ({ kind: 'word', text, isPrefix })));
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
