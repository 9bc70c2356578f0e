/** Every property of every schema says what it is, what stands there when nothing is known, its unit, zone, privacy class and an example. */
import { type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { ANNOTATIONS, factsOf, isNode, missingFacts, SCHEMAS } from '../../../tools/check-fields.ts';
import { type FieldFacts, field } from './field.ts';

test('the walk reaches the schemas', () => {
  const names = SCHEMAS.map(([name]) => name);
  expect(names).toEqual(expect.arrayContaining(['Chat', 'ChatExt', 'chat.started', 'ChatLogReply', 'ChatExplanation']));
});

test.each(SCHEMAS)('%s describes each of its properties', (name, schema) => {
  expect(factsOf(schema)).toEqual([]);
  expect(missingFacts(schema, name)).toEqual([]);
});

/** Paths of the plain values whose example does not fit their own schema. */
function wrongExamples(node: unknown, path: string): readonly string[] {
  if (!isNode(node)) return [];
  if (isNode(node.properties)) {
    return Object.entries(node.properties).flatMap(([name, property]) => wrongExamples(property, `${path}.${name}`));
  }
  const [example] = Array.isArray(node.examples) ? node.examples : [];
  const isPlain = typeof example !== 'object' || example === null;
  return isPlain && !Value.Check(node as TSchema, example) ? [path] : [];
}

test.each(SCHEMAS)('the examples of %s fit', (name, schema) => {
  expect(wrongExamples(schema, name)).toEqual([]);
});

test('an example that does not fit is found', () => {
  const facts = { description: 'd', absent: 'never null', example: 'seven', privacy: 'open' } as const;
  expect(wrongExamples(Type.Object({ count: Type.Integer(field(facts)) }), 'Bad')).toEqual(['Bad.count']);
});

test('a property without its facts is found, wherever it stands', () => {
  const facts = { description: 'd', absent: 'never null', example: 1, privacy: 'open' } as const;
  const bare = Type.Object({ known: Type.Integer(field(facts)), bare: Type.Integer() });
  expect(missingFacts(bare, 'Bare')).toEqual([...ANNOTATIONS, 'examples'].map((fact) => `Bare.bare: ${fact}`));
  const wrapped = [
    Type.Array(bare),
    Type.Union([bare, Type.Null()]),
    Type.Intersect([bare]),
    Type.Tuple([bare]),
    Type.Object({ inner: Type.Object({ bare: Type.Integer() }, field(facts)) }),
  ];
  for (const schema of wrapped) expect(missingFacts(schema, 'Wrapped')).toHaveLength(ANNOTATIONS.length + 1);
  for (const fact of [...ANNOTATIONS, 'examples']) {
    const lacking = Type.Object({ known: { ...Type.Integer(field(facts)), [fact]: undefined } });
    expect(missingFacts(lacking, 'Lacking')).toEqual([`Lacking.known: ${fact}`]);
  }
});

test('a class or an owner that there is not is found', () => {
  const facts = { description: 'd', absent: 'never null', example: 1, privacy: 'open' } as const;
  const wrong = Type.Object({
    a: Type.Integer({ ...field(facts), 'x-privacy': 'secret' }),
    b: Type.Integer({ ...field(facts), 'x-belongs-to': 'agent' }),
  });
  expect(missingFacts(wrong, 'Wrong')).toEqual(['Wrong.a: no such class', 'Wrong.b: belongs to nobody']);
});

test('a field without a privacy class does not compile', () => {
  const facts = { description: 'd', absent: 'never null', example: 1 };
  // @ts-expect-error its class is missing
  expect(field(facts)['x-privacy']).toBeUndefined();
  // @ts-expect-error there is no such class
  const secret: FieldFacts = { ...facts, privacy: 'secret' };
  expect(field(secret)['x-privacy']).toBe('secret');
});
