/**
 * Completes the examples of the contract: one written at an object names what matters there, the rest comes from the
 * examples of its members. Used where the OpenAPI document is made, and for the examples of replies.
 */
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';

interface Node {
  readonly [keyword: string]: unknown;
  readonly examples?: readonly unknown[];
  readonly anyOf?: readonly TSchema[];
  readonly items?: TSchema;
  readonly properties?: Readonly<Record<string, TSchema>>;
  readonly required?: readonly string[];
}

/** A value of the schema: `given` as it is when it fits, else with what it lacks. Optional members are left out. */
export function completeExample(schema: TSchema, given: unknown = firstExample(schema)): unknown {
  if (fits(schema, given)) return given;
  const { anyOf, items, properties = {}, required = [] } = schema as Node;
  if (anyOf !== undefined) {
    const completed = anyOf.map((member) => completeExample(member, given));
    return completed.find((value) => fits(schema, value)) ?? given;
  }
  if (items !== undefined && Array.isArray(given)) return given.map((item) => completeExample(items, item));
  if (!isObject(given)) return given;
  const members = Object.entries(properties)
    .filter(([name]) => name in given || required.includes(name))
    .map(([name, member]) => [name, completeExample(member, name in given ? given[name] : undefined)]);
  return { ...given, ...Object.fromEntries(members) };
}

/** No type guard: what does not fit is still `unknown`. */
function fits(schema: TSchema, value: unknown): boolean {
  return Value.Check(schema, value);
}

function firstExample(schema: TSchema): unknown {
  return (schema as Node).examples?.[0];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
