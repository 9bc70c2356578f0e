/**
 * The contract's privacy class of a value and everything in it, and what is searched of it, read once from its schema.
 * Used by the view for keys with `chats:metadata`, by redaction and by search, so that none lists fields.
 */
import { type BelongsTo, ID_UNIT, type Privacy } from '@parley/contract';
import type { TSchema } from 'typebox';

export interface FieldRule {
  /** Class of the whole value: a list of content is content, whatever its items hold. */
  readonly privacy: Privacy;
  readonly belongsTo: BelongsTo;
  /** Whether a redaction keeps the value or something in it: what is open, and ids. */
  readonly isKept: boolean;
  readonly isNullable: boolean;
  readonly isOptional: boolean;
  /** Whether `q` looks for words in it. */
  readonly isSearched: boolean;
  /** The empty value of its type, when that is not null. */
  readonly nothing: unknown;
  /** null unless the value is an object with known keys. */
  readonly members: ReadonlyMap<string, FieldRule> | null;
  /** null unless the value is a list whose items are described. */
  readonly item: FieldRule | null;
}

interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema | readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly 'x-privacy'?: Privacy;
  readonly 'x-belongs-to'?: BelongsTo;
  readonly 'x-unit'?: string;
  readonly 'x-searched'?: boolean;
}

/** The rule of a schema. @throws TypeError when a value may be one of several kinds of objects or lists. */
export function fieldRule(schema: TSchema): FieldRule {
  return ruleOf(schema as JsonSchema, 'content', true);
}

/** A value without a class of its own has that of its parent. */
function ruleOf(schema: JsonSchema, outer: Privacy, isRequired: boolean): FieldRule {
  const { form, isNullable } = readUnion(schema);
  const own = schema['x-privacy'] ?? outer;
  const item = isSchema(form.items) ? ruleOf(form.items, own, true) : null;
  const parts = [own, form['x-privacy'] ?? own, item?.privacy ?? own];
  const privacy = parts.find((part) => part !== 'open') ?? 'open';
  const members = form.properties === undefined ? null : membersOf(form.properties, form.required ?? [], privacy);
  const inside = [...(members?.values() ?? []), ...(item === null ? [] : [item])];
  return {
    privacy,
    belongsTo: schema['x-belongs-to'] ?? 'contact',
    isKept: privacy === 'open' || schema['x-unit'] === ID_UNIT || inside.some(({ isKept }) => isKept),
    isNullable,
    isOptional: !isRequired,
    isSearched: schema['x-searched'] === true,
    nothing: nothingOf(form),
    members,
    item,
  };
}

function membersOf(properties: Readonly<Record<string, JsonSchema>>, required: readonly string[], outer: Privacy) {
  return new Map(
    Object.entries(properties).map(([key, member]) => [key, ruleOf(member, outer, required.includes(key))] as const),
  );
}

/** The schema of the value when it is not null; of several scalar kinds, the first. */
function readUnion(schema: JsonSchema): { readonly form: JsonSchema; readonly isNullable: boolean } {
  const kinds = schema.anyOf ?? [schema];
  const [form = schema, ...more] = kinds.filter(({ type }) => type !== 'null');
  if (more.some(({ items, properties }) => items !== undefined || properties !== undefined)) {
    throw new TypeError('a value with a rule of privacy may be one kind of object or list only');
  }
  return { form, isNullable: kinds.some(({ type }) => type === 'null') };
}

function isSchema(items: JsonSchema['items']): items is JsonSchema {
  return items !== undefined && !Array.isArray(items);
}

function nothingOf(form: JsonSchema): unknown {
  const [example = form.const] = form.enum ?? [];
  switch (form.type ?? typeof example) {
    case 'string':
      return '';
    case 'integer':
    case 'number':
      return 0;
    case 'boolean':
      return false;
    case 'array':
      return [];
    case 'object':
      return {};
    default:
      return null;
  }
}
