/** Redacts a value of the contract: keys stay in order, and values outside the redaction stay as they are. */
import { isRecord } from '../input/row-shape.ts';
import type { FieldRule } from './field-rule.ts';

/** How far a redaction goes in one event or object of a row. */
export interface Reach {
  /** Whether it empties a value of this privacy class. */
  readonly empties: (rule: FieldRule) => boolean;
  /** Whether it empties a text under a key that the contract does not know. */
  readonly emptiesText: (text: string) => boolean;
}

/**
 * The value after the redaction. Text becomes "", everything else the contract's empty value; an optional member that is
 * not text is omitted. Null stays null.
 */
export function emptyPrivate(rule: FieldRule, value: unknown, reach: Reach): unknown {
  if (value === null || value === undefined) return value;
  if (reach.empties(rule)) return rule.isNullable && rule.nothing !== '' ? null : rule.nothing;
  const { item, members } = rule;
  if (item !== null && Array.isArray(value)) return value.map((one) => emptyPrivate(item, one, reach));
  return members !== null && isRecord(value) ? emptyMembers(members, value, reach) : value;
}

function emptyMembers(members: ReadonlyMap<string, FieldRule>, object: object, reach: Reach): object {
  const after = Object.entries(object).flatMap(([key, value]): [string, unknown][] => {
    const rule = members.get(key);
    if (rule === undefined) return [[key, emptyTexts(value, reach.emptiesText)]];
    const isLeftOut = rule.isOptional && rule.nothing !== '' && reach.empties(rule);
    return isLeftOut ? [] : [[key, emptyPrivate(rule, value, reach)]];
  });
  return Object.fromEntries(after);
}

/** The value with every text within it emptied for which `isGone` is true; keys, numbers and their order stay. */
function emptyTexts(value: unknown, isGone: (text: string) => boolean): unknown {
  if (typeof value === 'string') return isGone(value) ? '' : value;
  if (Array.isArray(value)) return value.map((item: unknown) => emptyTexts(item, isGone));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, emptyTexts(inner, isGone)]));
}

/** Whether any member that the redaction of one message removes still has content. */
export function holdsMessage(rule: FieldRule, message: object): boolean {
  return Object.entries(message).some(([key, value]) => {
    const isNothing = value === null || value === '' || (Array.isArray(value) && value.length === 0);
    return !isNothing && rule.members?.get(key)?.belongsTo === 'message';
  });
}
