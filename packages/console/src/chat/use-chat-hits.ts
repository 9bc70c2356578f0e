/** Finds words in the open chat, a little at a time, and goes from hit to hit. */
import { useCallback, useDeferredValue, useEffect, useMemo, useState } from 'react';
import type { ConversationRow } from './conversation-rows.ts';
import { type ChatHit, hitsInRows, MOST_HITS } from './hits-in-rows.ts';

export type { ChatHit };

export interface ChatHits {
  readonly words: string;
  readonly setWords: (words: string) => void;
  readonly count: number;
  /** Place of the active hit, from 0; null when no hit is active. */
  readonly at: number | null;
  readonly active: ChatHit | null;
  readonly isSearching: boolean;
  readonly hitsOf: (row: number) => readonly ChatHit[];
  /** Makes the hit so many places further the active one; begins again after the last. */
  readonly step: (by: number) => void;
}

const SLICE_MS = 12;
const NO_HITS: readonly ChatHit[] = [];

/** `first`: the words to begin with. `isElsewhere`: something else is to be shown first, so that no hit is active yet. */
export function useChatHits(rows: readonly ConversationRow[], first: string, isElsewhere: boolean): ChatHits {
  const [words, setWords] = useState(first);
  const sought = useDeferredValue(words);
  const [found, setFound] = useState<{ readonly hits: readonly ChatHit[]; readonly isComplete: boolean }>({
    hits: NO_HITS,
    isComplete: true,
  });
  const [at, setAt] = useState<number | null>(isElsewhere ? null : 0);
  useEffect(() => searchInSlices(rows, sought, setFound), [rows, sought]);
  const { hits, isComplete } = found;
  const byRow = useMemo(() => Map.groupBy(hits, ({ row }) => row), [hits]);
  const step = useCallback(
    (by: number) => {
      if (hits.length > 0) setAt((now) => (now === null ? (by > 0 ? 0 : hits.length - 1) : mod(now + by, hits.length)));
    },
    [hits.length],
  );
  const active = at === null ? null : (hits[at] ?? null);
  return {
    words,
    setWords: (next) => {
      setWords(next);
      setAt(0);
    },
    count: hits.length,
    at: active === null ? null : at,
    active,
    isSearching: !isComplete,
    hitsOf: (row) => byRow.get(row) ?? NO_HITS,
    step,
  };
}

function mod(value: number, count: number): number {
  return ((value % count) + count) % count;
}

type Found = { readonly hits: readonly ChatHit[]; readonly isComplete: boolean };

/** Lets the page go on between two slices. Returns what ends the search. */
function searchInSlices(rows: readonly ConversationRow[], words: string, tell: (found: Found) => void): () => void {
  const search = hitsInRows(rows, words);
  const hits: ChatHit[] = [];
  let timer = 0;
  const work = () => {
    const until = performance.now() + SLICE_MS;
    do {
      const next = search.next();
      if (next.done || hits.length >= MOST_HITS) return tell({ hits, isComplete: true });
      hits.push(...next.value);
    } while (performance.now() < until);
    tell({ hits: [...hits], isComplete: false });
    timer = window.setTimeout(work);
  };
  work();
  return () => window.clearTimeout(timer);
}
