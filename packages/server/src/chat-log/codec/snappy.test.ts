/** Compressed pages are the same bytes as those of the library, so that files do not change. */
import fc from 'fast-check';
import { snappyUncompress } from 'hyparquet';
import { snappyCompress as compressOfLibrary } from 'hyparquet-writer/src/snappy.js';
import { expect, test } from 'vitest';
import { snappyCompress } from './snappy.ts';

function expectSame(input: Uint8Array): void {
  const compressed = snappyCompress(input);
  expect(Buffer.compare(compressed, compressOfLibrary(input))).toBe(0);
  const back = new Uint8Array(input.length);
  if (input.length > 0) snappyUncompress(compressed, back);
  expect(Buffer.compare(back, input)).toBe(0);
}

test('of any bytes', () => {
  const word = fc.oneof(
    fc.uint8Array({ maxLength: 80 }),
    fc.constantFrom('the ', 'quick ', '{"id":', 'a').map((text) => Buffer.from(text)),
    fc.integer({ min: 1, max: 300 }).map((length) => new Uint8Array(length)),
  );
  const bytes = fc.array(word, { maxLength: 400, size: 'max' }).map((words) => Buffer.concat(words));
  fc.assert(fc.property(bytes, expectSame), { seed: 11, numRuns: 300 });
});

test.each([0, 1, 14, 15, 16, 60, 61, 255, 256, 257, 65_535, 65_536, 200_000])(
  'of %d bytes, alike and different',
  (length) => {
    expectSame(new Uint8Array(length));
    let seed = 7;
    expectSame(
      Uint8Array.from({ length }, () => {
        seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
        return seed >>> 24;
      }),
    );
  },
);
