/** The view of a value for a key with `chats:metadata`: open values, and empty ones for everything else. */
import { isRecord } from '../input/row-shape.ts';
import type { FieldRule } from './field-rule.ts';

/**
 * The value with everything that is not open replaced: text by "", numbers by 0, lists by [], objects by {}; by null where
 * the contract allows it, except that a present text becomes "". Keys stay in order; one that the contract does not know
 * is not open.
 */
export function openPart<T>(rule: FieldRule, value: T): T {
  return openValue(rule, value) as T;
}

function openValue(rule: FieldRule, value: unknown): unknown {
  if (rule.privacy !== 'open') return hidden(rule, value);
  const { item, members } = rule;
  if (item !== null && Array.isArray(value)) return value.map((one) => openValue(item, one));
  if (members === null || !isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const known = members.get(key);
      return [key, known === undefined ? null : openValue(known, member)];
    }),
  );
}

function hidden({ isNullable, nothing }: FieldRule, value: unknown): unknown {
  const isText = nothing === '';
  return isNullable && (value === null || !isText) ? null : nothing;
}
