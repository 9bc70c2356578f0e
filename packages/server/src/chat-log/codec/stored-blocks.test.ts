/** Deflate that is not compressed: zlib reads it as it reads its own. */
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { storedBlocks } from './stored-blocks.ts';

const bytesOf = (length: number) => Uint8Array.from({ length }, (_, at) => (at * 31) % 251);

test.each([0, 1, 300, 65_534, 65_535, 65_536, 131_070, 200_001])('%i bytes come back', (length) => {
  const bytes = bytesOf(length);
  expect(Buffer.from(inflateRawSync(storedBlocks(bytes, true))).equals(bytes)).toBe(true);
  const open = storedBlocks(bytes, false);
  // Without its end it is half of a stream.
  expect(() => inflateRawSync(open)).toThrow('unexpected end of file');
  expect(Buffer.from(inflateRawSync(open, { finishFlush: constants.Z_SYNC_FLUSH })).equals(bytes)).toBe(true);
});

test('compressed data may come before and after', () => {
  const flushed = deflateRawSync(bytesOf(1_000), { finishFlush: constants.Z_FULL_FLUSH });
  const run = Buffer.concat([flushed, storedBlocks(bytesOf(70_000), false), flushed, storedBlocks(bytesOf(3), true)]);
  const expected = Buffer.concat([bytesOf(1_000), bytesOf(70_000), bytesOf(1_000), bytesOf(3)]);
  expect(Buffer.from(inflateRawSync(run)).equals(expected)).toBe(true);
});
