/** Turns the bytes of one row into a value. Used before a row is checked; knows nothing of chats. */
import { isReadable } from '../../chat-log/fold/readable-text.ts';
import { parseExact } from '../../chat-log/input/exact-json.ts';
import type { ImportWarning } from '../../chat-log/input/import-warning.ts';
import type { FieldProblem } from '../../chat-log/input/schema-problem.ts';
import { measureJson } from './json-depth.ts';
import { countMembers, findContradiction } from './repeated-keys.ts';
import { MOST_LEVELS } from './row-rules.ts';

const UTF8 = { fatal: true, ignoreBOM: true } as const;
/** Whether half a surrogate pair or NUL may be there: valid JSON can only have them as escapes. */
const MAY_BE_UNREADABLE = /\\u(?:d[89a-f]|0000)/i;

export interface ParsedRow {
  readonly value: unknown;
  /** What is implausible whatever the row is. */
  readonly warnings: readonly ImportWarning[];
}

/** `mostValues`: how many values the row may hold. */
export function parseRow(bytes: Uint8Array, mostValues: number): ParsedRow | { readonly problem: FieldProblem } {
  const measured = measureJson(bytes, { depth: MOST_LEVELS, values: mostValues });
  if (measured === 'depth') return refuse(`is nested deeper than ${MOST_LEVELS} levels`);
  if (measured === 'values') return refuse(`holds more than ${mostValues} values; --max-messages raises that`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', UTF8).decode(bytes);
  } catch {
    return refuse('is not valid UTF-8');
  }
  let value: unknown;
  try {
    value = parseExact(text);
  } catch (error) {
    return refuse(`is not valid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const warnings: ImportWarning[] = [];
  if (MAY_BE_UNREADABLE.test(text) && !isReadable(value)) warnings.push('half a surrogate pair or NUL, sent as U+FFFD');
  if (countMembers(value) !== measured) {
    const path = findContradiction(text);
    if (path !== null) return { problem: { field: path, reason: 'stands twice with different values; keep one' } };
    warnings.push('key that stands twice with the same value');
  }
  return { value, warnings };
}

function refuse(reason: string): { readonly problem: FieldProblem } {
  return { problem: { field: '', reason } };
}
