/** Scrolls to the message that a link or a number names, or to the hit that somebody goes to. */
import { type RefObject, useEffect, useMemo } from 'react';
import type { ConversationRow } from './conversation-rows.ts';
import type { ChatHit } from './use-chat-hits.ts';

/** A message to show. Each is an object of its own, so that the same message can be shown again. */
export interface Place {
  readonly messageId: string;
}

const MARK_MS = 1_600;
const SETTLE_MS = 1_000;
const READER_MOVES = ['wheel', 'touchmove', 'pointerdown'] as const;

/** The index of the row that must be in the page; null for none. */
export function useShownPlace(
  box: RefObject<HTMLElement | null>,
  rows: readonly ConversationRow[],
  { place, hit }: { readonly place: Place | null; readonly hit: ChatHit | null },
): number | null {
  const placeRow = useMemo(() => (place === null ? null : rowOf(rows, place.messageId)), [rows, place]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same message is shown again for another place
  useEffect(() => {
    const element = placeRow === null ? null : elementOf(box, placeRow);
    if (element === null) return;
    const stop = keepInSight(box, element);
    element.dataset.marked = 'true';
    const timer = window.setTimeout(() => delete element.dataset.marked, MARK_MS);
    return () => {
      stop();
      window.clearTimeout(timer);
    };
  }, [box, placeRow, place]);
  useEffect(() => {
    const row = hit === null ? null : elementOf(box, hit.row);
    return row === null ? undefined : keepInSight(box, row.querySelector('mark[data-active="true"]') ?? row);
  }, [box, hit]);
  return hit?.row ?? placeRow;
}

/** Scrolls there, and again while rows around it come into the page and push it away. Returns what ends that. */
function keepInSight(box: RefObject<HTMLElement | null>, element: Element): () => void {
  const show = () => element.scrollIntoView({ block: 'center' });
  show();
  const watcher = new ResizeObserver(show);
  if (box.current !== null) watcher.observe(box.current);
  const stop = () => {
    watcher.disconnect();
    window.clearTimeout(timer);
    for (const name of READER_MOVES) window.removeEventListener(name, stop);
  };
  const timer = window.setTimeout(stop, SETTLE_MS);
  // Whoever scrolls is not fought.
  for (const name of READER_MOVES) window.addEventListener(name, stop, { passive: true });
  return stop;
}

function elementOf(box: RefObject<HTMLElement | null>, row: number): HTMLElement | null {
  return box.current?.querySelector<HTMLElement>(`[data-row="${row}"]`) ?? null;
}

function rowOf(rows: readonly ConversationRow[], messageId: string): number | null {
  const wanted = messageId.toWellFormed();
  const index = rows.findIndex((row) => row.kind === 'message' && row.message.id?.toWellFormed() === wanted);
  return index === -1 ? null : index;
}
