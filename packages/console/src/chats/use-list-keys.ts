/** Lets the keys of the page move through the list. */
import { type RefObject, useEffect, useEffectEvent } from 'react';
import { latinKey } from '../frame/latin-key.ts';
import { isForList, rowForKey } from './list-keys.ts';

interface ListKeys {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly rowHeight: number;
  readonly rowCount: number;
  readonly active: number | null;
  readonly onMove: (index: number) => void;
  readonly onOpen: (index: number) => void;
  readonly onClose: () => void;
  readonly onSearch: () => void;
  readonly onFilter: () => void;
}

const OPENING: ReadonlyMap<string, 'onSearch' | 'onFilter'> = new Map([
  ['/', 'onSearch'],
  ['f', 'onFilter'],
]);
const FIELDS = 'input, textarea, select, [contenteditable], [role="menu"], [role="listbox"], [role="dialog"]';

export function useListKeys({ scroller, rowHeight, rowCount, active, ...acts }: ListKeys): void {
  const handle = useEffectEvent((event: KeyboardEvent) => {
    const target = event.target instanceof Element ? event.target : null;
    const isInField = target?.closest(FIELDS) !== null || event.defaultPrevented;
    const isInList = target === document.body || target === scroller.current;
    const { ctrlKey, metaKey, altKey } = event;
    const key = latinKey(event);
    if (!isInField && key === 'Escape') acts.onClose();
    const opens = ctrlKey || metaKey || altKey || isInField ? undefined : OPENING.get(key);
    if (opens !== undefined) {
      event.preventDefault();
      acts[opens]();
    }
    if (!isForList({ key, ctrlKey, metaKey, altKey }, { isInField, isInList })) return;
    if (key === 'Enter' && active !== null) acts.onOpen(active);
    const pageRows = Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight);
    const next = rowForKey(key, { active, rowCount, pageRows });
    if (next === null) return;
    event.preventDefault();
    acts.onMove(next);
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => handle(event);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}
