/**
 * Finds keys that stand twice in one object of JSON text, of which `JSON.parse` keeps the last without a word. Used for
 * rows, after they were parsed; takes time in proportion to the text.
 */
import { isDeepStrictEqual } from 'node:util';
import { isRawNumber, parseExact } from '../../chat-log/input/exact-json.ts';
import { memberPath } from '../../chat-log/input/row-shape.ts';

/** How many members the objects in the value have together. */
export function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null || isRawNumber(value)) return 0;
  const inner: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  let count = Array.isArray(value) ? 0 : inner.length;
  for (const one of inner) if (typeof one === 'object') count += countMembers(one);
  return count;
}

interface FirstMember {
  readonly from: number;
  readonly to: number;
  /** Parsed when it is compared for the first time. */
  value?: unknown;
}

/** An object or a list that is not closed. */
interface Open {
  /** null for a list. */
  readonly members: Map<string, FirstMember> | null;
  /** Of the current member; null when none has begun, and in a list. */
  key: string | null;
  /** Of the current item of a list. */
  index: number;
  /** Where the current value begins. */
  from: number;
}

/**
 * Path of the first member whose key stood before in its object with another value; null when all that stand twice have the
 * same. `text` is valid JSON.
 */
export function findContradiction(text: string): string | null {
  const open: Open[] = [];
  for (let at = 0; at < text.length; at++) {
    const top = open.at(-1);
    switch (text[at]) {
      case '"': {
        const end = endOfString(text, at);
        if (top?.members != null) top.key ??= JSON.parse(text.slice(at, end)) as string;
        at = end - 1;
        break;
      }
      case '{':
      case '[':
        open.push({ members: text[at] === '{' ? new Map() : null, key: null, index: 0, from: at + 1 });
        break;
      case ':':
        if (top !== undefined) top.from = at + 1;
        break;
      case ',':
      case '}':
      case ']':
        if (top !== undefined && !endsInPeace(top, text, at)) return pathOf(open);
        if (text[at] !== ',') open.pop();
    }
  }
  return null;
}

/** The index after the closing quote of the string that begins at `from`. */
function endOfString(text: string, from: number): number {
  for (let quote = text.indexOf('"', from + 1); quote > 0; quote = text.indexOf('"', quote + 1)) {
    let before = quote;
    while (text[before - 1] === '\\') before--;
    if ((quote - before) % 2 === 0) return quote + 1;
  }
  return text.length;
}

/** Ends the current value at `to`; false when its key stood before with another one. */
function endsInPeace(open: Open, text: string, to: number): boolean {
  const { members, key, from } = open;
  if (members === null) open.index += 1;
  if (members === null || key === null) return true;
  const first = members.get(key);
  if (first === undefined) members.set(key, { from, to });
  else if (!isSame(first, text, from, to)) return false;
  open.key = null;
  return true;
}

function isSame(first: FirstMember, text: string, from: number, to: number): boolean {
  if (!('value' in first)) first.value = parseExact(text.slice(first.from, first.to));
  return isDeepStrictEqual(first.value, parseExact(text.slice(from, to)));
}

function pathOf(open: readonly Open[]): string {
  return open.reduce(
    (path, { members, key, index }) => (members === null ? `${path}[${index}]` : memberPath(path, key ?? '')),
    '',
  );
}
