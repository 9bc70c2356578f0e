/**
 * Corrects what programs that know no types write, for `--lenient`: numbers as text, PHP's `[]` for an empty object, null for
 * what is missing. Used before a row is checked, which then decides as ever; never guesses anything else.
 */
import { Chat, EVENT_SCHEMAS, EventFormatLine } from '@parley/contract';
import type { TSchema } from 'typebox';
import type { ImportWarning } from './import-warning.ts';
import { isRecord } from './row-shape.ts';

interface Node {
  readonly type?: string;
  readonly const?: unknown;
  readonly anyOf?: readonly Node[];
  readonly items?: Node;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
}

const WHOLE_NUMBER = /^-?\d{1,16}$/;

/** A row of the log, corrected; the same value when there is nothing to correct. Each correction adds its kind to `found`. */
export function loosenRow(row: unknown, found: Set<ImportWarning>): unknown {
  return loosen(asNode(Chat), row, found, false);
}

/** A line of the event format, corrected, as `loosenRow` does. There null stands for a member that is left out. */
export function loosenEventLine(line: unknown, found: Set<ImportWarning>): unknown {
  const loosened = loosen(asNode(EventFormatLine), line, found, true);
  if (!isRecord(loosened) || !Array.isArray(loosened.events)) return loosened;
  const events = loosened.events.map((event: unknown) => {
    const type = isRecord(event) ? event.type : null;
    const isKnown = typeof type === 'string' && Object.hasOwn(EVENT_SCHEMAS, type);
    return isKnown ? loosen(asNode(EVENT_SCHEMAS[type as keyof typeof EVENT_SCHEMAS]), event, found, true) : event;
  });
  const isSame = events.every((event, at) => event === (loosened.events as readonly unknown[])[at]);
  return isSame ? loosened : { ...loosened, events };
}

function asNode(schema: TSchema): Node {
  return schema as Node;
}

/** `leavesOut`: whether null stands for a member that is left out, where the schema lets it be. */
function loosen(node: Node, value: unknown, found: Set<ImportWarning>, leavesOut: boolean): unknown {
  const forms = node.anyOf ?? [node];
  if (typeof value === 'string') return loosenText(forms, value, found);
  const object = forms.find(({ properties }) => properties !== undefined);
  const list = forms.find(({ items }) => items !== undefined);
  if (Array.isArray(value)) {
    if (list?.items !== undefined) return loosenList(list.items, value, found, leavesOut);
    if (object === undefined || value.length > 0) return value;
    found.add('[] in place of an object');
    return forms.some(({ type }) => type === 'null') ? null : {};
  }
  return object !== undefined && isRecord(value) ? loosenObject(object, value, found, leavesOut) : value;
}

function loosenText(forms: readonly Node[], text: string, found: Set<ImportWarning>): unknown {
  const isNumber = forms.some(({ type, const: only }) => type === 'integer' || typeof only === 'number');
  const isText = forms.some(({ type, const: only }) => type === 'string' || typeof only === 'string');
  if (!isNumber || isText || !WHOLE_NUMBER.test(text) || !Number.isSafeInteger(Number(text))) return text;
  found.add('number written as text');
  // -0 is 0.
  return Number(text) || 0;
}

function loosenList(
  item: Node,
  list: readonly unknown[],
  found: Set<ImportWarning>,
  leavesOut: boolean,
): readonly unknown[] {
  // Where anything may stand, so may null.
  const isObject = (item.anyOf ?? [item]).some(({ properties }) => properties !== undefined);
  const kept = isObject ? list.filter((one) => one !== null) : list;
  if (kept.length < list.length) found.add('null in place of nothing');
  const after = kept.map((one) => loosen(item, one, found, leavesOut));
  return kept.length === list.length && after.every((one, at) => one === list[at]) ? list : after;
}

function loosenObject(
  { properties = {}, required = [] }: Node,
  object: Readonly<Record<string, unknown>>,
  found: Set<ImportWarning>,
  leavesOut: boolean,
): unknown {
  let isChanged = false;
  const entries = Object.entries(object).flatMap(([key, value]): [string, unknown][] => {
    const member = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (member === undefined) return [[key, value]];
    if (value === null && leavesOut && !required.includes(key)) {
      isChanged = true;
      found.add('null in place of nothing');
      return [];
    }
    const after = loosen(member, value, found, leavesOut);
    isChanged ||= after !== value;
    return [[key, after]];
  });
  return isChanged ? Object.fromEntries(entries) : object;
}
