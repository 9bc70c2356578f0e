/** The registry of errors: complete, consistent, and every sentence can be filled. */
import { expect, test } from 'vitest';
import { ERRORS, type ErrorDefinition, type ErrorName, errorBody } from './errors.ts';
import { OPERATIONS } from './operations.ts';

const ALL = Object.entries(ERRORS) as [ErrorName, ErrorDefinition][];

function slotsOf({ message, whatToDo }: ErrorDefinition): Record<string, string> {
  const names = [...`${message} ${whatToDo}`.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  return Object.fromEntries(names.map((name) => [name, `<${name}>`]));
}

test.each(ALL)('%s has a code of its own, a status for errors and two sentences', (name, definition) => {
  const snakeCase = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  expect(definition.code).toBe(`error.${snakeCase}`);
  expect(definition.status).toBeGreaterThanOrEqual(400);
  expect(definition.status).toBeLessThan(600);
  for (const sentence of [definition.message, definition.whatToDo]) expect(sentence).toMatch(/^[A-Z{].*[.]$/);
});

test('only what a person must act on is logged as an error', () => {
  expect(ALL.filter(([, { logLevel }]) => logLevel === 'error').map(([name]) => name)).toEqual([
    'internal',
    'filesUnavailable',
    'chatDamaged',
    'storeDamaged',
    'storeFull',
  ]);
});

test.each(ALL)('%s fills every slot of its sentences', (name, definition) => {
  const body = errorBody(name, { property: 'limit', slots: slotsOf(definition) });
  expect(body).toEqual({
    response: [],
    errors: [
      { errorcode: definition.status, errormessage: definition.code, property: 'limit', message: expect.any(String) },
    ],
  });
  expect(Object.keys(body)).toEqual(['response', 'errors']);
  expect(Object.keys(body.errors[0])).toEqual(['errorcode', 'errormessage', 'property', 'message']);
  expect(body.errors[0].message).not.toMatch(/[{}]/);
});

test('a slot that is left empty is a mistake of the caller, text from outside is never taken for a slot', () => {
  expect(() => errorBody('scopeMissing')).toThrow(TypeError);
  expect(() => errorBody('scopeMissing', { slots: { other: 'x' } })).toThrow(TypeError);
  const { message } = errorBody('scopeMissing', { slots: { scope: '{scope} $& $1' } }).errors[0];
  expect(message).toContain('{scope} $& $1');
});

test('property is "" when there is none', () => {
  expect(errorBody('unauthorized').errors[0].property).toBe('');
});

test('every error can come from some operation', () => {
  const given = new Set(OPERATIONS.flatMap(({ errors }) => errors));
  expect([...given].sort()).toEqual(Object.keys(ERRORS).sort());
});
