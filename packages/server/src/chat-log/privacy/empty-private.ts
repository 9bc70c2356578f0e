/** What a redaction leaves of a value of the contract: keys stay in order, and so does everything that it does not reach. */
import { isRecord } from '../input/row-shape.ts';
import type { FieldRule } from './field-rule.ts';

/** How far a redaction goes in one event or object of a row. */
export interface Reach {
  /** Whether it empties a value of which the contract says this. */
  readonly empties: (rule: FieldRule) => boolean;
  /** Whether it empties a text under a key that the contract does not know. */
  readonly emptiesText: (text: string) => boolean;
}

/**
 * The value after the redaction. Text becomes "", everything else what stands for nothing in the contract; an optional
 * member that is no text is left out. Null stays null.
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

/** The value with every text inside of it emptied that `isGone` names; keys, numbers and their order stay. */
function emptyTexts(value: unknown, isGone: (text: string) => boolean): unknown {
  if (typeof value === 'string') return isGone(value) ? '' : value;
  if (Array.isArray(value)) return value.map((item: unknown) => emptyTexts(item, isGone));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, emptyTexts(inner, isGone)]));
}

/** Whether anything stands in the members that go when the message alone is redacted. */
export function holdsMessage(rule: FieldRule, message: object): boolean {
  return Object.entries(message).some(([key, value]) => {
    const isNothing = value === null || value === '' || (Array.isArray(value) && value.length === 0);
    return !isNothing && rule.members?.get(key)?.belongsTo === 'message';
  });
}
