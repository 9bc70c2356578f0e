import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countMembers, findContradiction } from './repeated-keys.ts';

/** JSON text, the value that `JSON.parse` gives, and whether an object in it has a key twice with different values. */
interface Written {
  readonly text: string;
  readonly isContradictory: boolean;
  /** Members as written. */
  readonly members: number;
}

const key = fc.constantFrom('"a"', '"\\u0061"', '"b"', '""', '"\\""', '"}"', '"__proto__"', '"a.b"');
const scalar = fc.constantFrom(
  '1',
  '1.0',
  '-0',
  '"a"',
  '"\\\\"',
  '"\\"],{"',
  'null',
  'true',
  '1e400',
  ' 2 ',
  '[ ]',
  '{}',
);
const { written } = fc.letrec<{ written: Written }>((tie) => ({
  written: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar.map((text) => ({ text, isContradictory: false, members: 0 })),
    fc.array(tie('written'), { maxLength: 3 }).map((items) => ({
      text: `[${items.map(({ text }) => text).join(', ')}]`,
      isContradictory: items.some(({ isContradictory }) => isContradictory),
      members: items.reduce((sum, { members }) => sum + members, 0),
    })),
    fc.array(fc.tuple(key, tie('written')), { maxLength: 4 }).map(objectOf),
  ),
}));

function objectOf(entries: readonly (readonly [string, Written])[]): Written {
  const first = new Map<string, string>();
  let isContradictory = entries.some(([, value]) => value.isContradictory);
  for (const [name, { text }] of entries) {
    const known = first.get(JSON.parse(name));
    if (known === undefined) first.set(JSON.parse(name), text);
    else isContradictory ||= !isDeepStrictEqual(readWritten(known), readWritten(text));
  }
  return {
    text: `{${entries.map(([name, { text }]) => `${name} : ${text}`).join(',')}}`,
    isContradictory,
    members: entries.reduce((sum, [, { members }]) => sum + members, entries.length),
  };
}

/** With each number as it was written where a double does not hold it. */
function readWritten(text: string): unknown {
  return JSON.parse(text.replaceAll(/-0|1e400/g, '"the number $&"'));
}

const object = fc.array(fc.tuple(key, written), { minLength: 2, maxLength: 5 }).map(objectOf);

test('whatever is written, a key with two values is found, and nothing else', () => {
  let [found, same, unique] = [0, 0, 0];
  fc.assert(
    fc.property(object, ({ text, isContradictory, members }) => {
      expect(findContradiction(text) !== null).toBe(isContradictory);
      const isRepeated = countMembers(JSON.parse(text)) !== members;
      if (isContradictory) expect(isRepeated).toBe(true);
      if (isContradictory) found += 1;
      else if (isRepeated) same += 1;
      else unique += 1;
    }),
    { seed: 8, numRuns: 5_000 },
  );
  // Each kind is among them.
  expect(Math.min(found, same, unique)).toBeGreaterThan(50);
});

test.each([
  ['{"a":[0,{"b":{"c":1,"c":2}}]}', 'a[1].b.c'],
  ['[[],[{"x.y":1,"x.y":2}]]', '[1][0]["x.y"]'],
  ['{"a":{"b":1,"b":2},"a":3}', 'a.b'],
])('%s is contradictory at %s', (text, path) => {
  expect(findContradiction(text)).toBe(path);
});
