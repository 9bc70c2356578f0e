/** Listens to single keys of the page, on keyboards of any script; not while somebody types or holds another key. */
import { useEffect, useEffectEvent } from 'react';
import { latinKey } from './latin-key.ts';

const FIELDS = 'input, textarea, select, [contenteditable]';

export function useKeys(acts: Readonly<Record<string, () => void>>): void {
  const handle = useEffectEvent((event: KeyboardEvent) => {
    const isInField = event.target instanceof Element && event.target.closest(FIELDS) !== null;
    if (isInField || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = latinKey(event);
    if (!Object.hasOwn(acts, key)) return;
    event.preventDefault();
    acts[key]?.();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => handle(event);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}
