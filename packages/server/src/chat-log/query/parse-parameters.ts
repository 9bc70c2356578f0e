/**
 * Checks the parameters of a request against the contract's table, one by one. Used by every reader of a query; it
 * never corrects a value, and never drops a parameter silently.
 */
import type { OperationId, QueryParameter, Refusal } from '@parley/contract';
import { describeKind, isReason, OPERATIONS, PLACE, parametersOf, WEEKDAY_HOUR } from '@parley/contract';
import { parseSearch } from '@parley/contract/search-query';
import type { ProjectId } from '../../model/ids.ts';
import { isCalendarDay, parseOffsetTime } from '../../model/instant.ts';
import { Zone } from '../../model/zone.ts';
import { nearestName } from '../../platform/nearest-name.ts';
import { type QueryPair, shorten } from './query-string.ts';

export interface ParameterInput {
  readonly parameters: readonly QueryPair[];
  /** The project of the path, null where the path has none. */
  readonly projectId: ProjectId | null;
  /** Whether the request prefers lenient handling: unknown names are ignored and listed. */
  readonly isLenient: boolean;
}

export interface ParsedParameters {
  /** Checked values in canonical form by documented name: 007 is 7, desc is DESC, lists are in documented order. */
  readonly values: ReadonlyMap<string, string>;
  /** The known pairs, unparsed, with documented names. */
  readonly kept: readonly QueryPair[];
  /** One sentence for each name that was ignored, safe in a header. */
  readonly warnings: readonly string[];
}

const MOST_WARNINGS = 20;

/** By name without regard to case. */
const PARAMETERS: ReadonlyMap<OperationId, ReadonlyMap<string, QueryParameter>> = new Map(
  OPERATIONS.map(({ operationId }) => [
    operationId,
    new Map(parametersOf(operationId).map((parameter) => [foldCase(parameter.name), parameter])),
  ]),
);
const NO_PARAMETERS: ReadonlyMap<string, QueryParameter> = new Map();

/**
 * Reads the parameters of an operation. Names match without regard to case (ASCII); `_` is ignored, and so is a
 * `projectid` equal to the path's. The first parameter that is unknown, repeated or malformed is refused.
 */
export function parseParameters(
  operation: OperationId,
  input: ParameterInput,
): ParsedParameters | { readonly refused: Refusal } {
  const known = PARAMETERS.get(operation) ?? NO_PARAMETERS;
  const values = new Map<string, string>();
  const kept: QueryPair[] = [];
  const ignored = new Set<string>();
  const seen = new Set<string>();
  for (const [name, text] of joinLists(input.parameters, known)) {
    const key = foldCase(name);
    const isPathProject = key === 'projectid' && input.projectId !== null;
    const parameter = known.get(key);
    if (key === '_') {
      kept.push([name, text]);
    } else if (parameter === undefined && !isPathProject) {
      if (!input.isLenient) return { refused: refuseUnknown(name, [...known.values()]) };
      ignored.add(shorten(name));
    } else {
      const documentedName = parameter?.name ?? 'projectid';
      if (seen.has(key)) return { refused: refuseRepeated(documentedName) };
      seen.add(key);
      const read = parameter === undefined ? readPathProject(text, input.projectId) : readValue(parameter, text);
      if ('refused' in read) return read;
      if (parameter !== undefined) values.set(documentedName, read.value);
      kept.push([documentedName, text]);
    }
  }
  return { values, kept, warnings: warn([...ignored]) };
}

/** Repeated lists become one, as many generated clients send them: `fields=a&fields=b` is `fields=a,b`. */
function joinLists(parameters: readonly QueryPair[], known: ReadonlyMap<string, QueryParameter>): readonly QueryPair[] {
  const joined: QueryPair[] = [];
  const places = new Map<string, number>();
  for (const [name, text] of parameters) {
    const key = foldCase(name);
    const place = places.get(key);
    const earlier = place === undefined ? undefined : joined[place];
    if (place !== undefined && earlier !== undefined) {
      joined[place] = [earlier[0], `${earlier[1]},${text}`];
      continue;
    }
    if (known.get(key)?.value.kind === 'list') places.set(key, joined.length);
    joined.push([name, text]);
  }
  return joined;
}

type Read = { readonly value: string } | { readonly refused: Refusal };

function foldCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function readValue(parameter: QueryParameter, text: string): Read {
  const { value: kind } = parameter;
  const value = normalise(kind, text);
  if (value === null) return { refused: refuseValue(parameter.name, describeKind(kind), describeFound(kind, text)) };
  return { value };
}

/** The canonical value, null when it is not of that kind. */
function normalise(kind: QueryParameter['value'], text: string): string | null {
  switch (kind.kind) {
    case 'integer':
      return normaliseInteger(text, kind.minimum, kind.maximum);
    case 'id':
      return normaliseInteger(text, 0);
    case 'place':
      return normalisePlace(text);
    case 'date':
      return isCalendarDay(text) ? text : null;
    case 'choice': {
      const wanted = kind.ignoresCase ? foldCase(text) : text;
      return kind.values.find((value) => (kind.ignoresCase ? foldCase(value) : value) === wanted) ?? null;
    }
    case 'list': {
      const items = text.split(',');
      const isValid = new Set(items).size === items.length && items.every((item) => kind.values.includes(item));
      return isValid ? kind.values.filter((value) => items.includes(value)).join(',') : null;
    }
    case 'flag':
      return text === '0' || text === '1' ? text : null;
    case 'text':
      return text !== '' && text.length <= kind.maximumLength && text.isWellFormed() ? text : null;
    case 'search': {
      const isText = text.length <= kind.maximumLength && text.isWellFormed();
      return isText && parseSearch(text) !== null ? text : null;
    }
    case 'reason':
      return isReason(text) ? text : null;
    case 'timeZone':
      return normaliseTimeZone(text);
    case 'instant':
      return normaliseInstant(text);
    case 'weekdayHour':
      return WEEKDAY_HOUR.test(text) ? text : null;
  }
}

function normaliseInteger(text: string, minimum: number, maximum = Number.MAX_SAFE_INTEGER): string | null {
  if (!/^[0-9]{1,16}$/.test(text)) return null;
  const value = Number(text);
  return value >= minimum && value <= maximum ? String(value) : null;
}

function normalisePlace(text: string): string | null {
  const [, value, id = ''] = PLACE.exec(text) ?? [];
  const known = normaliseInteger(id, 0);
  if (known === null || value === undefined || value === 'none') {
    return known === null || value === undefined ? known : `none.${known}`;
  }
  const number = Number(value);
  return Number.isSafeInteger(number) ? `${number}.${known}` : null;
}

function normaliseInstant(text: string): string | null {
  const time = parseOffsetTime(text);
  return time === null ? null : new Date(time.instant).toISOString();
}

function normaliseTimeZone(text: string): string | null {
  // Offsets such as +01:00 are zones to Intl, but not names of the tz database.
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(text)) return null;
  try {
    return new Zone(text).name;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function readPathProject(text: string, projectId: ProjectId | null): Read {
  const value = normaliseInteger(text, 0);
  if (value !== null && value === String(projectId)) return { value };
  return { refused: refuseValue('projectid', `${projectId}, the project in the path`, quote(text)) };
}

function refuseUnknown(name: string, known: readonly QueryParameter[]): Refusal {
  const property = shorten(name);
  if (known.length === 0) return { error: 'parameterNotExpected', property, slots: { name: property } };
  const names = known.map((parameter) => parameter.name);
  const nearest = nearestName(property, names);
  const hint = nearest === null ? `known are ${names.join(', ')}` : `the nearest known one is ${nearest}`;
  return { error: 'unknownParameter', property, slots: { name: property, hint } };
}

function refuseRepeated(name: string): Refusal {
  return { error: 'repeatedParameter', property: name, slots: { name } };
}

function refuseValue(name: string, expected: string, found: string): Refusal {
  return { error: 'malformedValue', property: name, slots: { name, expected, found } };
}

function quote(text: string): string {
  return text === '' ? 'empty' : JSON.stringify(shorten(text));
}

/** The wrong value, to follow "but it is"; for a list, the wrong item. */
function describeFound(kind: QueryParameter['value'], text: string): string {
  if (kind.kind !== 'list' || text === '') return quote(text);
  const items = text.split(',');
  const unknown = items.find((item) => !kind.values.includes(item));
  if (unknown === undefined) return 'one that repeats an item';
  if (unknown === '') return 'one with an empty item';
  const nearest = nearestName(shorten(unknown), kind.values);
  const found = `one with ${quote(unknown)}`;
  return nearest === null
    ? `${found}; known are ${kind.values.join(', ')}`
    : `${found}; the nearest known one is ${nearest}`;
}

function warn(ignoredNames: readonly string[]): readonly string[] {
  const named = ignoredNames.slice(0, MOST_WARNINGS);
  const warnings = named.map((name) => `unknown parameter ignored: ${encodeURIComponent(name.toWellFormed())}`);
  const rest = ignoredNames.length - named.length;
  return rest === 0 ? warnings : [...warnings, `${rest} more unknown parameters ignored`];
}
