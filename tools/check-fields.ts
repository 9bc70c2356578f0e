/** Checks that every property of every schema says all that must be said of it, such as its privacy class. Part of `npm run check`. */
import * as chat from '../packages/contract/src/chat.ts';
import * as chatEvent from '../packages/contract/src/chat-event.ts';
import * as chatExplanation from '../packages/contract/src/chat-explanation.ts';
import * as chatExt from '../packages/contract/src/chat-ext.ts';
import { NAMED_SCHEMAS } from '../packages/contract/src/component-schemas.ts';
import * as envelope from '../packages/contract/src/envelope.ts';
import type { BelongsTo, Privacy } from '../packages/contract/src/field.ts';
import { OPERATIONS } from '../packages/contract/src/operations.ts';
import * as syncEnvelope from '../packages/contract/src/sync-envelope.ts';

type Node = { readonly [key: string]: unknown };

export const ANNOTATIONS = ['description', 'x-absent', 'x-unit', 'x-zone', 'x-privacy'];
const CLASSES: readonly unknown[] = ['open', 'identity', 'content'] satisfies readonly Privacy[];
const OWNERS: readonly unknown[] = [undefined, 'contact', 'sender', 'message'] satisfies readonly (
  | BelongsTo
  | undefined
)[];

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One line for each fact that a property below `node` lacks, with the path of the property. */
export function missingFacts(node: unknown, path: string): readonly string[] {
  if (Array.isArray(node)) return node.flatMap((item, index) => missingFacts(item, `${path}[${index}]`));
  if (!isNode(node)) return [];
  const properties = isNode(node.properties) ? Object.entries(node.properties) : [];
  const own = properties.flatMap(([name, property]) => factsOf(property).map((fact) => `${path}.${name}: ${fact}`));
  const inside = properties.flatMap(([name, property]) => missingFacts(property, `${path}.${name}`));
  const parts = ['items', 'anyOf', 'allOf', 'oneOf', 'patternProperties', 'additionalProperties'];
  return [...own, ...inside, ...parts.flatMap((part) => missingFacts(node[part], path))];
}

/** The facts that the property itself lacks. */
export function factsOf(property: unknown): readonly string[] {
  if (!isNode(property)) return ['is no schema'];
  const missing = ANNOTATIONS.filter((fact) => typeof property[fact] !== 'string' || property[fact] === '');
  const hasExample =
    Array.isArray(property.examples) && property.examples.length > 0 && property.examples[0] !== undefined;
  const wrong = [
    ...(missing.includes('x-privacy') || CLASSES.includes(property['x-privacy']) ? [] : ['no such class']),
    ...(OWNERS.includes(property['x-belongs-to']) ? [] : ['belongs to nobody']),
  ];
  return [...missing, ...(hasExample ? [] : ['examples']), ...wrong];
}

function isSchema(value: unknown): value is Node {
  return isNode(value) && typeof value.description === 'string' && 'x-absent' in value;
}

/** Every schema of the contract that describes something, by name. */
export const SCHEMAS = [chat, chatEvent, chatExplanation, chatExt, envelope, syncEnvelope]
  .flatMap((module) => Object.entries<unknown>(module))
  .concat(Object.entries(chatEvent.EVENT_SCHEMAS))
  .concat(NAMED_SCHEMAS.map((schema) => [String(Reflect.get(schema, '$id')), schema]))
  .concat(
    OPERATIONS.flatMap(({ operationId, success, requestBody }) => [
      ...success.contents.map(({ mediaType, schema }): [string, unknown] => [`${operationId} ${mediaType}`, schema]),
      ...(requestBody === null ? [] : [[`${operationId} request`, requestBody.schema] as [string, unknown]]),
    ]),
  )
  .filter((entry): entry is [string, Node] => isSchema(entry[1]));

if (import.meta.main) {
  const found = SCHEMAS.flatMap(([name, schema]) => [
    ...factsOf(schema).map((fact) => `${name}: ${fact}`),
    ...missingFacts(schema, name),
  ]);
  for (const line of new Set(found))
    console.log(`packages/contract: ${line} is missing or wrong; describe it with field()`);
  if (found.length > 0) process.exitCode = 1;
}
