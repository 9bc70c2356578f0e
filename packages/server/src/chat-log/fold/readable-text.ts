/**
 * Text that every reader can take: half surrogates and NUL, which UTF-8, databases and many JSON readers refuse, become
 * U+FFFD. Used for everything that is made from events; the events themselves keep what came.
 */

const NUL = '\0';
const REPLACEMENT = '\uFFFD';

/** Whether no text or key in the value has half a surrogate pair or NUL. */
export function isReadable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes(NUL);
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isReadable);
  for (const [key, inner] of Object.entries(value)) if (!isReadable(key) || !isReadable(inner)) return false;
  return true;
}

/** The value with each text and key in it readable; the same value when there is nothing to replace. */
export function readable<T>(value: T): T {
  return isReadable(value) ? value : (replaced(value) as T);
}

function replaced(value: unknown): unknown {
  if (typeof value === 'string') return replacedText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(replaced);
  const taken = new Set<string>();
  const entries = Object.entries(value).map(([key, inner]) => [freeKey(replacedText(key), taken), replaced(inner)]);
  return Object.fromEntries(entries);
}

function replacedText(text: string): string {
  return text.toWellFormed().replaceAll(NUL, REPLACEMENT);
}

/** Keys that differ only in what was replaced stay apart. */
function freeKey(key: string, taken: Set<string>): string {
  let free = key;
  while (taken.has(free)) free += REPLACEMENT;
  taken.add(free);
  return free;
}
