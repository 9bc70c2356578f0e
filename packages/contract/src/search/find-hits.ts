/** Where a text holds what is looked for. Used by previews; by the same words `match-search.ts` decides whether it does. */
import { findFrom, isWord } from './match-search.ts';
import type { Phrase, SearchQuery } from './search-query.ts';
import { type Token, tokenize } from './tokenize.ts';

/** A stretch of a text, in UTF-16 units; `end` is exclusive. */
export interface Hit {
  readonly start: number;
  readonly end: number;
}

/** Where the wanted terms stand in a text, in its order, without overlaps. */
export function findHits({ terms }: SearchQuery, text: string): readonly Hit[] {
  const tokens = tokenize(text);
  const found = terms
    .filter(({ isExcluded }) => !isExcluded)
    .flatMap(({ phrases }) => phrases.flatMap((phrase) => findPhrase(phrase, tokens)))
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const hits: Hit[] = [];
  for (const hit of found) {
    const before = hits.at(-1);
    if (before === undefined || hit.start >= before.end) hits.push(hit);
    else if (hit.end > before.end) hits[hits.length - 1] = { start: before.start, end: hit.end };
  }
  return hits;
}

function findPhrase([first, ...rest]: Phrase, tokens: readonly Token[]): readonly Hit[] {
  if (first === undefined) return [];
  return tokens.flatMap((token, at) => {
    if (!isWord(first, token)) return [];
    const others = rest.map((element) => findFrom(element, token.position + element.offset, tokens, at));
    if (others.includes(null)) return [];
    return [{ start: token.start, end: others.at(-1)?.end ?? token.end }];
  });
}
