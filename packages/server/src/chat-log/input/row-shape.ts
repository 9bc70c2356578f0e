/**
 * Copies an external object into the shape of a contract schema: known keys in contract order, missing ones filled,
 * unknown ones collected separately. Used for imported rows; never computes a value.
 */
import type { TSchema } from 'typebox';
import { holdsRawNumber, isNegativeZero, isRawNumber, withDigitsAsText } from './exact-json.ts';
import { type FieldProblem, joinPath } from './schema-problem.ts';

/**
 * The shape of a value in a row. Null is allowed everywhere except for list items and `chatId`. `isAnyKept`: an object of
 * another shape stays as it is.
 */
export type Shape =
  | { readonly kind: 'text' }
  | { readonly kind: 'integer'; readonly minimum: number }
  | { readonly kind: 'literal'; readonly values: readonly unknown[] }
  | { readonly kind: 'null' }
  | { readonly kind: 'anything' }
  | { readonly kind: 'list'; readonly item: Shape }
  | ObjectShape;

interface ObjectShape {
  readonly kind: 'object';
  readonly keys: ReadonlyMap<string, KeyShape>;
  /** The same keys by what they are in lower case. */
  readonly spellings: ReadonlyMap<string, string>;
  readonly isAnyKept: boolean;
}

interface KeyShape {
  readonly shape: Shape;
  /** Whether the contract itself writes null when there is nothing. */
  readonly isNullable: boolean;
}

/** What was found while copying, besides the values. */
export interface RowFindings {
  /** Unknown keys by path, with their values; -0 and numbers that a double does not hold as text. */
  readonly extra: [path: string, value: unknown][];
  /** Whether there were any such numbers. */
  hasLongNumber: boolean;
  /** Whether an unknown key is one that was missing, but for its case. */
  hasMiscasedKey: boolean;
  /** Paths of known keys that were missing. */
  readonly missing: string[];
  /** The first value of a wrong type; the copy is unusable then. */
  problem: FieldProblem | null;
}

export function newFindings(): RowFindings {
  return { extra: [], missing: [], hasLongNumber: false, hasMiscasedKey: false, problem: null };
}

interface JsonSchema {
  readonly type?: string;
  readonly minimum?: number;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly 'x-imported'?: 'any text' | 'any object';
}

/** The shape that a contract schema describes. @throws TypeError for a keyword that no schema of the log uses. */
export function shapeOf(schema: TSchema): Shape {
  return shapeOfJson(schema as JsonSchema);
}

function shapeOfJson(schema: JsonSchema): Shape {
  if (schema['x-imported'] === 'any text') return { kind: 'text' };
  if (schema.anyOf !== undefined) return shapeOfUnion(schema.anyOf);
  if (schema.const !== undefined) return { kind: 'literal', values: [schema.const] };
  if (schema.enum !== undefined) return { kind: 'literal', values: schema.enum };
  if (schema.properties !== undefined) {
    const entries = Object.entries(schema.properties).map(
      ([key, value]) => [key, { shape: shapeOfJson(value), isNullable: isNullable(value) }] as const,
    );
    const spellings = new Map(entries.map(([key]) => [key.toLowerCase(), key]));
    return { kind: 'object', keys: new Map(entries), spellings, isAnyKept: schema['x-imported'] === 'any object' };
  }
  switch (schema.type) {
    case 'string':
      return { kind: 'text' };
    case 'integer':
      return { kind: 'integer', minimum: schema.minimum ?? Number.MIN_SAFE_INTEGER };
    case 'array':
      return { kind: 'list', item: shapeOfJson(schema.items ?? {}) };
    case 'null':
      return { kind: 'null' };
    case undefined:
      return { kind: 'anything' };
    default:
      throw new TypeError(`a schema of the log has a type that rows cannot be copied by: ${schema.type}`);
  }
}

function shapeOfUnion(members: readonly JsonSchema[]): Shape {
  const shapes = members.filter((member) => member.type !== 'null').map(shapeOfJson);
  const [only] = shapes;
  if (only !== undefined && shapes.length === 1) return only;
  return { kind: 'literal', values: shapes.flatMap((shape) => (shape.kind === 'literal' ? shape.values : [])) };
}

function isNullable(schema: JsonSchema): boolean {
  return schema.type === 'null' || (schema.anyOf ?? []).some((member) => member.type === 'null');
}

/**
 * `value` in the given shape. Null is copied; what is missing, unknown or of a wrong type goes to `found`. `path` is
 * the path of `value`.
 */
export function copyIntoShape(shape: Shape, value: unknown, path: string, found: RowFindings): unknown {
  if (found.problem !== null) return null;
  switch (shape.kind) {
    case 'object':
      if (!isRecord(value)) return refuse(shape, path, found);
      return shape.isAnyKept ? copyOrKeep(shape, value, path, found) : copyObject(shape, value, path, found);
    case 'list':
      if (!Array.isArray(value)) return refuse(shape, path, found);
      return value.map((item, index) => copyIntoShape(shape.item, item, `${path}[${index}]`, found));
    default: {
      const plain = shape.kind !== 'anything' && isNegativeZero(value) ? 0 : value;
      return isOfShape(shape, plain) ? plain : refuse(shape, path, found);
    }
  }
}

function isOfShape(shape: Exclude<Shape, { kind: 'object' | 'list' }>, value: unknown): boolean {
  switch (shape.kind) {
    case 'text':
      return typeof value === 'string';
    case 'integer':
      return Number.isSafeInteger(value) && (value as number) >= shape.minimum;
    case 'literal':
      return shape.values.includes(value);
    case 'null':
      return value === null;
    case 'anything':
      return !holdsRawNumber(value);
  }
}

/** The one key that a part of a chat may lack and still be of its shape. */
const KEY_OF_CHAT = 'chatId';

/** An object that has every key with a value of its type is copied; any other is given back as it is. */
function copyOrKeep(
  shape: ObjectShape,
  value: Readonly<Record<string, unknown>>,
  path: string,
  found: RowFindings,
): unknown {
  const own = newFindings();
  const copy = copyObject(shape, value, path, own);
  if (own.problem === null && own.missing.every((missing) => missing === joinPath(path, KEY_OF_CHAT))) {
    found.extra.push(...own.extra);
    found.missing.push(...own.missing);
    found.hasLongNumber ||= own.hasLongNumber;
    found.hasMiscasedKey ||= own.hasMiscasedKey;
    return copy;
  }
  return holdsRawNumber(value) ? refuse({ kind: 'anything' }, path, found) : value;
}

function copyObject(
  { keys, spellings }: ObjectShape,
  value: Readonly<Record<string, unknown>>,
  path: string,
  found: RowFindings,
): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const [key, { shape, isNullable }] of keys) {
    if (Object.hasOwn(value, key)) {
      const given = value[key];
      copy[key] = given === null ? null : copyIntoShape(shape, given, joinPath(path, key), found);
    } else {
      found.missing.push(joinPath(path, key));
      copy[key] = isNullable ? null : absentValue(shape);
    }
  }
  for (const key of Object.keys(value)) {
    if (keys.has(key)) continue;
    if (holdsRawNumber(value[key])) found.hasLongNumber = true;
    const spelled = spellings.get(key.toLowerCase());
    if (spelled !== undefined && !Object.hasOwn(value, spelled)) found.hasMiscasedKey = true;
    found.extra.push([memberPath(path, key), withDigitsAsText(value[key])]);
  }
  return copy;
}

/** A key that could be taken for part of a path stands in brackets, so that no two keys have the same path. */
export function memberPath(path: string, key: string): string {
  return /^[^.[\]"]+$/.test(key) ? joinPath(path, key) : `${path}[${JSON.stringify(key)}]`;
}

/** The contract's value for "unknown" where it is not null. */
function absentValue(shape: Shape): unknown {
  switch (shape.kind) {
    case 'text':
      return '';
    case 'integer':
      return 0;
    case 'literal':
      return shape.values[0];
    case 'list':
      return [];
    case 'object':
      return Object.fromEntries(
        [...shape.keys].map(([key, inner]) => [key, inner.isNullable ? null : absentValue(inner.shape)]),
      );
    default:
      return null;
  }
}

function refuse(shape: Shape, path: string, found: RowFindings): null {
  found.problem = { field: path, reason: `must be ${describeShape(shape)}` };
  return null;
}

function describeShape(shape: Shape): string {
  switch (shape.kind) {
    case 'text':
      return 'text or null';
    case 'integer':
      return shape.minimum === 0 ? 'a whole number from 0 to 2^53-1 or null' : 'a whole number or null';
    case 'literal':
      return `${shape.values.map((value) => JSON.stringify(value)).join(', ')} or null`;
    case 'list':
      return 'an array or null';
    case 'object':
      return 'an object';
    case 'anything':
      return 'a number that a double holds and that is not -0, or its digits as text';
    default:
      return 'null';
  }
}

/** Whether the value is a JSON object, not an array, a number or null. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value);
}
