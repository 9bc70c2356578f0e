import { crc32, gunzipSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { appendCrc, appendOperator } from './crc32-combine.ts';
import { GzipJoin } from './gzip-join.ts';
import { INFLATE_SEGMENTS, lengthsIn, openSegment, replaceSeparators, sealDocument } from './segment.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const COMMA = bytesOf(',');
const documents = fc.array(fc.record({ text: fc.string({ unit: 'binary', maxLength: 400 }), isFinal: fc.boolean() }), {
  minLength: 1,
  maxLength: 12,
});

function join(texts: readonly { text: string; isFinal: boolean }[], separator: string) {
  const sealed = texts.map(({ text, isFinal }) => sealDocument(bytesOf(text), isFinal));
  const run = Buffer.concat(sealed.map((one) => one.segment));
  const marks = Buffer.concat(sealed.map((one) => one.mark));
  const gzip = new GzipJoin();
  const pieces = [gzip.header(), gzip.text(bytesOf('[')), gzip.segments(run, marks, bytesOf(separator), true)];
  pieces.push(gzip.text(bytesOf(']')), gzip.trailer());
  return Buffer.concat(pieces);
}

test('the checksum of a join is computed from its parts', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (a, b) => {
      const whole = crc32(Buffer.concat([a, b]));
      expect(appendCrc(crc32(a), crc32(b), appendOperator(b.length))).toBe(whole);
    }),
    { seed: 1 },
  );
});

test('joined segments are one gzip member of the documents with separators', () => {
  fc.assert(
    fc.property(documents, fc.constantFrom(',', '\n'), (texts, separator) => {
      expect(gunzipSync(join(texts, separator)).toString()).toBe(`[${texts.map((t) => t.text).join(separator)}]`);
    }),
    { seed: 2 },
  );
});

test('a run without its first separator is told apart from one with it', () => {
  const sealed = sealDocument(bytesOf('{}'), true);
  const gzip = new GzipJoin();
  const pieces = [gzip.header(), gzip.segments(sealed.segment.slice(), sealed.mark, COMMA, true)];
  pieces.push(gzip.segments(sealed.segment.slice(), sealed.mark, COMMA, false), gzip.trailer());
  expect(gunzipSync(Buffer.concat(pieces)).toString()).toBe('{},{}');
});

test('texts over the limit of a stored block are framed in several', () => {
  const long = 'x'.repeat(150_000);
  const gzip = new GzipJoin();
  const pieces = [gzip.header(), gzip.text(bytesOf(long)), gzip.trailer()];
  expect(gunzipSync(Buffer.concat(pieces)).toString()).toBe(long);
});

test('a damaged checksum is noticed by gunzip and by openSegment', () => {
  const { segment, mark } = sealDocument(bytesOf('{"a":1}'), true);
  expect(Buffer.from(openSegment(segment, mark)).toString()).toBe('{"a":1}');
  const damaged = mark.slice();
  damaged[0] = (damaged[0] ?? 0) ^ 1;
  expect(() => openSegment(segment, damaged)).toThrow(RangeError);
  const gzip = new GzipJoin();
  const pieces = [gzip.header(), gzip.segments(segment, damaged, COMMA, true), gzip.trailer()];
  expect(() => gunzipSync(Buffer.concat(pieces))).toThrow();
});

test('separators of an inflated run are replaced where documents begin, whatever the documents hold', () => {
  const texts = ['{"a":","}', 'é,', ''];
  const sealed = texts.map((text) => sealDocument(bytesOf(text), true));
  const run = inflateRawSync(Buffer.concat(sealed.map((s) => s.segment)), INFLATE_SEGMENTS);
  replaceSeparators(run, lengthsIn(Buffer.concat(sealed.map((s) => s.mark))), 0x0a);
  expect(run.toString()).toBe(texts.map((text) => `\n${text}`).join(''));
});
