/** Every example of openapi.json is a value of its schema, by a validator that made none of the two. */
import { Ajv2020 as Ajv, type AnySchema } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import openapi from '../openapi.json' with { type: 'json' };

type Node = { readonly [key: string]: unknown };

const ajv = new Ajv({ strict: false, validateFormats: false });
ajv.addSchema(openapi, 'openapi.json');

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}

function problemsOf(schema: unknown, value: unknown, path: string): readonly string[] {
  const text = JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"openapi.json#/');
  const validate = ajv.compile(JSON.parse(text) as AnySchema);
  if (validate(value)) return [];
  return (validate.errors ?? []).slice(0, 2).map(({ instancePath, message }) => `${path}: ${instancePath} ${message}`);
}

/** Everything that a reference or the object itself says. */
function resolved(root: Node, node: unknown): unknown {
  if (!isNode(node) || typeof node.$ref !== 'string') return node;
  const keys = node.$ref.slice(2).split('/');
  return keys.reduce<unknown>((place, key) => (isNode(place) ? place[key] : undefined), root);
}

/** The examples of the schema and of every schema inside. */
function wrongInSchema(schema: unknown, path: string): readonly string[] {
  if (!isNode(schema)) return [];
  const own = Array.isArray(schema.examples)
    ? schema.examples.flatMap((example) => problemsOf(schema, example, path))
    : [];
  const { properties, patternProperties, items, anyOf } = schema;
  const inside = [properties, patternProperties, anyOf]
    .flatMap((part) => (isNode(part) ? Object.entries(part) : []))
    .concat(isNode(items) ? [['items', items]] : []);
  return [...own, ...inside.flatMap(([name, member]) => wrongInSchema(member, `${path}/${name}`))];
}

/** Parameters, headers and media types: what has a schema and an example beside it. */
function wrongBesideSchemas(root: Node, node: unknown, path: string): readonly string[] {
  if (!isNode(node)) return [];
  const own: string[] = [];
  if (isNode(node.schema)) {
    if ('example' in node) own.push(...problemsOf(node.schema, node.example, path));
    for (const [name, example] of Object.entries(isNode(node.examples) ? node.examples : {})) {
      const value = resolved(root, example);
      own.push(...problemsOf(node.schema, isNode(value) ? value.value : value, `${path}/${name}`));
    }
  }
  const inside = Object.entries(node).filter(([key]) => key !== 'schema' && key !== 'schemas');
  return [...own, ...inside.flatMap(([key, value]) => wrongBesideSchemas(root, value, `${path}/${key}`))];
}

describe('examples', () => {
  test.each(Object.entries(openapi.components.schemas))('of %s', (name, schema) => {
    expect(wrongInSchema(schema, name)).toEqual([]);
  });

  test('of parameters, headers, bodies and errors', () => {
    expect(wrongBesideSchemas(openapi, openapi, '')).toEqual([]);
  });

  test('of a reply are a whole reply with a whole chat', () => {
    const { example } = openapi.paths['/v2/projects/{projectid}/chats'].get.responses[200].content['application/json'];
    const [chat] = example.response;
    expect(Object.keys(chat ?? {})).toEqual(openapi.components.schemas.Chat.required);
    expect(chat?.transcript.map(({ message }) => message)).toEqual(['Hi there', 'hello', 'How can I help you?']);
  });

  test('that do not fit are found', () => {
    const text = { type: 'string', examples: [1] };
    expect(wrongInSchema({ properties: { a: text }, items: text, anyOf: [text] }, '')).toHaveLength(3);
    expect(wrongInSchema({ required: ['a'], examples: [{}] }, '')).toHaveLength(1);
    const parameter = { schema: { type: 'integer' }, example: '1' };
    expect(wrongBesideSchemas({}, { parameters: [parameter] }, '')).toHaveLength(1);
    const named = { schema: { type: 'integer' }, examples: { a: { $ref: '#/x' } } };
    expect(wrongBesideSchemas({ x: { value: 'a' } }, named, '')).toHaveLength(1);
  });
});
