/** What keys do in the list: pure, so that it can be tested without a page. */

export interface ListPlace {
  /** Index of the active row; null before anybody has chosen one. */
  readonly active: number | null;
  readonly rowCount: number;
  /** How many rows are visible at once. */
  readonly pageRows: number;
}

/** Where a key leads; null when the key does not move. */
export function rowForKey(key: string, { active, rowCount, pageRows }: ListPlace): number | null {
  if (rowCount === 0) return null;
  const step = stepOf(key, pageRows);
  if (step !== null) return clamp(active === null ? 0 : active + step, rowCount);
  if (key === 'Home') return 0;
  if (key === 'End') return rowCount - 1;
  return null;
}

function stepOf(key: string, pageRows: number): number | null {
  switch (key) {
    case 'j':
    case 'ArrowDown':
      return 1;
    case 'k':
    case 'ArrowUp':
      return -1;
    case 'PageDown':
      return Math.max(1, pageRows - 1);
    case 'PageUp':
      return -Math.max(1, pageRows - 1);
    default:
      return null;
  }
}

function clamp(index: number, rowCount: number): number {
  return Math.min(Math.max(index, 0), rowCount - 1);
}

/** Keys that work wherever the reader is on the page; the others only inside the list. */
const EVERYWHERE: ReadonlySet<string> = new Set(['j', 'k']);

/** Whether a key typed here is meant for the list, and not for a field, a menu or the browser. */
export function isForList(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>,
  place: { readonly isInField: boolean; readonly isInList: boolean },
): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || place.isInField) return false;
  return place.isInList || EVERYWHERE.has(event.key);
}

/** Whether so few loaded rows follow the last visible one that more should be fetched. */
export function isNearEnd(lastVisible: number, rowCount: number): boolean {
  return rowCount - lastVisible <= 30;
}
